// Parsers of flag values, and flags that several commands share.
import { UserError } from '../errors/index.ts';

/** Returns a parser of whole numbers of at least `minimum`. */
export function wholeNumber(minimum: number): (input: string) => number {
  return (input) => {
    const value = Number(input);
    if (!/^\d+$/.test(input.trim()) || !Number.isSafeInteger(value) || value < minimum) {
      throw new UserError(`expected a whole number of ${minimum} or more, got "${input}"`, { exitCode: 2 });
    }
    return value;
  };
}

/** Returns a parser of numbers above 0 and at most `maximum`. */
export function positiveNumber(maximum: number): (input: string) => number {
  return (input) => {
    const value = Number(input);
    if (input.trim() === '' || !(value > 0 && value <= maximum)) {
      throw new UserError(`expected a number above 0 and at most ${maximum}, got "${input}"`, { exitCode: 2 });
    }
    return value;
  };
}

/** Parses `60/20/20`: three numbers of any sum, the first above 0. */
export function ratio(input: string): [number, number, number] {
  const numbers = input.split(/[/:,]/).map(Number);
  const [train, val, test] = numbers;
  if (numbers.length !== 3 || !numbers.every((x) => x >= 0 && Number.isFinite(x)) || !((train ?? 0) > 0)) {
    throw new UserError(`expected train/val/test such as 60/20/20, got "${input}"`, { exitCode: 2 });
  }
  return [train ?? 0, val ?? 0, test ?? 0];
}

/** Parses `600x200`: height and width in pixels. */
export function pixelSize(input: string): { height: number; width: number } {
  const match = /^(\d{1,4})x(\d{1,4})$/.exec(input);
  const [height, width] = [Number(match?.[1]), Number(match?.[2])];
  if (!(height >= 1 && width >= 1)) {
    throw new UserError(`expected <height>x<width> in pixels such as 600x200, got "${input}"`, { exitCode: 2 });
  }
  return { height, width };
}

/** Parses a comma-separated list: `screenshot,burst`; `none` is the empty list. */
export function nameList(input: string): string[] {
  if (input === 'none') return [];
  return input
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Returns the text unchanged. */
export function text(input: string): string {
  return input;
}

/** The flag `--project`. */
export const projectFlag = {
  kind: 'parsed',
  parse: text,
  default: '.',
  brief: 'Project folder, which contains toonvision.config.ts',
  placeholder: 'dir',
} as const;

/** The flag `--json`. */
export const jsonFlag = {
  kind: 'boolean',
  withNegated: false,
  brief: 'Print the result as JSON',
} as const;

/** ` --project dir` for a suggested command; empty for the current folder. */
export function projectArgument(directory: string): string {
  return directory === '.' ? '' : ` --project ${/\s/.test(directory) ? JSON.stringify(directory) : directory}`;
}
