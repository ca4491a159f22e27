// The options of `fit`, checked.
import { ModelError } from '../modelError.ts';
import type { BatchRecord, Callback, EpochRecord, ValidationRecord } from './callbacks.ts';
import type { CheckpointOptions } from './fitPlan.ts';
import type { Data } from './labelledImages.ts';
import type { ClassWeight } from './sampleWeights.ts';
import type { TrainingState } from './trainingState.ts';

/** How `predict`, `evaluate` and `fit` use the machine. */
export interface RunOptions {
  /** Worker threads; default one a core. 0 computes in the calling thread. */
  threads?: number;
}

/** Options of `fit`. */
export interface FitOptions extends RunOptions {
  /** Default 1. */
  epochs?: number;
  /** Default 32. */
  batchSize?: number;
  /** Its `sampleWeight` weighs the validation loss; class weights do not. */
  validationData?: Data;
  /**
   * A factor of each picture's loss by its class, times its `sampleWeight`. As in Keras the loss of a batch is the sum of
   * weight * loss over the pictures, divided by their number and not by the sum of weights. Default: all 1.
   */
  classWeight?: ClassWeight;
  callbacks?: readonly Callback[];
  /** Of shuffling, dropout and augmentation; default the model's. */
  seed?: number;
  /** Default true. */
  shuffle?: boolean;
  /**
   * The pictures of an epoch by number and in order, in place of `shuffle`: of any length, some not at all or several times.
   * The epoch counts from 1. It must be a function of the epoch alone, for a resumed run asks again. A picture's second time in an epoch has an augmentation and dropout of its own.
   */
  order?: (epoch: number) => ArrayLike<number>;
  /**
   * Aborting ends the run before the next batch; best weights are brought back by earlyStopping. `model.trainingState()`
   * is then where it stopped.
   */
  signal?: AbortSignal;
  /** Hands out states from which the run can go on. */
  checkpoint?: CheckpointOptions;
  /**
   * Goes on from a state of a run with the same model, data, order, seed, batch size, optimizer, loss, metrics and callbacks, to
   * the same bits as if it had not stopped. `epochs` counts those before, too; `threads` may differ. The model's own
   * weights do not matter.
   */
  resumeFrom?: TrainingState;
  /**
   * Asked before each batch: how many threads it may have by now. Those beyond `threads` join when they have started, and stay;
   * the bits do not change. Without shared memory the number stays as it was.
   */
  moreThreads?: () => number;
  onBatch?: (record: BatchRecord) => void;
  onEpoch?: (record: EpochRecord) => void;
  /**
   * After each validation, before the callbacks are told of the epoch. Changes no bit of the run. Not called for models that
   * give a picture several labels.
   */
  onValidation?: (record: ValidationRecord) => void;
}

/**
 * The numbers with their defaults.
 *
 * @throws ModelError naming the option that is out of range or of another type
 */
export function checkFitOptions(
  options: FitOptions,
  defaults: { threads: number; seed: number },
): Required<Pick<FitOptions, 'epochs' | 'batchSize' | 'threads' | 'seed' | 'shuffle' | 'callbacks'>> {
  const { epochs = 1, batchSize = 32, threads = defaults.threads, seed = defaults.seed } = options;
  const { shuffle = true, callbacks = [], checkpoint, order } = options;
  for (const [name, value, least] of [
    ['epochs', epochs, 1],
    ['batchSize', batchSize, 1],
    ['threads', threads, 0],
    ['seed', seed, 0],
    ['checkpoint.every', checkpoint?.every ?? 1, 1],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < least) {
      throw new ModelError(`fit: ${name} must be a whole number of at least ${least}, got ${value}`);
    }
  }
  if (typeof shuffle !== 'boolean') throw new ModelError(`fit: shuffle must be true or false, got ${String(shuffle)}`);
  if (order !== undefined && typeof order !== 'function') {
    throw new ModelError('fit: order must be a function of the epoch');
  }
  if (options.moreThreads !== undefined && typeof options.moreThreads !== 'function') {
    throw new ModelError('fit: moreThreads must be a function');
  }
  if (order !== undefined && options.shuffle !== undefined) {
    throw new ModelError('fit: order takes the place of shuffle; give one of them');
  }
  if (checkpoint !== undefined && typeof checkpoint.onCheckpoint !== 'function') {
    throw new ModelError('fit: checkpoint.onCheckpoint must be a function');
  }
  callbacks.forEach((callback, i) => {
    if (typeof callback?.start === 'function') return;
    throw new ModelError(`fit: callback ${i} is none; make it by earlyStopping(), progress() and so on`);
  });
  return { epochs, batchSize, threads, seed, shuffle, callbacks };
}
