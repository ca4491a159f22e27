// Randomization check: maps must change when the model's weights are shuffled, from the top layer down (Adebayo et al.
// 2018, "Sanity checks for saliency maps", arXiv:1810.03292).
import { argmax, permutation, type Sequential, sequential, streamKey } from '@toonvision/nn';
import { type Explainer, type ExplainerOptions, openExplainer } from '../maps/index.ts';
import { spearman } from './spearman.ts';

/** Rank correlation with the map of the trained model, per stage of the cascade. */
export type ShuffledCorrelations = {
  /** Lowest shuffled layer; all layers above it are shuffled as well. */
  layer: string;
  /** Spearman correlation, -1 to 1; null if a map is constant (often zero), which counts as changed. */
  correlation: number | null;
}[];

/** Lists the layers with weights, the top one first. */
function listCascade(model: Sequential): string[] {
  return model.chain.layers
    .filter(({ weights }) => weights.length > 0)
    .map(({ name }) => name)
    .reverse();
}

/** Copies the model with the values of each weight of the given layers shuffled. */
function shuffleModel(model: Sequential, layers: readonly string[], seed: number): Sequential {
  const specs = model.chain.layers.map(({ spec, name }) => ({ ...spec, name }));
  const copy = sequential(specs, { inputShape: model.inputShape });
  copy.setWeights(
    model.weights().map(({ name, data }) => {
      if (!layers.includes(name.slice(0, name.lastIndexOf('/')))) return { name, data };
      const order = permutation(streamKey(seed, `shuffle/${name}`), data.length);
      return { name, data: Float32Array.from(order, (from) => data[from] ?? 0) };
    }),
  );
  return copy;
}

const opened = new WeakMap<
  Sequential,
  Promise<{ original: Explainer; stages: { layer: string; explainer: Explainer }[] }>
>();

async function openStages(model: Sequential, options: ExplainerOptions, seed: number) {
  const cascade = listCascade(model);
  const original = await openExplainer(model, options);
  const stages = [];
  for (const [index, layer] of cascade.entries()) {
    const shuffled = shuffleModel(model, cascade.slice(0, index + 1), seed);
    stages.push({ layer, explainer: await openExplainer(shuffled, options) });
  }
  return { original, stages };
}

/**
 * Correlates the map of the predicted class with the maps of the shuffled models, for one image. Shuffled models are
 * cached per model, so options and seed must not change between calls.
 */
export async function correlateWithShuffled(
  model: Sequential,
  options: ExplainerOptions,
  pixels: Uint8Array,
  seed: number,
): Promise<ShuffledCorrelations> {
  const ready = opened.get(model) ?? openStages(model, options, seed);
  opened.set(model, ready);
  const { original, stages } = await ready;
  const { maps } = original.explain(pixels, (outputs) => [argmax(outputs)]);
  const [map] = maps;
  if (map === undefined) return [];
  return stages.map(({ layer, explainer }) => {
    const [other] = explainer.explain(pixels, () => [map.classIndex]).maps;
    return { layer, correlation: spearman(map.values, other?.values ?? []) };
  });
}
