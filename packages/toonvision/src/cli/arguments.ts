// Arguments that several commands share, and how a flag's text becomes a value.
import { UserError } from '../errors/index.ts';

/** Parser of a whole number of `minimum` or more. */
export function wholeNumber(minimum: number): (input: string) => number {
  return (input) => {
    const value = Number(input);
    if (!/^\d+$/.test(input.trim()) || !Number.isSafeInteger(value) || value < minimum) {
      throw new UserError(`${input} is not a whole number of ${minimum} or more`, { exitCode: 2 });
    }
    return value;
  };
}

/** Parser of a number above 0 and up to `maximum`. */
export function positiveNumber(maximum: number): (input: string) => number {
  return (input) => {
    const value = Number(input);
    if (input.trim() === '' || !(value > 0 && value <= maximum)) {
      throw new UserError(`${input} is not a number above 0 and up to ${maximum}`, { exitCode: 2 });
    }
    return value;
  };
}

/** Parser of `60/20/20`: three numbers of any sum, the first above 0. */
export function ratio(input: string): [number, number, number] {
  const shares = input.split(/[/:,]/).map(Number);
  const [train, val, test] = shares;
  if (shares.length !== 3 || !shares.every((share) => share >= 0 && Number.isFinite(share)) || !((train ?? 0) > 0)) {
    throw new UserError(`${input} is not train/val/test as in 60/20/20`, { exitCode: 2 });
  }
  return [train ?? 0, val ?? 0, test ?? 0];
}

/** Parser of `600x200`: height and width in pixels. */
export function pixelSize(input: string): { height: number; width: number } {
  const match = /^(\d{1,4})x(\d{1,4})$/.exec(input);
  const [height, width] = [Number(match?.[1]), Number(match?.[2])];
  if (!(height >= 1 && width >= 1)) {
    throw new UserError(`${input} is not <height>x<width> in pixels as in 600x200`, { exitCode: 2 });
  }
  return { height, width };
}

/** Parser of a list with commas: `screenshot,burst`; `none` is the empty list. */
export function nameList(input: string): string[] {
  if (input === 'none') return [];
  return input
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** The text as it is. */
export function text(input: string): string {
  return input;
}

/** `--project`, the same everywhere. */
export const projectFlag = {
  kind: 'parsed',
  parse: text,
  default: '.',
  brief: 'Folder that holds toonvision.config.ts',
  placeholder: 'dir',
} as const;

/** `--json`, the same everywhere. */
export const jsonFlag = {
  kind: 'boolean',
  withNegated: false,
  brief: 'Print the result as JSON for a program',
} as const;

/** ` --project dir`, or nothing for the folder one is in: for the command that is proposed next. */
export function projectArgument(directory: string): string {
  return directory === '.' ? '' : ` --project ${/\s/.test(directory) ? JSON.stringify(directory) : directory}`;
}
