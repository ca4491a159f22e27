// Tests of numbers.ts.
import { expect, it } from 'vitest';
import { compactNumber, count, duration, megabytes, percent, plural } from './index.ts';

it('formats counts and sizes', () => {
  expect([count(14_620), count(999.6), megabytes(266_338_304)]).toEqual(['14,620', '1,000', '266 MB']);
  expect([plural(1, 'box', 'boxes'), plural(0, 'box', 'boxes'), plural(1200, 'sample')]).toEqual([
    '1 box',
    '0 boxes',
    '1,200 samples',
  ]);
});

it('formats percentages without a space', () => {
  expect([percent(0.8985), percent(0.5, 0), percent(1)]).toEqual(['89.8%', '50%', '100.0%']);
});

it.each([
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [48, '48 s'],
  [59.6, '1 min 0 s'],
  [185, '3 min 5 s'],
  [3599.7, '1 h 0 min'],
  [4320, '1 h 12 min'],
  [Number.NaN, '?'],
])('formats a duration of %d seconds as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

it.each([
  [0, '0'],
  [960, '960'],
  [999.9, '1k'],
  [999_900, '1M'],
  [15_134_208, '15.1M'],
  [138_248_640, '138M'],
  [2e9, '2G'],
])('rounds %d to %s', (value, text) => {
  expect(compactNumber(value)).toBe(text);
});
