// A training state: a run as plain data, from which it resumes to the same bits as without the interruption.
import { ModelError } from '../modelError.ts';
import type { EpochRecord, StopKind, StopReason } from './callbacks.ts';
import { fieldsOf, isStateObject, type StateObject, type StateValue } from './stateFields.ts';

/**
 * A training state. Get one from `checkpoint` of `fit` or `model.trainingState()`, store it with `trainingStateFile`,
 * and pass it to `fit` as `resumeFrom`. All numbers are exact.
 */
export type TrainingState = {
  readonly version: 1;
  /** Settings of the run, which must be the same when it resumes. */
  readonly run: StateObject;
  /** The current or next epoch, from 1. */
  readonly epoch: number;
  /** Number of finished batches of the epoch. */
  readonly batch: number;
  /** Whether `onEpochBegin` was called for the epoch. */
  readonly begun: boolean;
  /** Seconds of training in the epoch so far. */
  readonly seconds: number;
  readonly weights: Float32Array;
  /** State of the optimizer, of the type that its `init` returns. */
  readonly optimizer: StateValue;
  readonly learningRate: StateObject;
  /** Metric counts of the epoch so far. */
  readonly metrics: StateObject;
  /** Name, options as JSON, and state (or null) of each callback. */
  readonly callbacks: readonly {
    readonly name: string;
    readonly options: string;
    readonly state: StateObject | null;
  }[];
  /** Records of the finished epochs. */
  readonly epochs: readonly EpochRecord[];
  /** Why training ended, if it would end again for the same reason; null if the run can resume. */
  readonly stopped: { readonly kind: StopKind; readonly message: string } | null;
};

const STOP_KINDS: readonly StopKind[] = ['epochLimit', 'plateau', 'notANumber', 'interrupted'];

function parseStop(value: StateValue | undefined): StopReason | null {
  if (value === null) return null;
  const fields = fieldsOf('stopped', value);
  const kind = STOP_KINDS.find((name) => name === fields.string('kind'));
  if (kind === undefined) throw new ModelError(`training state: stopped: unknown kind ${fields.string('kind')}`);
  return { kind, message: fields.string('message') };
}

function parseRecord(value: StateValue): EpochRecord {
  if (!isStateObject(value) || Object.values(value).some((field) => typeof field !== 'number')) {
    throw new ModelError('training state: epochs: a record must be an object of numbers');
  }
  const fields = fieldsOf('epochs', value);
  return {
    ...(value as Record<string, number>),
    epoch: fields.count('epoch'),
    loss: fields.number('loss'),
    learningRate: fields.number('learningRate'),
    seconds: fields.number('seconds'),
    imagesPerSecond: fields.number('imagesPerSecond'),
  };
}

/**
 * Parses a training state and checks each field. Whether it fits a run is checked by `fit`.
 *
 * @throws ModelError naming a field that is missing or of the wrong type
 */
export function parseTrainingState(value: unknown): TrainingState {
  const fields = fieldsOf('state', value);
  const version = fields.number('version');
  if (version !== 1) throw new ModelError(`training state: unknown version ${version}; expected 1`);
  const epochs = fields.list('epochs').map(parseRecord);
  const epoch = fields.count('epoch');
  if (epoch !== epochs.length + 1) {
    throw new ModelError(
      `training state: epoch must be ${epochs.length + 1} after ${epochs.length} finished epochs, got ${epoch}`,
    );
  }
  return {
    version,
    run: fields.object('run'),
    epoch,
    batch: fields.count('batch'),
    begun: fields.boolean('begun'),
    seconds: fields.number('seconds'),
    weights: fields.floats('weights'),
    optimizer: fields.value('optimizer') ?? null,
    learningRate: fields.object('learningRate'),
    metrics: fields.object('metrics'),
    callbacks: fields.list('callbacks').map((item) => {
      const callback = fieldsOf('callbacks', item);
      const state = callback.value('state');
      return {
        name: callback.string('name'),
        options: callback.string('options'),
        state: state === null ? null : callback.object('state'),
      };
    }),
    epochs,
    stopped: parseStop(fields.value('stopped')),
  };
}
