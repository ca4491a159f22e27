// The search space of the original study: twelve hyperparameters, 6,912,000 points; the built-in `article`.
// toonvision tune --space examples/spaces/article.ts --sampler random|bayesian|hyperband
import { layers } from '@toonvision/nn';
import type { SpaceFunction } from 'toonvision';

const space: SpaceFunction = (hp, _input, classes) => {
  const filters1 = hp.int('conv_1_filters', { min: 4, max: 16, step: 4 });
  const kernel1 = hp.choice('conv_1_kernel_size', [3, 5]);
  const pool1 = hp.int('pool_1_size', { min: 2, max: 4 });
  const pool2 = hp.int('pool_2_size', { min: 1, max: 4 });
  const dropout1 = hp.float('dropout_1_rate', { min: 0, max: 0.9, step: 0.1 });
  const filters2 = hp.int('conv_2_filters', { min: 4, max: 20, step: 4 });
  const kernel2 = hp.choice('conv_2_kernel_size', [3, 5]);
  const pool3 = hp.int('pool_3_size', { min: 2, max: 4 });
  const pool4 = hp.int('pool_4_size', { min: 1, max: 4 });
  const dropout2 = hp.float('dropout_2_rate', { min: 0, max: 0.9, step: 0.1 });
  const learningRate = hp.choice('learning_rate', [1e-2, 1e-3, 1e-4]);
  const padding = hp.choice('padding', ['same', 'valid'] as const);
  // A pool of 1 and a dropout of 0 do nothing and are omitted.
  const pool = (poolSize: number) => (poolSize === 1 ? [] : [layers.maxPooling2d({ poolSize })]);
  const dropout = (rate: number) => (rate === 0 ? [] : [layers.dropout({ rate })]);
  return {
    model: [
      layers.randomFlip({ mode: 'horizontal' }),
      layers.rescaling({ scale: 1 / 255 }),
      layers.conv2d({ filters: filters1, kernelSize: kernel1, padding, activation: 'relu' }),
      ...pool(pool1),
      ...pool(pool2),
      ...dropout(dropout1),
      layers.conv2d({ filters: filters2, kernelSize: kernel2, padding, activation: 'relu' }),
      ...pool(pool3),
      ...pool(pool4),
      layers.flatten(),
      ...dropout(dropout2),
      layers.dense({ units: classes, activation: 'softmax' }),
    ],
    train: { learningRate },
  };
};
export default space;
