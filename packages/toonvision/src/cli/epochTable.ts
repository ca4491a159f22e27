// The table that grows by a line an epoch while a model is trained, with a progress line for the epoch below it.
import type { BatchRecord, EpochRecord } from '@toonvision/nn';
import { duration } from '../format/index.ts';
import type { ProgressLine } from './progressLine.ts';
import type { Terminal } from './terminal.ts';

export interface EpochTableOptions {
  /** The epoch limit. */
  epochs: number;
  /** Show nothing on stdout. */
  quiet: boolean;
  /** The epochs that had ended already, of a run that goes on. Default none. */
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

  /** Prints the head. */
  begin(): void {
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

  /** Shows how far the epoch is. */
  batch({ epoch, batch, batches, samples }: BatchRecord, batchSize: number): void {
    if (batch === 1) {
      this.#progress = this.#terminal.progress({ label: `Epoch ${epoch}`, unit: 'images', transient: true });
    }
    this.#progress?.update(samples, Math.max(samples, (batches - 1) * batchSize + 1));
  }

  /** Prints the line of an epoch. */
  epoch(record: EpochRecord): void {
    this.#progress?.drop();
    this.#progress = undefined;
    this.#seconds += record.seconds;
    this.#shown += 1;
    if (this.#options.quiet) return;
    const better = (record.valLoss ?? record.loss) < this.#lowest;
    if (better) this.#lowest = record.valLoss ?? record.loss;
    const left = (this.#seconds / this.#shown) * (this.#options.epochs - record.epoch);
    const text = line([
      `${record.epoch}/${this.#options.epochs}`,
      four(record.loss),
      three(record.accuracy),
      three(record.precision),
      three(record.recall),
      four(record.valLoss),
      three(record.valAccuracy),
      three(record.valPrecision),
      three(record.valRecall),
      String(Math.round(record.imagesPerSecond)),
      record.epoch === this.#options.epochs ? '' : `<= ${duration(left)}`,
    ]);
    // The star is there for those who see no colour.
    this.#terminal.print(better ? this.#terminal.style('green', `${text.trimEnd()} *`) : text.trimEnd());
  }
}

function line(cells: readonly string[]): string {
  return cells.map((cell, column) => cell.padStart(WIDTHS[column] ?? 0)).join(' ');
}

function four(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(4);
}

function three(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(3);
}
