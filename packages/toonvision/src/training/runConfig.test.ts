// Tests of runConfig.ts: merging of settings and resolved records.
import { describe, expect, it } from 'vitest';
import { type Config, resolveConfig, type TrainSettings } from '../config/index.ts';
import { compileOptions, mergeSettings, resolveSettings } from './runConfig.ts';
import type { SidedSamples } from './trainingData.ts';

const project = (train?: TrainSettings) => {
  const config: Config = { label: { pattern: '^(?<suit>bb|lb)$' }, targets: { suit: ['bb', 'lb'] } };
  return resolveConfig(train === undefined ? config : { ...config, train }, '/p');
};
// 100 samples: 75 of class 0, 25 of class 1.
const train = {
  samples: Array.from({ length: 100 }, () => ({})),
  labels: Array.from({ length: 100 }, (_, index) => (index < 75 ? 0 : 1)),
} as unknown as SidedSamples;
const resolved = (given: TrainSettings, config?: TrainSettings) =>
  resolveSettings(mergeSettings(project(config), given), { train, classes: 2 });

it('records the metrics of a run, with the defaults of earlier versions', () => {
  const { metrics } = compileOptions(resolved({}));
  expect(metrics).toEqual(['accuracy', 'precision', 'recall', 'f1']);
  expect(compileOptions({ ...resolved({}), metrics: ['recall'] }).metrics).toEqual(['recall']);
});

