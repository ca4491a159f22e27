// Class probabilities and a feature vector of an image, from a trained model.
import { type LayerSpec, layerTraits, openProbe, type Sequential } from '@toonvision/nn';
import { spatialLayers } from '../explain/index.ts';

/** Output of a model for an image. */
export interface ImageFeatures {
  /** One per class. */
  probabilities: Float32Array;
  /** Feature vector: output of the layer that `findFeatureLayer` returns. */
  feature: Float32Array;
}

/** Whether a layer keeps the representation of the layer before it. */
function keepsRepresentation(spec: LayerSpec | undefined): boolean {
  if (spec === undefined) return false;
  const { trainingOnly, pointwise } = layerTraits(spec);
  return trainingOnly || pointwise;
}

/**
 * Finds the layer whose output is the feature vector: the one before the last dense layer if its output is a vector
 * (dense or global pooling), else the last spatial layer, whose channels are averaged over all positions as in global
 * average pooling (Lin, Chen and Yan 2014, "Network in Network"). Undefined if there is neither; the logits are used
 * then.
 */
function findFeatureLayer(model: Sequential): string | undefined {
  const { layers } = model.chain;
  let index = layers.findLastIndex(({ spec }) => spec.kind === 'dense') - 1;
  while (index >= 0 && keepsRepresentation(layers[index]?.spec)) index -= 1;
  const layer = layers[index];
  if (layer !== undefined && layer.outputShape.length === 1 && layer.spec.kind !== 'flatten') return layer.name;
  return spatialLayers(model).at(-1)?.name;
}

/** Averages [height, width, channels] over positions; a vector is copied. */
function averagePool(shape: readonly number[], data: Float32Array): Float32Array {
  const channels = shape.at(-1) ?? data.length;
  if (shape.length !== 3) return data.slice();
  const sums = new Float64Array(channels);
  for (let i = 0; i < data.length; i += 1) sums[i % channels] = (sums[i % channels] ?? 0) + (data[i] ?? 0);
  return Float32Array.from(sums, (sum) => (sum * channels) / data.length);
}

/**
 * Opens a model for feature extraction in the calling thread.
 *
 * @returns computes the features of an image given as [height, width, channels] bytes at the input size of the model
 */
export async function openFeatureExtractor(model: Sequential): Promise<(pixels: Uint8Array) => ImageFeatures> {
  const layer = findFeatureLayer(model);
  const probe = await openProbe(model, layer === undefined ? {} : { layers: [layer] });
  return (pixels) => {
    const { outputs, logits, activations } = probe.run(pixels);
    const activation = layer === undefined ? undefined : activations.get(layer);
    const feature = activation === undefined ? logits : averagePool(activation.shape, activation.data);
    return { probabilities: outputs, feature };
  };
}
