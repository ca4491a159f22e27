import { expect, it } from 'vitest';
import { checkFraction, checkNotNegative, checkPositive, checkWhole } from './optionChecks.ts';

it('name function, option and value', () => {
  expect(() => checkPositive('adam', { epsilon: 1, learningRate: -1 })).toThrow(
    'adam: learningRate must be above 0, got -1',
  );
  expect(() => checkPositive('adam', { a: Number.POSITIVE_INFINITY })).toThrow('adam: a must be finite, got Infinity');
  expect(() => checkPositive('adam', { a: Number.NaN })).toThrow('adam: a must be above 0, got NaN');
  expect(() => checkNotNegative('a', { b: -0.5 })).toThrow('a: b must be at least 0, got -0.5');
  expect(() => checkFraction('a', { b: 1 })).toThrow('a: b must be at least 0 and below 1, got 1');
  expect(() => checkWhole('a', { b: 1.5 }, 1)).toThrow('a: b must be a whole number of at least 1, got 1.5');
  expect(() => checkWhole('a', { b: 0 }, 1)).toThrow('a: b must be a whole number of at least 1, got 0');
});

it('accept values in range', () => {
  checkPositive('a', { b: 1e-9 });
  checkNotNegative('a', { b: 0 });
  checkFraction('a', { b: 0, c: 0.999 });
  checkWhole('a', { b: 3 }, 3);
});
