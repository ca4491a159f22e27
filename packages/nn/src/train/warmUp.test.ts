import { expect, it } from 'vitest';
import { cosineDecay } from './cosineDecay.ts';
import { warmUp } from './warmUp.ts';

it('increases to a constant rate', () => {
  const schedule = warmUp({ steps: 4, to: 1 });
  expect([0, 1, 2, 3, 4, 100].map((step) => schedule.rate(step))).toEqual([0, 0.25, 0.5, 0.75, 1, 1]);
});

it('continues with a schedule at its step 0', () => {
  const to = cosineDecay({ initialLearningRate: 0.5, decaySteps: 10 });
  const schedule = warmUp({ steps: 2, from: 0.25, to });
  expect([0, 1, 2].map((step) => schedule.rate(step))).toEqual([0.25, 0.375, 0.5]);
  expect(schedule.rate(7)).toBe(to.rate(5));
  expect(schedule.options).toEqual({
    steps: 2,
    from: 0.25,
    to: { name: 'cosineDecay', options: { initialLearningRate: 0.5, decaySteps: 10, alpha: 0 } },
  });
});

it('rejects options out of range', () => {
  expect(() => warmUp({ steps: 0, to: 1 })).toThrow('warmUp: steps must be a whole number of at least 1, got 0');
  expect(() => warmUp({ steps: 1, from: -1, to: 1 })).toThrow('warmUp: from must be at least 0, got -1');
  expect(() => warmUp({ steps: 1, to: 0 })).toThrow('warmUp: to must be above 0, got 0');
});
