// What a model sees in a picture, as one short vector: near for pictures that are alike to it.
import { type LayerSpec, layerTraits, openProbe, type Sequential } from '@toonvision/nn';
import { spatialLayers } from '../explain/index.ts';

/** What the model says of a picture and what it sees in it. */
export interface Look {
  /** One a class. */
  probabilities: Float32Array;
  /** Of the layer that `featureLayer` names. */
  feature: Float32Array;
}

// Layers that keep what the one before them describes.
function passesOn(spec: LayerSpec | undefined): boolean {
  if (spec === undefined) return false;
  const { trainingOnly, pointwise } = layerTraits(spec);
  return trainingOnly || pointwise;
}

/**
 * The layer whose output describes a picture: the one before the last dense layer where that is dense or a global pooling; else
 * the last layer that keeps places apart, whose channels are averaged over all places (what global average pooling would
 * give; Lin, Chen and Yan 2014, "Network in Network"). Undefined for a model that has neither: then its logits stand in.
 */
function featureLayer(model: Sequential): string | undefined {
  const { layers } = model.chain;
  let at = layers.findLastIndex(({ spec }) => spec.kind === 'dense') - 1;
  while (at >= 0 && passesOn(layers[at]?.spec)) at -= 1;
  const before = layers[at];
  if (before !== undefined && before.outputShape.length === 1 && before.spec.kind !== 'flatten') return before.name;
  return spatialLayers(model).at(-1)?.name;
}

/** [height, width, channels] to the mean of each channel; a vector stays. */
function pooled(shape: readonly number[], data: Float32Array): Float32Array {
  const channels = shape.at(-1) ?? data.length;
  if (shape.length !== 3) return data.slice();
  const sums = new Float64Array(channels);
  for (let i = 0; i < data.length; i += 1) sums[i % channels] = (sums[i % channels] ?? 0) + (data[i] ?? 0);
  return Float32Array.from(sums, (sum) => (sum * channels) / data.length);
}

/**
 * Opens a model for looking at pictures in the calling thread.
 *
 * @returns of [height, width, channels] bytes at the model's size: probabilities and feature
 */
export async function openLook(model: Sequential): Promise<(pixels: Uint8Array) => Look> {
  const layer = featureLayer(model);
  const probe = await openProbe(model, layer === undefined ? {} : { layers: [layer] });
  return (pixels) => {
    const { outputs, logits, activations } = probe.run(pixels);
    const seen = layer === undefined ? undefined : activations.get(layer);
    return { probabilities: outputs, feature: seen === undefined ? logits : pooled(seen.shape, seen.data) };
  };
}
