// What a command writes to: results go to stdout, progress and notices to stderr, and neither tears the other apart.
import { styleText } from 'node:util';
import type { OutputStream } from './outputStream.ts';
import { ProgressLine, type ProgressOptions } from './progressLine.ts';

export type TextStyle = Parameters<typeof styleText>[0];

export interface TerminalOptions {
  stdout: OutputStream;
  stderr: OutputStream;
  env?: Readonly<Record<string, string | undefined>>;
}

/** The terminal of one command. */
export class Terminal {
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  readonly #colour: boolean;
  /** Whether a line can be drawn again: stderr is a terminal and nobody reads the log of a CI job. */
  readonly #redraws: boolean;
  #line: ProgressLine | undefined;

  constructor({ stdout, stderr, env = {} }: TerminalOptions) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    // https://no-color.org: any value that is not empty switches colour off.
    this.#colour = stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
    this.#redraws = stderr.isTTY === true && !env.CI && env.TERM !== 'dumb';
  }

  /** Writes a result and a line end to stdout. */
  print(text = ''): void {
    this.#line?.clear();
    this.#stdout.write(`${text}\n`);
    this.#line?.draw();
  }

  /** Writes a notice and a line end to stderr. */
  notice(text: string): void {
    this.#line?.clear();
    this.#stderr.write(`${text}\n`);
    this.#line?.draw();
  }

  /** Writes `value` as indented JSON to stdout. */
  printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }

  /** `text` in a style where stdout shows colour, else as it is. */
  style(style: TextStyle, text: string): string {
    return this.#colour ? styleText(style, text, { validateStream: false }) : text;
  }

  /** A line on stderr that tells how far a piece of work is. One at a time: a new one ends the last. */
  progress(options: ProgressOptions): ProgressLine {
    this.#line?.end();
    const line = new ProgressLine(this.#stderr, this.#redraws, options);
    this.#line = line;
    return line;
  }

  /** Takes an unfinished progress line off the screen, before an error is printed. */
  dropProgress(): void {
    this.#line?.drop();
    this.#line = undefined;
  }
}
