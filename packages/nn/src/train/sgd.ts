// Stochastic gradient descent with optional momentum and Nesterov momentum, as Keras computes it.
import { ModelError } from '../modelError.ts';
import { clipFactor, clipOption } from './globalClipNorm.ts';
import type { Optimizer, OptimizerOptions } from './optimizer.ts';
import { checkFraction } from './optionChecks.ts';
import { checkLearningRate, recordOf } from './schedule.ts';

export interface SgdOptions extends OptimizerOptions {
  /** Momentum in [0, 1). Default 0: plain gradient descent. */
  momentum?: number;
  /** Whether to apply Nesterov momentum (Sutskever et al. 2013); requires a momentum above 0. Default false. */
  nesterov?: boolean;
}

/** `velocity` is empty without momentum. */
interface SgdState {
  velocity: Float32Array;
}

/**
 * Gradient descent: w -= lr * g. With momentum v = momentum * v - lr * g and w += v, or with `nesterov`
 * w += momentum * v - lr * g. The default learning rate is 0.01. Source: Keras 3, `keras/src/optimizers/sgd.py`.
 *
 * @throws ModelError naming the option that is out of range, or if `nesterov` is set without momentum
 * @example
 * const optimizer = sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true });
 * model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
 */
export function sgd({
  learningRate = 0.01,
  momentum = 0,
  nesterov = false,
  globalClipNorm,
}: SgdOptions = {}): Optimizer<SgdState> {
  checkLearningRate('sgd', learningRate);
  checkFraction('sgd', { momentum });
  if (nesterov && momentum === 0) throw new ModelError('sgd: nesterov requires a momentum above 0, got 0');
  const clip = clipOption('sgd', globalClipNorm);
  return {
    name: 'sgd',
    learningRate,
    options: { learningRate: recordOf(learningRate), momentum, nesterov, ...clip },
    init: (parameters) => ({ velocity: new Float32Array(momentum === 0 ? 0 : parameters) }),
    update: ({ velocity }, weights, gradients, rate) => {
      const scale = clipFactor(gradients, globalClipNorm);
      for (let i = 0; i < weights.length; i++) {
        const step = rate * ((gradients[i] ?? 0) * scale);
        let change = -step;
        if (momentum !== 0) {
          const v = Math.fround((velocity[i] ?? 0) * momentum - step);
          velocity[i] = v;
          change = nesterov ? momentum * v - step : v;
        }
        weights[i] = (weights[i] ?? 0) + change;
      }
    },
  };
}
