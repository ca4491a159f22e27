import { expect, it } from 'vitest';
import { exponentialDecay } from './exponentialDecay.ts';

const options = { initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.9 };

it('decays by decayRate in decaySteps', () => {
  const schedule = exponentialDecay(options);
  for (let step = 0; step < 500; step++) {
    const expected = 0.1 * 0.9 ** (step / 10);
    expect(Math.abs(schedule.rate(step) / expected - 1)).toBeLessThan(1e-12);
  }
});

it('staircase: keeps each rate for decaySteps and meets the continuous decay at the steps', () => {
  const [stairs, curve] = [exponentialDecay({ ...options, staircase: true }), exponentialDecay(options)];
  expect(stairs.rate(9)).toBe(0.1);
  expect(stairs.rate(19)).toBe(stairs.rate(10));
  for (const step of [0, 10, 20, 990]) expect(stairs.rate(step)).toBe(curve.rate(step));
});

it('rejects options out of range', () => {
  expect(() => exponentialDecay({ ...options, decayRate: 0 })).toThrow(
    'exponentialDecay: decayRate must be above 0, got 0',
  );
  expect(() => exponentialDecay({ ...options, decaySteps: 0 })).toThrow(
    'exponentialDecay: decaySteps must be a whole number of at least 1, got 0',
  );
});
