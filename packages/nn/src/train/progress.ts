// Progress as lines of text: one an epoch, one a batch if wanted, with an estimate of the time left.
import { ModelError } from '../modelError.ts';
import type { Callback, EpochRecord } from './callbacks.ts';

/** Options of `progress`. */
export interface ProgressOptions {
  /** Gets each line without its line end. */
  write: (line: string) => void;
  /** Default `epoch`; `batch` writes a line after each batch, too. */
  every?: 'epoch' | 'batch';
  /** The time in milliseconds; default `performance.now`. */
  now?: () => number;
}

/** `95 s`, `4 min 10 s`, `2 h 5 min`: rounded to whole seconds, or minutes from an hour on. */
export function describeSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 100) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// What the line says elsewhere, or not at all.
const APART = new Set(['epoch', 'seconds', 'imagesPerSecond', 'learningRate']);

function describeValues(record: EpochRecord): string {
  return Object.entries(record)
    .filter(([name]) => !APART.has(name))
    .map(([name, value]) => `${name} ${value.toFixed(4)}`)
    .join('  ');
}

/**
 * Writes `epoch 3/20  loss 0.4312  accuracy 0.8750  valLoss 0.5120  1.2 s  20 s left`, and with `every: 'batch'` before
 * it `epoch 3/20  batch 4/14  loss 0.4501  22 s left`. The time left is that of all epochs at the pace so far, which
 * earlyStopping may cut short. Nothing depends on a terminal.
 *
 * @throws ModelError for an `every` that is none
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
      let began = 0;
      // In batches of this run; a resumed one begins in the middle.
      let done = 0;
      let ahead = 0;
      const left = () => (done === 0 ? '' : `  ${describeSeconds(((now() - began) / 1000 / done) * ahead)} left`);
      return {
        onTrainBegin: () => {
          began = now();
        },
        onBatchEnd: ({ epoch, batch, batches, loss }, { epochs }) => {
          done += 1;
          ahead = (epochs - epoch) * batches + batches - batch;
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