describe('defaults', () => {
  it('are complete', () => {
    expect(resolved({})).toEqual({
      seed: 0,
      epochs: 100,
      batchSize: 64,
      optimizer: { name: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
      schedule: { name: 'constant', warmUpSteps: 0 },
      loss: { name: 'sparseCategoricalCrossentropy', labelSmoothing: 0 },
      earlyStopping: { monitor: 'valLoss', mode: 'min', minDelta: 0, patience: 5, restoreBestWeights: true },
      classWeight: { kind: 'none', weights: null },
      sampling: 'none',
    });
  });

  it('of optimizers match the engine', () => {
    expect(resolved({ optimizer: 'sgd' }).optimizer).toEqual({
      name: 'sgd',
      learningRate: 0.01,
      momentum: 0,
      nesterov: false,
    });
    expect(resolved({ optimizer: { name: 'adamW', globalClipNorm: 1 } }).optimizer).toMatchObject({
      weightDecay: 0.004,
      globalClipNorm: 1,
    });
    expect(resolved({ optimizer: 'rmsprop' }).optimizer).toMatchObject({ rho: 0.9, centered: false });
  });
});

describe('given settings', () => {
  it('override the configuration field by field', () => {
    const { epochs, batchSize, seed } = resolved(
      { epochs: 7, seed: undefined },
      { epochs: 50, batchSize: 16, seed: 3 },
    );
    expect([epochs, batchSize, seed]).toEqual([7, 16, 3]);
  });

  it('keep options of the same value in the configuration and drop those of another', () => {
    const config: TrainSettings = {
      optimizer: { name: 'sgd', momentum: 0.9 },
      learningRate: 0.05,
      schedule: { name: 'cosineDecay', alpha: 0.1 },
      loss: 'categoricalFocalCrossentropy',
      focalGamma: 3,
      classWeight: 'effectiveNumber',
      effectiveNumberBeta: 0.9,
    };
    expect(resolved({ optimizer: 'sgd', schedule: 'cosineDecay' }, config)).toMatchObject({
      optimizer: { momentum: 0.9, learningRate: 0.05 },
      schedule: { alpha: 0.1 },
      loss: { gamma: 3 },
      classWeight: { beta: 0.9 },
    });
    const other = resolved(
      { optimizer: 'adam', schedule: 'constant', loss: 'sparseCategoricalCrossentropy', classWeight: 'balanced' },
      config,
    );
    expect(other.optimizer.learningRate).toBe(0.001);
    expect(other.loss).toEqual({ name: 'sparseCategoricalCrossentropy', labelSmoothing: 0 });
    expect(other.classWeight).toEqual({ kind: 'balanced', weights: [100 / 150, 2] });
  });

  it('keep the configured learning rate if the optimizer stays the same', () => {
    const config: TrainSettings = { learningRate: 0.02 };
    expect(resolved({ optimizer: 'adam' }, config).optimizer.learningRate).toBe(0.02);
    expect(resolved({ optimizer: 'sgd' }, config).optimizer.learningRate).toBe(0.01);
  });

  it('convert the epochs of a schedule to steps', () => {
    // 100 samples in batches of 32 are 4 steps an epoch.
    const schedule = { name: 'cosineDecay', warmUpEpochs: 2.5 } as const;
    expect(resolved({ schedule, batchSize: 32, epochs: 20 }).schedule).toEqual({
      name: 'cosineDecay',
      warmUpSteps: 10,
      decaySteps: 70,
      alpha: 0,
    });
    const { optimizer } = compileOptions(resolved({ schedule, batchSize: 32, epochs: 20 }));
    const rate = (step: number) => (typeof optimizer.learningRate === 'number' ? 0 : optimizer.learningRate.rate(step));
    expect([rate(0), rate(5), rate(10), rate(80)].map((value) => value.toFixed(6))).toEqual([
      '0.000000',
      '0.000500',
      '0.001000',
      '0.000000',
    ]);
    expect(resolved({ schedule: 'exponentialDecay' }).schedule).toMatchObject({ decaySteps: 20, decayRate: 0.5 });
  });

  it('record class weights', () => {
    const { classWeight } = resolved({ classWeight: 'effectiveNumber' });
    expect(classWeight.beta).toBe(0.999);
    const [a = 0, b = 0] = classWeight.weights ?? [];
    expect(75 * a + 25 * b).toBeCloseTo(100, 9);
  });

  it('record the gamma of a focal loss', () => {
    expect(compileOptions(resolved({ loss: 'categoricalFocalCrossentropy', labelSmoothing: 0.1 })).loss).toMatchObject({
      name: 'categoricalFocalCrossentropy',
      alpha: 1,
      gamma: 2,
      labelSmoothing: 0.1,
    });
  });
});

describe('invalid settings', () => {
  it('include sampling by street without streets', () => {
    const without = { ...train, samples: train.samples.map(() => ({ street: null })) } as unknown as SidedSamples;
    const make = (sampling: 'street' | 'class') => resolveSettings({ sampling }, { train: without, classes: 2 });
    expect(() => make('street')).toThrow('sampling: street needs samples with a street');
    expect(make('class').sampling).toBe('class');
  });

  it.each<[TrainSettings, string]>([
    [{ epochs: 0 }, 'epochs: must be 1 or more'],
    [{ labelSmoothing: 1 }, 'labelSmoothing: must be below 1'],
    [{ learningRate: -1 }, 'learningRate: must be above 0'],
    [{ focalGamma: 2 }, "focalGamma: requires loss 'categoricalFocalCrossentropy' (--loss focal)"],
    [
      { effectiveNumberBeta: 0.5, classWeight: 'balanced' },
      "effectiveNumberBeta: requires classWeight 'effectiveNumber'",
    ],
    [{ optimizer: { name: 'sgd', beta1: 0.5 } }, 'optimizer.beta1: sgd has no such option; expected one of momentum'],
    [{ optimizer: { name: 'sgd', nesterov: true } }, 'optimizer.nesterov: requires a momentum'],
    [{ schedule: { name: 'cosineDecay', decayRate: 0.5 } }, 'schedule.decayRate: cosineDecay has no such option'],
    [{ schedule: { name: 'cosineDecay', warmUpEpochs: 200 } }, 'schedule.warmUpEpochs: must be less than epochs'],
    [{ sampling: 'suit' as 'class' }, 'sampling: '],
  ])('%j is refused', (given, message) => {
    expect(() => resolved(given)).toThrow(message);
    expect(() => resolved(given)).toThrow(expect.objectContaining({ name: 'UserError', exitCode: 2 }));
  });
});
