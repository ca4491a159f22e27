// Optimizer, loss and metrics of a model, validated by `compile`.
import type { Chain } from '../chain.ts';
import { finalActivation } from '../finalActivation.ts';
import { checkFinalActivation, type Loss, type LossForm, type LossName, lossForm, lossOf } from '../losses/index.ts';
import type { MetricName } from '../metrics/index.ts';
import { ModelError } from '../modelError.ts';
import { checkMetrics } from './checkMetrics.ts';
import type { Optimizer } from './optimizer.ts';

/** Options of `compile`. */
export interface CompileOptions {
  optimizer: Optimizer;
  /** A loss of `losses`, or the name of one with its defaults. */
  loss: LossName | Loss;
  /** Metrics to report during training and evaluation. Default `['accuracy']`. */
  metrics?: readonly MetricName[];
}

export interface Compiled {
  optimizer: Optimizer;
  loss: Loss;
  form: LossForm;
  metrics: readonly MetricName[];
}

/** @throws ModelError for an invalid optimizer, loss or metric, and if the loss does not fit the end of the model */
export function compileFor(chain: Chain, { optimizer, loss, metrics = ['accuracy'] }: CompileOptions): Compiled {
  const isOptimizer = typeof optimizer?.init === 'function' && typeof optimizer.update === 'function';
  if (!isOptimizer) {
    throw new ModelError('compile: optimizer is not an optimizer; create one with adam(), adamW(), sgd() or rmsprop()');
  }
  const validLoss = lossOf(loss);
  const last = chain.layers.at(-1)?.name ?? 'the model';
  if (chain.outputShape.length !== 1) {
    const shape = chain.outputShape.join(', ');
    throw new ModelError(
      `${last}: a loss needs a flat output, got [${shape}]; end the model with layers.flatten() or a global pooling layer`,
    );
  }
  const form = lossForm(validLoss, chain.outputShape[0] ?? 1);
  checkFinalActivation(validLoss, form.kind, finalActivation(chain), last);
  checkMetrics(metrics, { kind: form.kind, outputs: chain.outputShape[0] ?? 1 });
  return { optimizer, loss: validLoss, form, metrics: [...metrics] };
}
