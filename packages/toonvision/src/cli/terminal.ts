// Output of a command: results go to stdout, progress and notices to stderr, without overwriting each other.
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
  readonly #color: boolean;
  /** Whether lines can be redrawn: stderr is a terminal, and not the log of a CI job. */
  readonly #redraws: boolean;
  #line: ProgressLine | undefined;

  constructor({ stdout, stderr, env = {} }: TerminalOptions) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    // https://no-color.org: any non-empty value disables color.
    this.#color = stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
    this.#redraws = stderr.isTTY === true && !env.CI && env.TERM !== 'dumb';
  }

  /** Writes a line to stdout. */
  print(text = ''): void {
    this.#line?.clear();
    this.#stdout.write(`${text}\n`);
    this.#line?.draw();
  }

  /** Writes a line to stderr. */
  notice(text: string): void {
    this.#line?.clear();
    this.#stderr.write(`${text}\n`);
    this.#line?.draw();
  }

  /** Writes `value` as indented JSON to stdout. */
  printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }

  /** Styles text if stdout supports color. */
  style(style: TextStyle, text: string): string {
    return this.#color ? styleText(style, text, { validateStream: false }) : text;
  }

  /** Starts a progress line on stderr; ends the previous one. */
  progress(options: ProgressOptions): ProgressLine {
    this.#line?.end();
    const line = new ProgressLine(this.#stderr, this.#redraws, options);
    this.#line = line;
    return line;
  }

  /** Removes an unfinished progress line, before an error is printed. */
  dropProgress(): void {
    this.#line?.drop();
    this.#line = undefined;
  }
}
