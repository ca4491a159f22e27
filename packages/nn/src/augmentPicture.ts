// One picture as a model sees it in training: the engine's own load step, for previews.
import { buildChain, type Chain } from './chain.ts';
import { compilePlan } from './compile/index.ts';
import { preparePlan, runForward, streamsOf } from './execute/index.ts';
import { instantiateKernels, machineOf } from './kernels.ts';
import { type LayerSpec, layers, layerTraits, planeOf, type Shape, sizeOf } from './layers/index.ts';
import { ModelError } from './modelError.ts';
import { loadKernels } from './platform/index.ts';
import { streamKey } from './random.ts';

/** A model, or layers with the shape of their input. */
export type AugmentationSource =
  | { chain: Chain; seed: number }
  | { layers: readonly LayerSpec[]; inputShape: Shape; seed?: number };

/** Which draw of the augmentation `augmentPicture` shows. */
export interface AugmentPictureOptions {
  /** That of the fit; default the model's. */
  seed?: number;
  /** From 1; default 1. */
  epoch?: number;
  /** The picture's number in the data of the fit; default 0. */
  sample?: number;
  /** False shows the picture as evaluation and prediction see it; default true. */
  training?: boolean;
}

/** A picture as the first layer that computes gets it: [height, width, channels], channels fastest. */
export interface AugmentedPicture {
  height: number;
  width: number;
  channels: number;
  /** [height, width, channels] as the first layer that computes gets them. */
  values: Float32Array;
  /** The same for eyes: rescalings undone, rounded, cut to 0 to 255. */
  bytes: Uint8Array;
}

// A plan must end in a vector, so flatten ends the leading layers; nothing of it is read.
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
  // Streams are named by the layers, so their names in the whole chain are kept.
  const specs = leading.map(({ spec, name }) => ({ ...spec, name }));
  return { chain: buildChain([...specs, layers.flatten()], chain.inputShape), scale, offset };
}

/**
 * A picture as the first layer that computes sees it in a fit with this seed, at this epoch, as this sample of the data. To
 * the last bit what training works on: the engine's own load step runs.
 *
 * @param source a model, or `{ layers, inputShape }`; layers from the first that computes on are not looked at
 * @param pixels [height, width, channels], bytes or floats
 * @throws ModelError for pixels of another size than the model's input.
 * @example
 * const { bytes } = await augmentPicture(model, pixels, { epoch: 3, sample: 17 });
 */
export async function augmentPicture(
  source: AugmentationSource,
  pixels: Uint8Array | Float32Array,
  { seed = source.seed ?? 0, epoch = 1, sample = 0, training = true }: AugmentPictureOptions = {},
): Promise<AugmentedPicture> {
  const whole = 'chain' in source ? source.chain : buildChain(source.layers, source.inputShape);
  if (pixels.length !== sizeOf(whole.inputShape)) {
    throw new ModelError(
      `augmentPicture: the picture holds ${pixels.length} values, the model takes ${whole.inputShape.join('x')}`,
    );
  }
  for (const [name, value, least] of [
    ['seed', seed, 0],
    ['epoch', epoch, 1],
    ['sample', sample, 0],
  ] as const) {
    if (Number.isSafeInteger(value) && value >= least) continue;
    throw new ModelError(`augmentPicture: ${name} must be a whole number of at least ${least}, got ${value}`);
  }
  const { chain, scale, offset } = leadingChain(whole);
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
