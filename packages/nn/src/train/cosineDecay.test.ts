import { expect, it } from 'vitest';
import { cosineDecay } from './cosineDecay.ts';

it('follows half a cosine and then stays constant', () => {
  const schedule = cosineDecay({ initialLearningRate: 0.2, decaySteps: 100, alpha: 0.1 });
  for (let step = 0; step <= 100; step++) {
    const expected = 0.2 * (0.9 * 0.5 * (1 + Math.cos((Math.PI * step) / 100)) + 0.1);
    expect(Math.abs(schedule.rate(step) - expected)).toBeLessThan(1e-12);
  }
  expect(schedule.rate(0)).toBe(0.2);
  expect(schedule.rate(5000)).toBe(schedule.rate(100));
});

it('never falls below 0', () => {
  const schedule = cosineDecay({ initialLearningRate: 1, decaySteps: 7919 });
  for (let step = 0; step < 8000; step++) expect(schedule.rate(step)).toBeGreaterThanOrEqual(0);
  expect(schedule.rate(7919)).toBe(0);
});

it('rejects options out of range', () => {
  expect(() => cosineDecay({ initialLearningRate: 0, decaySteps: 1 })).toThrow(
    'cosineDecay: initialLearningRate must be above 0, got 0',
  );
  expect(() => cosineDecay({ initialLearningRate: 1, decaySteps: 0.5 })).toThrow(
    'cosineDecay: decaySteps must be a whole number of at least 1, got 0.5',
  );
  expect(() => cosineDecay({ initialLearningRate: 1, decaySteps: 1, alpha: -1 })).toThrow(
    'cosineDecay: alpha must be at least 0, got -1',
  );
});
