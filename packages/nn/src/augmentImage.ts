// Augments one image exactly as training does, for previews.
import { buildChain, type Chain } from './chain.ts';
import { compilePlan } from './compile/index.ts';
import { preparePlan, runForward, streamsOf } from './execute/index.ts';
import { instantiateKernels, machineOf } from './kernels.ts';
import { type LayerSpec, layers, layerTraits, planeOf, type Shape, sizeOf } from './layers/index.ts';
import { ModelError } from './modelError.ts';
import { loadKernels } from './platform/index.ts';
import { streamKey } from './random.ts';

/** A model, or layers with their input shape. */
export type AugmentationSource =
  | { chain: Chain; seed: number }
  | { layers: readonly LayerSpec[]; inputShape: Shape; seed?: number };

/** Options of `augmentImage`: which augmentation of the image to compute. */
export interface AugmentImageOptions {
  /** Seed of the fit. Default: the seed of the model. */
  seed?: number;
  /** Epoch, from 1. Default 1. */
  epoch?: number;
  /** Index of the image in the data of the fit. Default 0. */
  sample?: number;
  /** Whether to augment as in training; false gives the image as in evaluation and prediction. Default true. */
  training?: boolean;
}

/** An augmented image: the input of the first layer after rescaling and augmentation. */
export interface AugmentedImage {
  height: number;
  width: number;
  channels: number;
  /** Input values of that layer: [height, width, channels]. */
  values: Float32Array;
  /** The values for display: without rescaling, rounded, and clipped to 0 to 255. */
  bytes: Uint8Array;
}

// The leading rescaling and augmentation layers. A plan must end in a vector, hence the flatten layer.
function leadingChain(chain: Chain): { chain: Chain; scale: number; offset: number } {
  const computes = chain.layers.findIndex(({ spec }) => !layerTraits(spec).preprocessing);
  const leading = chain.layers.slice(0, computes < 0 ? undefined : computes);
  let scale = 1;
  let offset = 0;
  for (const { spec } of leading) {
    if (spec.kind !== 'rescaling') continue;
    scale *= spec.scale;
    offset = offset * spec.scale + spec.offset;
  }
  // Random streams are named after layers, so the names of the complete chain are kept.
  const specs = leading.map(({ spec, name }) => ({ ...spec, name }));
  return { chain: buildChain([...specs, layers.flatten()], chain.inputShape), scale, offset };
}

/**
 * Computes the augmentation of an image in a fit with this seed, at this epoch and index in the data. Gives the same
 * bits as training, because the load step of the engine runs.
 *
 * @param source a model, or `{ layers, inputShape }`; only leading rescaling and augmentation layers are used
 * @param pixels [height, width, channels], bytes or floats
 * @throws ModelError if the pixels do not have the input shape of the model, or an option is out of range
 * @example
 * const { bytes } = await augmentImage(model, pixels, { epoch: 3, sample: 17 });
 */
export async function augmentImage(
  source: AugmentationSource,
  pixels: Uint8Array | Float32Array,
  { seed = source.seed ?? 0, epoch = 1, sample = 0, training = true }: AugmentImageOptions = {},
): Promise<AugmentedImage> {
  const complete = 'chain' in source ? source.chain : buildChain(source.layers, source.inputShape);
  if (pixels.length !== sizeOf(complete.inputShape)) {
    throw new ModelError(
      `augmentImage: expected an image of ${complete.inputShape.join('x')}, got ${pixels.length} values`,
    );
  }
  for (const [name, value, min] of [
    ['seed', seed, 0],
    ['epoch', epoch, 1],
    ['sample', sample, 0],
  ] as const) {
    if (Number.isSafeInteger(value) && value >= min) continue;
    throw new ModelError(`augmentImage: ${name} must be a whole number of at least ${min}, got ${value}`);
  }
  const { chain, scale, offset } = leadingChain(complete);
  const plan = compilePlan(chain, { pixelFormat: pixels instanceof Uint8Array ? 'uint8' : 'float32' });
  const machine = machineOf(await instantiateKernels(await loadKernels(), plan.memoryBytes));
  preparePlan(machine, plan);
  machine.bytes.set(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength), plan.load.pixels);
  const keys = new Map(streamsOf(plan).map((name) => [name, streamKey(seed, name)]));
  runForward(machine, plan, training ? { keys, sample, epoch } : undefined);
  const values = machine.floats.slice(plan.logits.value / 4, plan.logits.value / 4 + pixels.length);
  const bytes = Uint8Array.from(values, (value) =>
    scale === 0 ? 0 : Math.min(255, Math.max(0, Math.round((value - offset) / scale))),
  );
  return { ...planeOf(chain.inputShape), values, bytes };
}
