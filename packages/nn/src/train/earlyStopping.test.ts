import { expect, it } from 'vitest';
import type { EpochRecord, StopReason } from './callbacks.ts';
import { type EarlyStoppingOptions, earlyStopping } from './earlyStopping.ts';

// Runs the callback over a series of values; the weights of epoch n are [n].
function watch(values: number[], options: EarlyStoppingOptions) {
  const run = earlyStopping(options).start();
  let weights = new Float32Array(1);
  let stopped: StopReason | undefined;
  const control = {
    epochs: 99,
    stop: (reason: StopReason) => {
      stopped ??= reason;
    },
    weights: () => weights.slice(),
    gradients: () => undefined,
    setWeights: (given: Float32Array) => {
      weights = Float32Array.from(given);
    },
    learningRate: () => 1,
    setLearningRate: () => {},
    schedule: undefined,
  };
  let epochs = 0;
  for (const value of values) {
    if (stopped !== undefined) break;
    epochs += 1;
    weights[0] = epochs;
    const record: EpochRecord = {
      epoch: epochs,
      loss: 0,
      learningRate: 1,
      seconds: 1,
      imagesPerSecond: 1,
      valLoss: value,
      valAccuracy: value,
    };
    run.onEpochEnd?.(record, control);
  }
  run.onTrainEnd?.(control);
  return { epochs, stopped, weights: weights[0] };
}

it('stops after `patience` epochs without improvement and restores the best weights', () => {
  expect(watch([3, 2, 2.5, 2.2, 2.1, 1], { patience: 3 })).toEqual({
    epochs: 5,
    stopped: { kind: 'plateau', message: 'plateau: valLoss did not improve for 3 epochs after epoch 2' },
    weights: 2,
  });
});

it('restores the best weights even if it did not stop the run', () => {
  expect(watch([3, 1, 2], { patience: 5 })).toEqual({ epochs: 3, stopped: undefined, weights: 2 });
});

it('keeps the last weights without restoreBestWeights', () => {
  expect(watch([3, 1, 2], { restoreBestWeights: false }).weights).toBe(3);
});

it('maximizes an accuracy', () => {
  expect(watch([0.5, 0.6, 0.4, 0.5], { monitor: 'valAccuracy', patience: 2 })).toMatchObject({ epochs: 4, weights: 2 });
});

it('minDelta: ignores smaller improvements', () => {
  expect(watch([1, 0.95, 0.91], { patience: 2, minDelta: 0.1 })).toMatchObject({ epochs: 3, weights: 1 });
});

it('startFromEpoch: ignores earlier epochs', () => {
  expect(watch([1, 5, 5, 4, 4.5], { patience: 1, startFromEpoch: 4 })).toMatchObject({ epochs: 5, weights: 4 });
});

it('does not count NaN as an improvement', () => {
  const bad = Number.NaN;
  expect(watch([bad, 3, bad, 2, 2.5], { patience: 2 })).toMatchObject({ stopped: undefined, weights: 4 });
  expect(watch([bad, bad, bad], { patience: 2 })).toEqual({
    epochs: 2,
    stopped: { kind: 'plateau', message: 'plateau: valLoss did not improve for 2 epochs after epoch 0' },
    weights: 2,
  });
});

it('names the recorded values if the monitored one is missing', () => {
  expect(() => watch([1], { monitor: 'valF1' })).toThrow(
    /valF1 is not recorded; there are epoch, loss,.*validationData/,
  );
});
