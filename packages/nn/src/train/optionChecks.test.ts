import { expect, it } from 'vitest';
import { needFraction, needNotNegative, needPositive, needWhole } from './optionChecks.ts';

it('names function, option and value', () => {
  expect(() => needPositive('adam', { epsilon: 1, learningRate: -1 })).toThrow(
    'adam: learningRate must be above 0, got -1',
  );
  expect(() => needPositive('adam', { a: Number.POSITIVE_INFINITY })).toThrow('adam: a must be finite, got Infinity');
  expect(() => needPositive('adam', { a: Number.NaN })).toThrow('adam: a must be above 0, got NaN');
  expect(() => needNotNegative('a', { b: -0.5 })).toThrow('a: b must be at least 0, got -0.5');
  expect(() => needFraction('a', { b: 1 })).toThrow('a: b must be at least 0 and below 1, got 1');
  expect(() => needWhole('a', { b: 1.5 }, 1)).toThrow('a: b must be a whole number of at least 1, got 1.5');
  expect(() => needWhole('a', { b: 0 }, 1)).toThrow('a: b must be a whole number of at least 1, got 0');
});

it('lets values in range pass', () => {
  needPositive('a', { b: 1e-9 });
  needNotNegative('a', { b: 0 });
  needFraction('a', { b: 0, c: 0.999 });
  needWhole('a', { b: 3 }, 3);
});
