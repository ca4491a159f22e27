// RMSprop (Tieleman and Hinton 2012), as Keras computes it.
import { clipFactor, clipOption } from './globalClipNorm.ts';
import type { Optimizer, OptimizerOptions } from './optimizer.ts';
import { checkFraction, checkPositive } from './optionChecks.ts';
import { checkLearningRate, recordOf } from './schedule.ts';

export interface RmspropOptions extends OptimizerOptions {
  /** Decay rate of the mean of squared gradients, in [0, 1). Default 0.9. */
  rho?: number;
  /** Momentum in [0, 1). Default 0. */
  momentum?: number;
  /** Constant for numerical stability, added under the root; above 0. Default 1e-7. */
  epsilon?: number;
  /**
   * Whether to divide by the estimated standard deviation of the gradient instead of its root mean square. Default
   * false.
   */
  centered?: boolean;
}

/** `mean` is empty unless centered, `velocity` is empty without momentum. */
interface RmspropState {
  squares: Float32Array;
  mean: Float32Array;
  velocity: Float32Array;
}

/**
 * v = rho * v + (1 - rho) * g^2, w -= lr * g / sqrt(v + epsilon). `centered` subtracts the square of the mean gradient
 * from v. With momentum, m = momentum * m + step and w -= m. The default learning rate is 0.001.
 * Source: Keras 3, `keras/src/optimizers/rmsprop.py`.
 *
 * @throws ModelError naming the option that is out of range
 * @example model.compile({ optimizer: rmsprop({ learningRate: 1e-3 }), loss: 'sparseCategoricalCrossentropy' })
 */
export function rmsprop({
  learningRate = 1e-3,
  rho = 0.9,
  momentum = 0,
  epsilon = 1e-7,
  centered = false,
  globalClipNorm,
}: RmspropOptions = {}): Optimizer<RmspropState> {
  checkLearningRate('rmsprop', learningRate);
  checkFraction('rmsprop', { rho, momentum });
  checkPositive('rmsprop', { epsilon });
  const clip = clipOption('rmsprop', globalClipNorm);
  return {
    name: 'rmsprop',
    learningRate,
    options: { learningRate: recordOf(learningRate), rho, momentum, epsilon, centered, ...clip },
    init: (parameters) => ({
      squares: new Float32Array(parameters),
      mean: new Float32Array(centered ? parameters : 0),
      velocity: new Float32Array(momentum === 0 ? 0 : parameters),
    }),
    update: ({ squares, mean, velocity }, weights, gradients, rate) => {
      const scale = clipFactor(gradients, globalClipNorm);
      for (let i = 0; i < weights.length; i++) {
        const g = (gradients[i] ?? 0) * scale;
        const v = Math.fround((squares[i] ?? 0) * rho + g * g * (1 - rho));
        squares[i] = v;
        let spread = v;
        if (centered) {
          const m = Math.fround((mean[i] ?? 0) * rho + g * (1 - rho));
          mean[i] = m;
          // v is at least m^2 except for rounding, which must not make the root negative.
          spread = Math.max(v - m * m, 0);
        }
        let step = (rate * g) / Math.sqrt(spread + epsilon);
        if (momentum !== 0) {
          step = Math.fround((velocity[i] ?? 0) * momentum + step);
          velocity[i] = step;
        }
        weights[i] = (weights[i] ?? 0) - step;
      }
    },
  };
}
