// A run as plain data, from which it goes on to the same bits as if it had not stopped.
import { ModelError } from '../modelError.ts';
import type { EpochRecord, StopKind, StopReason } from './callbacks.ts';
import { fieldsOf, isStateObject, type StateObject, type StateValue } from './stateFields.ts';

/**
 * Made by `fit` (see `checkpoint`) and by `model.trainingState()`, given to `fit` as `resumeFrom`, kept in a file by
 * `trainingStateFile`. All numbers are exact.
 */
export type TrainingState = {
  readonly version: 1;
  /** The settings of the run, which must be the same when it goes on. */
  readonly run: StateObject;
  /** The epoch that is under way or begins next, from 1. */
  readonly epoch: number;
  /** Its batches that are done. */
  readonly batch: number;
  /** Whether the callbacks were told of its beginning. */
  readonly begun: boolean;
  /** Seconds of training it took so far. */
  readonly seconds: number;
  readonly weights: Float32Array;
  /** The optimizer's state, as its `init` makes it. */
  readonly optimizer: StateValue;
  readonly learningRate: StateObject;
  /** Counts of the epoch so far. */
  readonly metrics: StateObject;
  /** Of each callback its name, its options as JSON, and its state, null without one. */
  readonly callbacks: readonly {
    readonly name: string;
    readonly options: string;
    readonly state: StateObject | null;
  }[];
  /** Records of the epochs that ended. */
  readonly epochs: readonly EpochRecord[];
  /** Why the run ended by itself, which it then does again; null where it can go on. */
  readonly stopped: { readonly kind: StopKind; readonly message: string } | null;
};

const STOP_KINDS: readonly StopKind[] = ['epochLimit', 'plateau', 'notANumber', 'interrupted'];

function parseStop(value: StateValue | undefined): StopReason | null {
  if (value === null) return null;
  const fields = fieldsOf('stopped', value);
  const kind = STOP_KINDS.find((each) => each === fields.string('kind'));
  if (kind === undefined) throw new ModelError(`training state: stopped: no kind ${fields.string('kind')}`);
  return { kind, message: fields.string('message') };
}

function parseRecord(value: StateValue): EpochRecord {
  if (!isStateObject(value) || Object.values(value).some((each) => typeof each !== 'number')) {
    throw new ModelError('training state: epochs: a record is no list of numbers by name');
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
 * The state that some data is, each field checked; whether it fits a run is seen by `fit`.
 *
 * @throws ModelError naming the field that is missing or of another type
 */
export function parseTrainingState(value: unknown): TrainingState {
  const fields = fieldsOf('the whole', value);
  const version = fields.number('version');
  if (version !== 1) throw new ModelError(`training state: version ${version} is not known, only 1`);
  const epochs = fields.list('epochs').map(parseRecord);
  const epoch = fields.count('epoch');
  if (epoch !== epochs.length + 1) {
    throw new ModelError(`training state: epoch ${epoch} does not follow ${epochs.length} epochs that ended`);
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
    callbacks: fields.list('callbacks').map((each) => {
      const callback = fieldsOf('callbacks', each);
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
