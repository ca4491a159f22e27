// The five architectures of the original ToonVision article.
import { type LayerSpec, layers } from '@toonvision/nn';
import { type ModelBuilder, modelBuilder } from './modelFunction.ts';
import type { BuiltInModelName } from './modelNames.ts';

/** Hyperparameters: each model has two stages of convolution, two poolings and dropout, and one dense layer. */
interface Settings {
  /** Random horizontal flips during training. */
  flip: boolean;
  filters: [first: number, second: number];
  /** Pool sizes; 1 is the identity. */
  pools: [first: number, second: number, third: number, fourth: number];
  dropouts: [first: number, second: number];
}

/**
 * The built-in models. At 600x200x3 and 4 classes:
 *
 * | name | parameters | multiply-adds |
 * |---|---|---|
 * | baseline | 14,620 | 15.1M |
 * | tuned | 6,032 | 57.6M |
 * | random | 60,812 | 30.3M |
 * | bayesian1 | 11,992 | 138M |
 * | bayesian2 | 7,204 | 51.9M |
 *
 * `random`, `bayesian1` and `bayesian2` are results of random and Bayesian search; `tuned` is the final model.
 *
 * @example
 * builtInModels.tuned({ height: 600, width: 200, channels: 3 }, 4, { seed: 7 }).parameters; // 6032
 */
export const builtInModels = {
  baseline: twoConvolutions('baseline', { flip: false, filters: [4, 8], pools: [2, 2, 2, 2], dropouts: [0, 0] }),
  tuned: twoConvolutions('tuned', { flip: true, filters: [16, 12], pools: [3, 2, 2, 3], dropouts: [0.2, 0.3] }),
  random: twoConvolutions('random', { flip: true, filters: [8, 8], pools: [4, 1, 1, 2], dropouts: [0.2, 0.8] }),
  bayesian1: twoConvolutions('bayesian1', { flip: true, filters: [16, 20], pools: [2, 1, 4, 4], dropouts: [0, 0.5] }),
  bayesian2: twoConvolutions('bayesian2', { flip: true, filters: [12, 16], pools: [2, 2, 3, 3], dropouts: [0.1, 0.2] }),
} satisfies Record<BuiltInModelName, ModelBuilder>;

function twoConvolutions(name: string, { flip, filters, pools, dropouts }: Settings): ModelBuilder {
  const stage = (stageFilters: number, stagePools: readonly number[]): LayerSpec[] => [
    layers.conv2d({ filters: stageFilters, kernelSize: 3, padding: 'same', activation: 'relu' }),
    ...stagePools.map((poolSize) => layers.maxPooling2d({ poolSize })),
  ];
  return modelBuilder(
    (_input, classes) => [
      ...(flip ? [layers.randomFlip({ mode: 'horizontal' })] : []),
      layers.rescaling({ scale: 1 / 255 }),
      ...stage(filters[0], pools.slice(0, 2)),
      layers.dropout({ rate: dropouts[0] }),
      ...stage(filters[1], pools.slice(2)),
      layers.flatten(),
      layers.dropout({ rate: dropouts[1] }),
      layers.dense({ units: classes, activation: 'softmax' }),
    ],
    name,
  );
}
