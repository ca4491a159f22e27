import { expect, it } from 'vitest';
import { checkLearningRate, rateAt, recordOf, type Schedule } from './schedule.ts';

const halved: Schedule = { name: 'halved', options: { from: 1 }, rate: (step) => 1 / (1 + step) };

it('is constant for a number and follows a schedule', () => {
  expect([0, 3].map((step) => rateAt(0.5, step))).toEqual([0.5, 0.5]);
  expect([0, 3].map((step) => rateAt(halved, step))).toEqual([1, 0.25]);
});

it('rejects an invalid rate', () => {
  expect(() => rateAt({ ...halved, rate: () => Number.NaN }, 4)).toThrow(
    'halved: the learning rate of step 4 must be at least 0 and finite, got NaN',
  );
  expect(() => checkLearningRate('sgd', 0)).toThrow('sgd: learningRate must be above 0, got 0');
  expect(() => checkLearningRate('sgd', halved)).not.toThrow();
});

it('is recorded with name and options', () => {
  expect(recordOf(0.1)).toBe(0.1);
  expect(JSON.parse(JSON.stringify(recordOf(halved)))).toEqual({ name: 'halved', options: { from: 1 } });
});
