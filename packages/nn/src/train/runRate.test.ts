import { expect, it } from 'vitest';
import { RunRate } from './runRate.ts';

it('counts the steps of a schedule', () => {
  const rate = new RunRate({ name: 'falling', options: {}, rate: (step) => 1 / (1 + step) });
  expect(rate.last).toBe(1);
  expect([rate.take(), rate.take(), rate.last, rate.next()]).toEqual([1, 0.5, 0.5, 1 / 3]);
  expect(rate.schedule).toBe('falling');
  expect(() => rate.set(0.1)).toThrow('the learning rate follows falling and cannot be set');
});

it('is constant for a number until it is set', () => {
  const rate = new RunRate(0.5);
  expect(rate.take()).toBe(0.5);
  rate.set(0.25);
  expect([rate.last, rate.next(), rate.take(), rate.last]).toEqual([0.5, 0.25, 0.25, 0.25]);
  expect(rate.schedule).toBeUndefined();
  expect(() => rate.set(-1)).toThrow('setLearningRate: rate must be at least 0, got -1');
  expect(() => rate.set(Number.NaN)).toThrow('setLearningRate: rate must be at least 0, got NaN');
});
