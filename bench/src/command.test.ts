// Flags of the smaller commands.
import { expect, it } from 'vitest';
import { numberFlags } from './command.ts';

const defaults = { threads: 2, seconds: 0.5 };

it('takes numbers, defaults for the rest, and help', () => {
  expect(numberFlags(['--threads', '4'], defaults)).toEqual({ threads: 4, seconds: 0.5 });
  expect(numberFlags(['--seconds=0.25'], defaults)).toEqual({ threads: 2, seconds: 0.25 });
  expect(numberFlags(['--help'], defaults)).toBeUndefined();
});

it.each([
  [['--threads', '1.5'], "--threads '1.5' is not a whole number from 1"],
  [['--threads', ''], "--threads '' is not a whole number from 1"],
  [['--seconds', '0'], "--seconds '0' is not a number above 0"],
  [['--seconds', 'x'], "--seconds 'x' is not a number above 0"],
  [['--fast'], "Unknown option '--fast'"],
])('refuses %j', (args, message) => {
  expect(() => numberFlags(args, defaults)).toThrow(message);
});
