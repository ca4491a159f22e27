// The search spaces of the original study, by name.
import { layers } from '@toonvision/nn';
import type { Hyperparameters, SpaceFunction } from './define.ts';
import type { BuiltInSpaceName } from './spaceNames.ts';

/** Which hyperparameters a study of the original article varied; the others are fixed at its values. */
interface Varied {
  kernels: boolean;
  learningRate: boolean;
  padding: boolean;
  firstDropoutMax: number;
}

function articleSpace({ kernels, learningRate, padding, firstDropoutMax }: Varied): SpaceFunction {
  return (hp: Hyperparameters, _input, classes) => {
    const kernel = (name: string) => (kernels ? hp.choice(name, [3, 5]) : 3);
    const filters1 = hp.int('conv_1_filters', { min: 4, max: 16, step: 4 });
    const kernel1 = kernel('conv_1_kernel_size');
    const pool1 = hp.int('pool_1_size', { min: 2, max: 4 });
    const pool2 = hp.int('pool_2_size', { min: 1, max: 4 });
    const dropout1 = hp.float('dropout_1_rate', { min: 0, max: firstDropoutMax, step: 0.1 });
    const filters2 = hp.int('conv_2_filters', { min: 4, max: 20, step: 4 });
    const kernel2 = kernel('conv_2_kernel_size');
    const pool3 = hp.int('pool_3_size', { min: 2, max: 4 });
    const pool4 = hp.int('pool_4_size', { min: 1, max: 4 });
    const dropout2 = hp.float('dropout_2_rate', { min: 0, max: 0.9, step: 0.1 });
    const rate = learningRate ? hp.choice('learning_rate', [1e-2, 1e-3, 1e-4]) : 1e-3;
    const edge = padding ? hp.choice('padding', ['same', 'valid'] as const) : 'same';
    const stage = (filters: number, kernelSize: number, pools: readonly number[], dropout: number) => [
      layers.conv2d({ filters, kernelSize, padding: edge, activation: 'relu' }),
      ...pools.map((poolSize) => layers.maxPooling2d({ poolSize })),
      layers.dropout({ rate: dropout }),
    ];
    return {
      model: [
        layers.randomFlip({ mode: 'horizontal' }),
        layers.rescaling({ scale: 1 / 255 }),
        ...stage(filters1, kernel1, [pool1, pool2], 0),
        layers.dropout({ rate: dropout1 }),
        ...stage(filters2, kernel2, [pool3, pool4], 0),
        layers.flatten(),
        layers.dropout({ rate: dropout2 }),
        layers.dense({ units: classes, activation: 'softmax' }),
      ].filter(
        (layer) =>
          !(layer.kind === 'dropout' && layer.rate === 0) &&
          !(layer.kind === 'maxPooling2d' && layer.poolSize[0] === 1),
      ),
      train: { learningRate: rate },
    };
  };
}

/**
 * The built-in spaces. `article`: all twelve hyperparameters of the original study. `bayesian`: the eight varied by its
 * Bayesian search (kernel size 3, learning rate 0.001, padding same).
 */
export const builtInSpaces = {
  article: articleSpace({ kernels: true, learningRate: true, padding: true, firstDropoutMax: 0.9 }),
  bayesian: articleSpace({ kernels: false, learningRate: false, padding: false, firstDropoutMax: 0.5 }),
} satisfies Record<BuiltInSpaceName, SpaceFunction>;
