// What `compile` chose, checked against the model.
import type { Chain } from '../chain.ts';
import { finalActivation } from '../finalActivation.ts';
import { checkFinalActivation, type Loss, type LossForm, type LossName, lossForm, lossOf } from '../losses/index.ts';
import type { MetricName } from '../metrics/index.ts';
import { ModelError } from '../modelError.ts';
import { checkMetrics } from './checkMetrics.ts';
import type { Optimizer } from './optimizer.ts';

/** What `compile` chooses. */
export interface CompileOptions {
  optimizer: Optimizer;
  /** Made by `losses`, or the name of one with its defaults. */
  loss: LossName | Loss;
  /** Default accuracy. */
  metrics?: readonly MetricName[];
}

export interface Compiled {
  optimizer: Optimizer;
  loss: Loss;
  form: LossForm;
  metrics: readonly MetricName[];
}

/** @throws ModelError for an optimizer, a loss or a metric that is none, and for a model that does not end as the loss needs */
export function compileFor(chain: Chain, { optimizer, loss, metrics = ['accuracy'] }: CompileOptions): Compiled {
  const isOptimizer = typeof optimizer?.init === 'function' && typeof optimizer.update === 'function';
  if (!isOptimizer) throw new ModelError('compile: optimizer must be made by adam, adamW, sgd or rmsprop');
  const whole = lossOf(loss);
  const last = chain.layers.at(-1)?.name ?? 'the model';
  if (chain.outputShape.length !== 1) {
    const shape = chain.outputShape.join(', ');
    throw new ModelError(
      `${last}: a loss needs a flat output, got [${shape}]; put layers.flatten() or a global pooling at the end`,
    );
  }
  const form = lossForm(whole, chain.outputShape[0] ?? 1);
  checkFinalActivation(whole, form.kind, finalActivation(chain), last);
  checkMetrics(metrics, form.kind);
  return { optimizer, loss: whole, form, metrics: [...metrics] };
}
