// AdamW (Loshchilov and Hutter 2019): Adam with decoupled weight decay, as Keras computes it.
import { type AdamOptions, type AdamState, adam, checkAdamOptions } from './adam.ts';
import type { Optimizer } from './optimizer.ts';
import { checkNotNegative } from './optionChecks.ts';

export interface AdamWOptions extends AdamOptions {
  /** Weight decay per step, multiplied by the learning rate; at least 0. Default 0.004. */
  weightDecay?: number;
}

/**
 * First w -= lr * weightDecay * w for all weights, including biases, then the step of Adam. The default learning rate
 * is 0.001.
 * Source: Keras 3, `keras/src/optimizers/adamw.py` and `base_optimizer.py`.
 *
 * @throws ModelError naming the option that is out of range
 * @example model.compile({ optimizer: adamW({ weightDecay: 0.01 }), loss: 'sparseCategoricalCrossentropy' })
 */
export function adamW({ weightDecay = 0.004, ...adamOptions }: AdamWOptions = {}): Optimizer<AdamState> {
  checkAdamOptions('adamW', adamOptions);
  checkNotNegative('adamW', { weightDecay });
  const inner = adam(adamOptions);
  return {
    ...inner,
    name: 'adamW',
    options: { ...inner.options, weightDecay },
    update: (state, weights, gradients, rate) => {
      const decay = rate * weightDecay;
      for (let i = 0; i < weights.length; i++) {
        const w = weights[i] ?? 0;
        weights[i] = w - w * decay;
      }
      inner.update(state, weights, gradients, rate);
    },
  };
}
