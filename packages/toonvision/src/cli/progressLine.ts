// A progress line: redrawn on a terminal, printed about every 10% elsewhere.
import { count, duration } from '../format/index.ts';
import type { OutputStream } from './outputStream.ts';

export interface ProgressOptions {
  /** Description of the task: `Drawing the town`. */
  label: string;
  /** Unit of the count: `screenshots`. */
  unit?: string;
  /** Leave no line at the end, for tasks whose result is printed anyway. Default false. */
  transient?: boolean;
}

const BAR_WIDTH = 24;
const REDRAW_MS = 80;
/** Short tasks would only fill a log. */
const PLAIN_LINE_MS = 1000;

export class ProgressLine {
  readonly #stream: OutputStream;
  readonly #redraws: boolean;
  readonly #options: ProgressOptions;
  readonly #start = performance.now();
  #done = 0;
  #total = 0;
  #lastDrawn = 0;
  #tenths = 0;
  #visible = false;
  #ended = false;

  constructor(stream: OutputStream, redraws: boolean, options: ProgressOptions) {
    this.#stream = stream;
    this.#redraws = redraws;
    this.#options = options;
    if (!redraws && !options.transient) this.#lastDrawn = this.#start;
  }

  /** Sets the progress; can be passed as a callback. */
  readonly update = (done: number, total: number): void => {
    if (this.#ended) return;
    this.#done = done;
    this.#total = total;
    const now = performance.now();
    if (this.#redraws) {
      if (now - this.#lastDrawn >= REDRAW_MS) this.draw();
      return;
    }
    const tenths = total > 0 ? Math.floor((done / total) * 10) : 0;
    if (tenths <= this.#tenths || this.#options.transient || done >= total) return;
    this.#tenths = tenths;
    if (now - this.#lastDrawn < PLAIN_LINE_MS) return;
    this.#lastDrawn = now;
    this.#stream.write(`${this.#plainText()}\n`);
  };

  /** Redraws the line after other output. */
  draw(): void {
    if (!this.#redraws || this.#ended || this.#total === 0) return;
    this.#lastDrawn = performance.now();
    const width = Math.max(20, (this.#stream.columns ?? 80) - 1);
    this.#stream.write(`\r\x1b[2K${this.#barText().slice(0, width)}`);
    this.#visible = true;
  }

  /** Clears the line until the next update. */
  clear(): void {
    if (this.#visible) this.#stream.write('\r\x1b[2K');
    this.#visible = false;
  }

  /** Ends the line without a summary. */
  drop(): void {
    this.clear();
    this.#ended = true;
  }

  /** Ends the line with a summary of count and time, unless it is transient. */
  end(): void {
    if (this.#ended) return;
    this.drop();
    if (this.#options.transient || this.#total === 0) return;
    const unit = this.#options.unit === undefined ? '' : ` ${this.#options.unit}`;
    const seconds = this.#seconds();
    this.#stream.write(`${this.#options.label}: ${count(this.#done)}${unit} in ${duration(seconds)}\n`);
  }

  #seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  #barText(): string {
    const fraction = this.#total === 0 ? 0 : Math.min(1, this.#done / this.#total);
    const filled = Math.round(fraction * BAR_WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    return `${this.#options.label} ${bar} ${this.#numbers()}`;
  }

  #plainText(): string {
    return `${this.#options.label}: ${Math.floor((this.#done / this.#total) * 100)}%, ${this.#numbers()}`;
  }

  #numbers(): string {
    const seconds = this.#seconds();
    const rate = seconds > 0 ? this.#done / seconds : 0;
    const unit = this.#options.unit === undefined ? '' : ` ${this.#options.unit}`;
    const parts = [`${count(this.#done)}/${count(this.#total)}${unit}`];
    if (this.#done > 0 && rate > 0) {
      parts.push(`${rate >= 10 ? count(Math.round(rate)) : rate.toFixed(1)}/s`);
      if (this.#done < this.#total) parts.push(`${duration((this.#total - this.#done) / rate)} left`);
    }
    return parts.join(', ');
  }
}
