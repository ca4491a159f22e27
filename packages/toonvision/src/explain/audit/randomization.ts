// The randomization check: maps must change when what the model has learnt is shuffled, from its top down (Adebayo et al.
// 2018, "Sanity checks for saliency maps", arXiv:1810.03292).
import { argmax, permutation, type Sequential, sequential, streamKey } from '@toonvision/nn';
import { type Explainer, type ExplainerOptions, openExplainer } from '../maps/index.ts';
import { spearman } from './spearman.ts';

/** Per stage of the cascade, the rank correlation with the map of the trained model. */
export type ShuffledCorrelations = {
  /** The layer shuffled last: all above it are, too. */
  layer: string;
  /** -1 to 1; null where a map is flat (often all zero), which is as changed as can be. */
  correlation: number | null;
}[];

/** Names of the layers with weights, the top one first. */
function cascadeOf(model: Sequential): string[] {
  return model.chain.layers
    .filter(({ weights }) => weights.length > 0)
    .map(({ name }) => name)
    .reverse();
}

/** A copy of the model with the values of each weight of the named layers in another order, by the seed. */
function shuffledModel(model: Sequential, layers: readonly string[], seed: number): Sequential {
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
  const cascade = cascadeOf(model);
  const original = await openExplainer(model, options);
  const stages = [];
  for (const [index, layer] of cascade.entries()) {
    const shuffled = shuffledModel(model, cascade.slice(0, index + 1), seed);
    stages.push({ layer, explainer: await openExplainer(shuffled, options) });
  }
  return { original, stages };
}

/**
 * The map of the predicted class by the trained model against those by the models of the cascade, for one image.
 * The models are made once; give the same options and seed each time.
 */
export async function correlateShuffled(
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
