// One run as it goes: all that changes from batch to batch, made from a plan, captured as a state and restored from one.
import { ModelError } from '../modelError.ts';
import type { CallbackRun, EpochRecord, RunControl, StopReason } from './callbacks.ts';
import { orderOf } from './epochOrder.ts';
import type { FitPlan } from './fitPlan.ts';
import { MetricCounts } from './metricCounts.ts';
import { type Penalty, penaltyOf } from './penalty.ts';
import { copyAs, plainCopy } from './plainCopy.ts';
import { checkIdentity, runIdentity } from './runIdentity.ts';
import { RunRate } from './runRate.ts';
import { type TrainableWeights, trainableWeights } from './trainableWeights.ts';
import { parseTrainingState, type TrainingState } from './trainingState.ts';

export interface Run {
  /** Under way or next, from 1; its batches done; whether callbacks know of it; its seconds of training so far. */
  epoch: number;
  batch: number;
  begun: boolean;
  seconds: number;
  counts: MetricCounts;
  optimizerState: unknown;
  rate: RunRate;
  callbacks: CallbackRun[];
  control: RunControl;
  epochs: EpochRecord[];
  stopped: StopReason | undefined;
  trainable: TrainableWeights;
  penalty: Penalty | undefined;
  /** A copy of the last batch's, where a callback may ask for it. */
  gradients: Float32Array | undefined;
}

export function freshCounts({ chain, form, metrics }: Pick<FitPlan, 'chain' | 'form' | 'metrics'>): MetricCounts {
  const outputs = chain.outputShape.reduce((product, size) => product * size, 1);
  return new MetricCounts({ kind: form.kind, outputs }, metrics);
}

/** A run before its first epoch. */
export function beginRun(plan: FitPlan): Run {
  const { weights, optimizer } = plan;
  const rate = new RunRate(optimizer.learningRate);
  const trainable = trainableWeights(plan.chain);
  const run: Run = {
    epoch: 1,
    batch: 0,
    begun: false,
    seconds: 0,
    counts: freshCounts(plan),
    optimizerState: optimizer.init(trainable.count),
    rate,
    callbacks: plan.callbacks.map((callback) => callback.start()),
    epochs: [],
    stopped: undefined,
    trainable,
    penalty: penaltyOf(plan.chain),
    gradients: undefined,
    control: {
      epochs: plan.epochs,
      stop: (reason) => {
        run.stopped ??= reason;
      },
      weights: () => weights.slice(),
      setWeights: (values) => weights.set(values),
      gradients: () => run.gradients,
      learningRate: () => rate.next(),
      setLearningRate: (value) => rate.set(value),
      schedule: rate.schedule,
    },
  };
  return run;
}

/** The run goes on to the next epoch. */
export function nextEpoch(run: Run, plan: FitPlan): void {
  run.epoch += 1;
  run.batch = 0;
  run.begun = false;
  run.seconds = 0;
  run.counts = freshCounts(plan);
}

/** The run as it is now. Only the weights are copied; `plainCopy` makes a state of its own of it. */
export function captureRun(run: Run, plan: FitPlan): TrainingState {
  const { stopped } = run;
  return {
    version: 1,
    run: runIdentity(plan),
    epoch: run.epoch,
    batch: run.batch,
    begun: run.begun,
    seconds: run.seconds,
    weights: plan.weights.slice(),
    optimizer: run.optimizerState as TrainingState['optimizer'],
    learningRate: run.rate.state(),
    metrics: run.counts.state(),
    callbacks: run.callbacks.map((callback, i) => ({
      name: plan.callbacks[i]?.name ?? '',
      options: JSON.stringify(plan.callbacks[i]?.options ?? {}),
      state: callback.state?.() ?? null,
    })),
    epochs: run.epochs,
    // An interruption is over when the run goes on.
    stopped: stopped === undefined || stopped.kind === 'interrupted' ? null : { ...stopped },
  };
}

/** A state that shares nothing with the run. @throws ModelError where an optimizer's or callback's state is no plain data */
export function ownState(state: TrainingState): TrainingState {
  return parseTrainingState(plainCopy('training state', state));
}

/**
 * Brings a run, and the model's weights, to where a state left off. Nothing is changed unless all of it fits.
 *
 * @throws ModelError naming what is damaged, or what differs: the model, optimizer, data, seed, batch size, callbacks
 */
export function restoreRun(run: Run, plan: FitPlan, given: TrainingState): void {
  const state = parseTrainingState(given);
  checkIdentity(state.run, runIdentity(plan));
  if (state.weights.length !== plan.weights.length) {
    throw new ModelError(`training state: needs ${plan.weights.length} weights, got ${state.weights.length}`);
  }
  if (state.epoch > plan.epochs + 1 || (state.epoch > plan.epochs && state.batch > 0)) {
    throw new ModelError(
      `the training state is in epoch ${state.epoch}, but epochs is ${plan.epochs}; give more epochs`,
    );
  }
  if (state.stopped === null && !state.weights.every(Number.isFinite)) {
    throw new ModelError('training state: a weight is not a finite number');
  }
  const batches = Math.ceil(orderOf(plan, state.epoch).length / plan.batchSize);
  if (state.batch > batches) throw new ModelError(`training state: batch ${state.batch} of ${batches} does not exist`);
  if (state.callbacks.length !== plan.callbacks.length) {
    throw new ModelError(
      `the training state has ${state.callbacks.length} callbacks, here are ${plan.callbacks.length}`,
    );
  }
  state.callbacks.forEach(({ name, options }, i) => {
    const own = plan.callbacks[i];
    const here = `${own?.name} ${JSON.stringify(own?.options ?? {})}`;
    if (`${name} ${options}` === here) return;
    throw new ModelError(
      `the training state is of another run: callback ${i} was ${name} ${options}, here it is ${here}`,
    );
  });
  run.optimizerState = copyAs('optimizer', run.optimizerState, state.optimizer);
  run.rate.restore(state.learningRate);
  run.counts.restore(plainCopy('metrics', state.metrics));
  state.callbacks.forEach(({ name, state: kept }, i) => {
    if (kept !== null) run.callbacks[i]?.restore?.(plainCopy(name, kept));
  });
  run.epoch = state.epoch;
  run.batch = state.batch;
  run.begun = state.begun;
  run.seconds = state.seconds;
  run.epochs = state.epochs.map((record) => ({ ...record }));
  run.stopped = state.stopped ?? undefined;
  plan.weights.set(state.weights);
}
