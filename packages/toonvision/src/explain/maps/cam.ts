// Class activation mapping (CAM): activations before a global average pool, weighted by the dense layer (Zhou et al.
// 2016, arXiv:1512.04150).
import { layerTraits, type Sequential } from '@toonvision/nn';
import { UserError } from '../../errors/index.ts';
import type { Planes } from './map.ts';

/** Dense layer after a global average pool, as CAM requires. */
export interface CamHead {
  /** Layer whose channels are averaged. */
  layer: string;
  classes: number;
  /** [channels, classes] */
  kernel: Float32Array;
}

/**
 * Finds the head of a model that ends in a global average pool and one dense layer, optionally with a softmax or
 * sigmoid.
 *
 * @throws UserError (exit code 2) if the model ends differently
 */
export function findCamHead(model: Sequential): CamHead {
  const layers = model.chain.layers.filter(({ spec }) => spec.kind !== 'flatten' && !layerTraits(spec).trainingOnly);
  if (layers.at(-1)?.spec.kind === 'softmax') layers.pop();
  const [before, pool, dense] = layers.slice(-3);
  const kernel = model.weights().find(({ name }) => name === `${dense?.name}/kernel`)?.data;
  const isHead =
    dense?.spec.kind === 'dense' && dense.spec.activation !== 'relu' && pool?.spec.kind === 'globalAveragePooling2d';
  if (before === undefined || dense?.spec.kind !== 'dense' || !isHead || kernel === undefined) {
    const end = model.chain.layers.slice(-3).map(({ name }) => name);
    throw new UserError(
      `CAM requires a model that ends in a global average pool and one dense layer; this one ends in ${end.join(', ')}`,
      { remedy: 'Use Grad-CAM, which equals CAM for such models and works for all others.', exitCode: 2 },
    );
  }
  return { layer: before.name, classes: dense.spec.units, kernel };
}

/**
 * Sum over channels of weight * activation, not rectified: negative values are evidence against the class. The mean
 * over all positions is the logit without its bias.
 *
 * @returns [height, width]
 */
export function cam(activation: Planes, { kernel, classes }: CamHead, classIndex: number): Float32Array {
  const { height, width, channels, data } = activation;
  const values = new Float32Array(height * width);
  for (let cell = 0; cell < values.length; cell += 1) {
    let sum = 0;
    for (let c = 0; c < channels; c += 1)
      sum += (data[cell * channels + c] ?? 0) * (kernel[c * classes + classIndex] ?? 0);
    values[cell] = sum;
  }
  return values;
}
