// The options of `fit` and their validation.
import { ModelError } from '../modelError.ts';
import type { BatchRecord, Callback, EpochRecord, ValidationRecord } from './callbacks.ts';
import type { Data } from './labeledImages.ts';
import type { ClassWeight } from './sampleWeights.ts';
import type { TrainingState } from './trainingState.ts';

/** Options of `predict`, `evaluate` and `fit` for the use of threads. */
export interface RunOptions {
  /** Number of worker threads. 0 computes in the calling thread. Default: one per core. */
  threads?: number;
}

/** How often `fit` hands out a training state from which an interrupted run can resume. */
export interface CheckpointOptions {
  /** Number of epochs between two states. Default 1. */
  every?: number;
  /** Receives a copy; training waits for it. Also called if the run is interrupted, even within an epoch. */
  onCheckpoint: (state: TrainingState) => void | Promise<void>;
}

/** Options of `fit`. */
export interface FitOptions extends RunOptions {
  /** Number of passes over the data. Default 1. */
  epochs?: number;
  /** Number of samples per gradient update. Default 32. */
  batchSize?: number;
  /**
   * Data on which loss and metrics are evaluated after each epoch. Its `sampleWeight` applies, `classWeight` does not.
   */
  validationData?: Data;
  /**
   * Factor of the loss per class, multiplied by `sampleWeight`. As in Keras, the loss of a batch is the sum of weight *
   * loss divided by the number of images, not by the sum of the weights. Default: all 1.
   */
  classWeight?: ClassWeight;
  /** Callbacks, called in this order. */
  callbacks?: readonly Callback[];
  /** Seed of shuffling, dropout and augmentation. Default: the seed of the model. */
  seed?: number;
  /** Whether to shuffle the images before each epoch. Default true. */
  shuffle?: boolean;
  /**
   * Indices of the images of an epoch (from 1), in order, instead of `shuffle`. Images may be missing or occur several
   * times; each occurrence gets its own augmentation and dropout. Must depend on the epoch alone, because a resumed run
   * calls it again.
   */
  order?: (epoch: number) => ArrayLike<number>;
  /**
   * Aborting it ends the run before the next batch. earlyStopping then restores the best weights, and
   * `model.trainingState()` returns the state at the interruption.
   */
  signal?: AbortSignal;
  /** Hands out training states from which the run can resume. */
  checkpoint?: CheckpointOptions;
  /**
   * Training state to resume from. Model, data, order, seed, batch size, optimizer, loss, metrics and callbacks must be
   * the same; the weights are then the same bits as without the interruption. `epochs` includes the finished epochs,
   * `threads` may differ, and the current weights of the model are ignored.
   */
  resumeFrom?: TrainingState;
  /**
   * Called before each batch; returns the number of threads allowed by now. Threads beyond `threads` join once they
   * have started, and stay. The bits do not change. Without shared memory the number of threads is fixed.
   */
  moreThreads?: () => number;
  /** Called after each batch. */
  onBatch?: (record: BatchRecord) => void;
  /** Called after each epoch, after the callbacks. */
  onEpoch?: (record: EpochRecord) => void;
  /** Called after each validation, before the callbacks. Not called for models with several labels per image. */
  onValidation?: (record: ValidationRecord) => void;
}

type Defaulted = 'epochs' | 'batchSize' | 'threads' | 'seed' | 'shuffle' | 'callbacks';

/** Validated options with defaults applied. */
export type ValidFitOptions = FitOptions & Required<Pick<FitOptions, Defaulted>>;

/**
 * Validates the options and applies the defaults.
 *
 * @throws ModelError naming an option that is out of range or of the wrong type
 */
export function checkFitOptions(options: FitOptions, defaults: { threads: number; seed: number }): ValidFitOptions {
  const { epochs = 1, batchSize = 32, threads = defaults.threads, seed = defaults.seed } = options;
  const { shuffle = true, callbacks = [], checkpoint, order, moreThreads } = options;
  for (const [name, value, min] of [
    ['epochs', epochs, 1],
    ['batchSize', batchSize, 1],
    ['threads', threads, 0],
    ['seed', seed, 0],
    ['checkpoint.every', checkpoint?.every ?? 1, 1],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < min) {
      throw new ModelError(`fit: ${name} must be a whole number of at least ${min}, got ${value}`);
    }
  }
  if (typeof shuffle !== 'boolean') throw new ModelError(`fit: shuffle must be true or false, got ${String(shuffle)}`);
  if (order !== undefined && typeof order !== 'function') {
    throw new ModelError(`fit: order must be a function of the epoch, got ${typeof order}`);
  }
  if (moreThreads !== undefined && typeof moreThreads !== 'function') {
    throw new ModelError(`fit: moreThreads must be a function, got ${typeof moreThreads}`);
  }
  if (order !== undefined && options.shuffle !== undefined) {
    throw new ModelError('fit: order and shuffle exclude each other; set one of them');
  }
  if (checkpoint !== undefined && typeof checkpoint.onCheckpoint !== 'function') {
    throw new ModelError(`fit: checkpoint.onCheckpoint must be a function, got ${typeof checkpoint.onCheckpoint}`);
  }
  callbacks.forEach((callback, i) => {
    if (typeof callback?.start === 'function') return;
    throw new ModelError(
      `fit: callbacks[${i}] is not a callback; create one with earlyStopping(), progress() or another factory`,
    );
  });
  return { ...options, epochs, batchSize, threads, seed, shuffle, callbacks };
}
