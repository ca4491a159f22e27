// Tests of fixedDecimals.ts; the expected texts are Python's `f'{value:.{digits}f}'`.
import { expect, it } from 'vitest';
import { fixedDecimals } from './fixedDecimals.ts';

it.each([
  [0.125, 2, '0.12'],
  [0.375, 2, '0.38'],
  [0.625, 2, '0.62'],
  [0.875, 2, '0.88'],
  [0.5, 0, '0'],
  [1.5, 0, '2'],
  [2.5, 0, '2'],
  [-0.125, 2, '-0.12'],
  [0.145, 2, '0.14'],
  [0.285, 2, '0.28'],
  [1.005, 2, '1.00'],
  [0.0625, 3, '0.062'],
  [0, 2, '0.00'],
  [1, 2, '1.00'],
  [1 / 3, 20, '0.33333333333333331483'],
])('formats %f with %i decimals as %s', (value, digits, text) => {
  expect(fixedDecimals(value, digits)).toBe(text);
});
