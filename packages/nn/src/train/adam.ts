// Adam (Kingma and Ba 2015), as Keras computes it.
import { clipFactor, clipOption } from './globalClipNorm.ts';
import type { Optimizer, OptimizerOptions } from './optimizer.ts';
import { checkFraction, checkPositive } from './optionChecks.ts';
import { checkLearningRate, recordOf } from './schedule.ts';

export interface AdamOptions extends OptimizerOptions {
  /** Decay rate of the first-moment estimate, in [0, 1). Default 0.9. */
  beta1?: number;
  /** Decay rate of the second-moment estimate, in [0, 1). Default 0.999. */
  beta2?: number;
  /** Constant for numerical stability, added to the root; above 0. Default 1e-7. */
  epsilon?: number;
}

export interface AdamState {
  first: Float32Array;
  second: Float32Array;
  // beta^t by repeated multiplication, because Math.pow differs between JavaScript engines.
  beta1Power: number;
  beta2Power: number;
}

/** @throws ModelError naming `owner` and the option that is out of range */
export function checkAdamOptions(
  owner: string,
  { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, globalClipNorm }: AdamOptions,
): void {
  checkLearningRate(owner, learningRate);
  checkFraction(owner, { beta1, beta2 });
  checkPositive(owner, { epsilon });
  clipOption(owner, globalClipNorm);
}

/**
 * The Adam optimizer with bias correction: w -= lr * sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + epsilon).
 * The default learning rate is 0.001.
 *
 * @throws ModelError naming the option that is out of range
 * @example model.compile({ optimizer: adam({ learningRate: 1e-3 }), loss: 'sparseCategoricalCrossentropy' })
 */
export function adam({
  learningRate = 1e-3,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-7,
  globalClipNorm,
}: AdamOptions = {}): Optimizer<AdamState> {
  const clip = clipOption('adam', globalClipNorm);
  checkAdamOptions('adam', { learningRate, beta1, beta2, epsilon, ...clip });
  return {
    name: 'adam',
    learningRate,
    options: { learningRate: recordOf(learningRate), beta1, beta2, epsilon, ...clip },
    init: (parameters) => ({
      first: new Float32Array(parameters),
      second: new Float32Array(parameters),
      beta1Power: 1,
      beta2Power: 1,
    }),
    update: (state, weights, gradients, rate) => {
      const { first, second } = state;
      state.beta1Power *= beta1;
      state.beta2Power *= beta2;
      const step = (rate * Math.sqrt(1 - state.beta2Power)) / (1 - state.beta1Power);
      const scale = clipFactor(gradients, globalClipNorm);
      for (let i = 0; i < weights.length; i++) {
        const g = (gradients[i] ?? 0) * scale;
        const m = Math.fround((first[i] ?? 0) * beta1 + g * (1 - beta1));
        const v = Math.fround((second[i] ?? 0) * beta2 + g * g * (1 - beta2));
        first[i] = m;
        second[i] = v;
        weights[i] = (weights[i] ?? 0) - (step * m) / (Math.sqrt(v) + epsilon);
      }
    },
  };
}
