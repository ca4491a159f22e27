// Adam (Kingma and Ba 2015), as Keras computes it.
import { ModelError } from '../modelError.ts';
import type { Optimizer } from './optimizer.ts';

export interface AdamOptions {
  /** Default 0.001. */
  learningRate?: number;
  /** Default 0.9. */
  beta1?: number;
  /** Default 0.999. */
  beta2?: number;
  /** Default 1e-7. */
  epsilon?: number;
}

interface AdamState {
  first: Float32Array;
  second: Float32Array;
  // beta^t by repeated multiplication: Math.pow differs between engines.
  beta1Power: number;
  beta2Power: number;
}

/**
 * Adam with bias-corrected step size: w -= lr * sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + epsilon).
 *
 * @example model.compile({ optimizer: adam({ learningRate: 1e-3 }), loss: 'sparseCategoricalCrossentropy' })
 */
export function adam({
  learningRate = 1e-3,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-7,
}: AdamOptions = {}): Optimizer<AdamState> {
  if (!(learningRate > 0)) throw new ModelError(`adam: learningRate must be above 0, got ${learningRate}`);
  for (const [name, beta] of Object.entries({ beta1, beta2 })) {
    if (!(beta >= 0 && beta < 1)) throw new ModelError(`adam: ${name} must be at least 0 and below 1, got ${beta}`);
  }
  return {
    name: 'adam',
    learningRate,
    options: { learningRate, beta1, beta2, epsilon },
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
      for (let i = 0; i < weights.length; i++) {
        const g = gradients[i] ?? 0;
        const m = Math.fround((first[i] ?? 0) * beta1 + g * (1 - beta1));
        const v = Math.fround((second[i] ?? 0) * beta2 + g * g * (1 - beta2));
        first[i] = m;
        second[i] = v;
        weights[i] = (weights[i] ?? 0) - (step * m) / (Math.sqrt(v) + epsilon);
      }
    },
  };
}
