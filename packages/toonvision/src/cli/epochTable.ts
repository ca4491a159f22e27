// The table of epochs printed during training, with a progress line for the current epoch.
import type { BatchRecord, EpochRecord } from '@toonvision/nn';
import { duration } from '../format/index.ts';
import type { ProgressLine } from './progressLine.ts';
import type { Terminal } from './terminal.ts';

export interface EpochTableOptions {
  /** Maximum number of epochs. */
  epochs: number;
  /** Print nothing to stdout. */
  quiet: boolean;
  /** Epochs before a run was resumed. Default none. */
  earlier?: readonly { valLoss?: number | null; loss: number | null }[];
}

const WIDTHS = [7, 8, 8, 8, 8, 10, 8, 8, 8, 9, 14];

export class EpochTable {
  readonly #terminal: Terminal;
  readonly #options: EpochTableOptions;
  #progress: ProgressLine | undefined;
  #lowest = Number.POSITIVE_INFINITY;
  #seconds = 0;
  #shown = 0;

  constructor(terminal: Terminal, options: EpochTableOptions) {
    this.#terminal = terminal;
    this.#options = options;
    for (const { valLoss, loss } of options.earlier ?? []) {
      this.#lowest = Math.min(this.#lowest, valLoss ?? loss ?? Number.POSITIVE_INFINITY);
    }
  }

  /** Prints the header. */
  start(): void {
    if (this.#options.quiet) return;
    this.#terminal.print();
    const head = [
      'epoch',
      'loss',
      'acc',
      'prec',
      'recall',
      'val loss',
      'acc',
      'prec',
      'recall',
      'images/s',
      'time left',
    ];
    this.#terminal.print(this.#terminal.style('dim', line(head)));
  }

  /** Updates the progress of the epoch. */
  batch({ epoch, batch, batches, samples }: BatchRecord, batchSize: number): void {
    if (batch === 1) {
      this.#progress = this.#terminal.progress({ label: `Epoch ${epoch}`, unit: 'images', transient: true });
    }
    this.#progress?.update(samples, Math.max(samples, (batches - 1) * batchSize + 1));
  }

  /** Prints the row of an epoch. */
  epoch(record: EpochRecord): void {
    this.#progress?.drop();
    this.#progress = undefined;
    this.#seconds += record.seconds;
    this.#shown += 1;
    if (this.#options.quiet) return;
    const isBetter = (record.valLoss ?? record.loss) < this.#lowest;
    if (isBetter) this.#lowest = record.valLoss ?? record.loss;
    const left = (this.#seconds / this.#shown) * (this.#options.epochs - record.epoch);
    const text = line([
      `${record.epoch}/${this.#options.epochs}`,
      formatLoss(record.loss),
      formatScore(record.accuracy),
      formatScore(record.precision),
      formatScore(record.recall),
      formatLoss(record.valLoss),
      formatScore(record.valAccuracy),
      formatScore(record.valPrecision),
      formatScore(record.valRecall),
      String(Math.round(record.imagesPerSecond)),
      record.epoch === this.#options.epochs ? '' : `<= ${duration(left)}`,
    ]);
    // The star marks improvements where color is not shown.
    this.#terminal.print(isBetter ? this.#terminal.style('green', `${text.trimEnd()} *`) : text.trimEnd());
  }
}

function line(cells: readonly string[]): string {
  return cells.map((cell, column) => cell.padStart(WIDTHS[column] ?? 0)).join(' ');
}

function formatLoss(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(4);
}

function formatScore(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(3);
}
