// The mutable state of a run: created from the settings of a fit, captured as a training state, restored from one.
import { ModelError } from '../modelError.ts';
import type { CallbackRun, EpochRecord, RunControl, StopReason } from './callbacks.ts';
import { orderOf } from './epochOrder.ts';
import type { FitSettings } from './fitSettings.ts';
import { MetricCounts } from './metricCounts.ts';
import { type Penalty, penaltyOf } from './penalty.ts';
import { copyAs, plainCopy } from './plainCopy.ts';
import { checkIdentity, runIdentity } from './runIdentity.ts';
import { RunRate } from './runRate.ts';
import { type TrainableWeights, trainableWeights } from './trainableWeights.ts';
import { parseTrainingState, type TrainingState } from './trainingState.ts';

export interface Run {
  /** The current or next epoch, from 1, and the number of its finished batches. */
  epoch: number;
  batch: number;
  /** Whether `onEpochBegin` was called for the epoch. */
  epochStarted: boolean;
  /** Seconds of training in the epoch so far. */
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
  /** Copy of the gradients of the epoch's last batch, for callbacks. */
  gradients: Float32Array | undefined;
}

/** Metric counts before the first batch. */
export function newCounts({ plan, form, metrics }: FitSettings): MetricCounts {
  return new MetricCounts({ kind: form.kind, outputs: plan.outputs }, metrics);
}

/** A run before its first epoch. */
export function startRun(settings: FitSettings): Run {
  const { weights, optimizer } = settings;
  const rate = new RunRate(optimizer.learningRate);
  const trainable = trainableWeights(settings.chain);
  const run: Run = {
    epoch: 1,
    batch: 0,
    epochStarted: false,
    seconds: 0,
    counts: newCounts(settings),
    optimizerState: optimizer.init(trainable.count),
    rate,
    callbacks: settings.callbacks.map((callback) => callback.start()),
    epochs: [],
    stopped: undefined,
    trainable,
    penalty: penaltyOf(settings.chain),
    gradients: undefined,
    control: {
      epochs: settings.epochs,
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

/** Moves the run to its next epoch. */
export function nextEpoch(run: Run, settings: FitSettings): void {
  run.epoch += 1;
  run.batch = 0;
  run.epochStarted = false;
  run.seconds = 0;
  run.counts = newCounts(settings);
}

/** The current state of a run. It shares data with the run, except for the weights; see `copyState`. */
export function captureRun(run: Run, settings: FitSettings): TrainingState {
  const { stopped } = run;
  return {
    version: 1,
    run: runIdentity(settings),
    epoch: run.epoch,
    batch: run.batch,
    begun: run.epochStarted,
    seconds: run.seconds,
    weights: settings.weights.slice(),
    optimizer: run.optimizerState as TrainingState['optimizer'],
    learningRate: run.rate.state(),
    metrics: run.counts.state(),
    callbacks: run.callbacks.map((callback, i) => ({
      name: settings.callbacks[i]?.name ?? '',
      options: JSON.stringify(settings.callbacks[i]?.options ?? {}),
      state: callback.state?.() ?? null,
    })),
    epochs: run.epochs,
    // A resumed run is no longer interrupted.
    stopped: stopped === undefined || stopped.kind === 'interrupted' ? null : { ...stopped },
  };
}

/** A deep copy. @throws ModelError if the state of an optimizer or callback is not plain data */
export function copyState(state: TrainingState): TrainingState {
  return parseTrainingState(plainCopy('training state', state));
}

/**
 * Restores a run and the weights of the model from a state. Changes nothing unless the whole state fits.
 *
 * @throws ModelError naming what is damaged or differs: model, optimizer, data, seed, batch size or callbacks
 */
export function restoreRun(run: Run, settings: FitSettings, resumeFrom: TrainingState): void {
  const state = parseTrainingState(resumeFrom);
  checkIdentity(state.run, runIdentity(settings));
  if (state.weights.length !== settings.weights.length) {
    throw new ModelError(`training state: expected ${settings.weights.length} weights, got ${state.weights.length}`);
  }
  if (state.epoch > settings.epochs + 1 || (state.epoch > settings.epochs && state.batch > 0)) {
    throw new ModelError(
      `the training state is in epoch ${state.epoch}, but epochs is ${settings.epochs}; increase epochs`,
    );
  }
  if (state.stopped === null && !state.weights.every(Number.isFinite)) {
    throw new ModelError('training state: a weight is not a finite number');
  }
  const batches = Math.ceil(orderOf(settings, state.epoch).length / settings.batchSize);
  if (state.batch > batches) {
    throw new ModelError(`training state: batch must be between 0 and ${batches}, got ${state.batch}`);
  }
  if (state.callbacks.length !== settings.callbacks.length) {
    throw new ModelError(
      `the training state has ${state.callbacks.length} callbacks, this run has ${settings.callbacks.length}`,
    );
  }
  state.callbacks.forEach(({ name, options }, i) => {
    const callback = settings.callbacks[i];
    const expected = `${callback?.name} ${JSON.stringify(callback?.options ?? {})}`;
    if (`${name} ${options}` === expected) return;
    throw new ModelError(
      `the training state belongs to another run: callbacks[${i}] was ${name} ${options}, now it is ${expected}`,
    );
  });
  run.optimizerState = copyAs('optimizer', run.optimizerState, state.optimizer);
  run.rate.restore(state.learningRate);
  run.counts.restore(plainCopy('metrics', state.metrics));
  state.callbacks.forEach(({ name, state: callbackState }, i) => {
    if (callbackState !== null) run.callbacks[i]?.restore?.(plainCopy(name, callbackState));
  });
  run.epoch = state.epoch;
  run.batch = state.batch;
  run.epochStarted = state.begun;
  run.seconds = state.seconds;
  run.epochs = state.epochs.map((record) => ({ ...record }));
  run.stopped = state.stopped ?? undefined;
  settings.weights.set(state.weights);
}
