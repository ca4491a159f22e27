// Training progress as lines of text, per epoch or per batch, with an estimate of the remaining time.
import { ModelError } from '../modelError.ts';
import type { Callback, EpochRecord } from './callbacks.ts';

/** Options of `progress`. */
export interface ProgressOptions {
  /** Receives each line without its line break. */
  write: (line: string) => void;
  /** `batch` also writes a line after each batch. Default `epoch`. */
  every?: 'epoch' | 'batch';
  /** Clock in milliseconds. Default `performance.now`. */
  now?: () => number;
}

/** `95 s`, `4 min 10 s`, `2 h 5 min`: rounded to seconds, or to minutes from one hour on. */
export function describeSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 100) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// Values that are shown elsewhere in the line, or not at all.
const EXCLUDED = new Set(['epoch', 'seconds', 'imagesPerSecond', 'learningRate']);

function describeValues(record: EpochRecord): string {
  return Object.entries(record)
    .filter(([name]) => !EXCLUDED.has(name))
    .map(([name, value]) => `${name} ${value.toFixed(4)}`)
    .join('  ');
}

/**
 * Writes `epoch 3/20  loss 0.4312  accuracy 0.8750  valLoss 0.5120  1.2 s  20 s left` after each epoch, and with
 * `every: 'batch'` also `epoch 3/20  batch 4/14  loss 0.4501  22 s left` after each batch. The remaining time assumes
 * that all epochs run; earlyStopping may end training sooner. No terminal is required.
 *
 * @throws ModelError if `every` is invalid
 * @example model.fit(data, { epochs: 20, callbacks: [progress({ write: console.log })] })
 */
export function progress({ write, every = 'epoch', now = () => performance.now() }: ProgressOptions): Callback {
  if (every !== 'epoch' && every !== 'batch') {
    throw new ModelError(`progress: every must be epoch or batch, got ${String(every)}`);
  }
  return {
    name: 'progress',
    options: { every },
    start: () => {
      let startTime = 0;
      // Numbers of batches; a resumed run starts in the middle.
      let done = 0;
      let remaining = 0;
      const left = () =>
        done === 0 ? '' : `  ${describeSeconds(((now() - startTime) / 1000 / done) * remaining)} left`;
      return {
        onTrainBegin: () => {
          startTime = now();
        },
        onBatchEnd: ({ epoch, batch, batches, loss }, { epochs }) => {
          done += 1;
          remaining = (epochs - epoch) * batches + batches - batch;
          if (every !== 'batch') return;
          write(`epoch ${epoch}/${epochs}  batch ${batch}/${batches}  loss ${loss.toFixed(4)}${left()}`);
        },
        onEpochEnd: (record, { epochs }) => {
          const { epoch, seconds } = record;
          const rest = epoch < epochs ? left() : '';
          write(`epoch ${epoch}/${epochs}  ${describeValues(record)}  ${seconds.toFixed(1)} s${rest}`);
        },
      };
    },
  };
}
