import { expect, it } from 'vitest';
import type { RunControl } from './callbacks.ts';
import { type ReduceLROnPlateauOptions, reduceLROnPlateau } from './reduceLROnPlateau.ts';
import { RunRate } from './runRate.ts';

// The rate after each epoch of a series of validation losses.
function rates(values: number[], options: ReduceLROnPlateauOptions): number[] {
  const run = reduceLROnPlateau(options).start();
  const rate = new RunRate(1);
  const control: RunControl = {
    epochs: 99,
    stop: () => {},
    weights: () => new Float32Array(1),
    gradients: () => undefined,
    setWeights: () => {},
    learningRate: () => rate.next(),
    setLearningRate: (value) => rate.set(value),
    schedule: undefined,
  };
  return values.map((valLoss, i) => {
    run.onEpochEnd?.(
      { epoch: i + 1, loss: 0, learningRate: 1, seconds: 1, imagesPerSecond: 1, valLoss, valAccuracy: -valLoss },
      control,
    );
    return rate.next();
  });
}

it('reduces the rate after every `patience` epochs without improvement', () => {
  expect(rates([3, 2, 2, 2, 2, 2, 1, 1], { factor: 0.5, patience: 2 })).toEqual([1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25]);
});

it('cooldown: does not count epochs after a reduction, except the last of them', () => {
  expect(rates([2, 2, 2, 2, 2], { factor: 0.5, patience: 1, cooldown: 2 })).toEqual([1, 0.5, 0.5, 0.25, 0.25]);
});

it('stops at minLearningRate', () => {
  expect(rates([2, 2, 2, 2], { factor: 0.5, patience: 1, minLearningRate: 0.375 })).toEqual([1, 0.5, 0.375, 0.375]);
});

it('minDelta: ignores smaller improvements, and maximizes metrics', () => {
  expect(rates([2, 1.75, 1.5], { factor: 0.5, patience: 1, minDelta: 0.3 })).toEqual([1, 0.5, 0.5]);
  expect(rates([2, 1, 1], { monitor: 'valAccuracy', factor: 0.5, patience: 1 })).toEqual([1, 1, 0.5]);
});

it('rejects options out of range and values that are not recorded', () => {
  expect(() => reduceLROnPlateau({ factor: 1 })).toThrow(
    'reduceLROnPlateau: factor must be above 0 and below 1, got 1',
  );
  expect(() => reduceLROnPlateau({ patience: 1.5 })).toThrow('patience must be a whole number of at least 0, got 1.5');
  expect(() => reduceLROnPlateau({ minLearningRate: -1 })).toThrow('minLearningRate must be at least 0, got -1');
  expect(() => rates([1], { monitor: 'valF1' })).toThrow('reduceLROnPlateau: valF1 is not recorded');
});
