// Rejection of training states that belong to another training or are damaged.
import { describe, expect, it } from 'vitest';
import {
  adam,
  earlyStopping,
  type FitOptions,
  layers,
  losses,
  type MetricName,
  modelFiles,
  type Optimizer,
  reduceLROnPlateau,
  sequential,
  sgd,
  type TrainingState,
} from '../src/index.ts';
import { createModel, data, FIT_OPTIONS, metrics, validationData } from './resumedTraining.ts';

describe('a state of another training', async () => {
  const model = createModel();
  await model.fit(data, { ...FIT_OPTIONS, epochs: 2, callbacks: [reduceLROnPlateau()] });
  const resumeFrom = model.trainingState();
  const resume = (options: FitOptions, fitData = data, other = createModel()) => {
    const before = modelFiles(other).weights;
    const fitted = other.fit(fitData, { ...FIT_OPTIONS, callbacks: [reduceLROnPlateau()], resumeFrom, ...options });
    return fitted.finally(() => expect(modelFiles(other).weights).toEqual(before));
  };
  const compileModel = (
    optimizer: Optimizer,
    more: { loss?: 'sparseCategoricalCrossentropy'; metrics?: MetricName[] } = {},
  ) => {
    const other = createModel();
    const loss = losses.sparseCategoricalCrossentropy({ labelSmoothing: 0.05 });
    other.compile({ optimizer, loss, metrics, ...more });
    return other;
  };

  it('is rejected before training with the difference', async () => {
    const labels = data.labels.map((label, i) => (i === 4 ? (label + 1) % 3 : label));
    const cases: [string, () => Promise<unknown>][] = [
      ['batchSize was 6, now it is 7', () => resume({ batchSize: 7 })],
      ['seed was 3, now it is 4', () => resume({ seed: 4 })],
      ['shuffle was true, now it is false', () => resume({ shuffle: false })],
      [
        'training pictures was 22, now it is 9',
        () => resume({}, { ...validationData, sampleWeight: Array(9).fill(1) }),
      ],
      ["training labels' checksum was", () => resume({ classWeight: { 0: 1 } }, { ...data, labels })],
      ["training sample weights' checksum was", () => resume({ classWeight: { 0: 2 } })],
      ['validation pictures was 9, now it is 22', () => resume({ validationData: data })],
      ['optimizer was adam {"learningRate":0.01', () => resume({}, data, compileModel(adam({ learningRate: 0.02 })))],
      ['optimizer was adam', () => resume({}, data, compileModel(sgd()))],
      [
        'loss was {"name"',
        () => resume({}, data, compileModel(adam({ learningRate: 0.01 }), { loss: 'sparseCategoricalCrossentropy' })),
      ],
      [
        'metrics was accuracy, auc',
        () => resume({}, data, compileModel(adam({ learningRate: 0.01 }), { metrics: ['accuracy'] })),
      ],
      ['has 1 callbacks, this run has 0', () => resume({ callbacks: [] })],
      ['callbacks[0] was reduceLROnPlateau', () => resume({ callbacks: [earlyStopping()] })],
      ['callbacks[0] was reduceLROnPlateau {', () => resume({ callbacks: [reduceLROnPlateau({ patience: 3 })] })],
      ['is in epoch 3, but epochs is 1', () => resume({ epochs: 1 })],
    ];
    for (const [message, attempt] of cases) await expect(attempt()).rejects.toThrow(message);
  });

  it('is rejected for another model', async () => {
    const other = sequential([layers.flatten(), layers.dense({ units: 3, activation: 'softmax' })], {
      inputShape: [8, 7, 2],
      seed: 3,
    });
    other.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
    await expect(resume({}, data, other)).rejects.toThrow('number of layers was 7, now it is 2');
  });

  it('is rejected with the field when damaged', async () => {
    const damaged = (change: object) => resume({ resumeFrom: { ...resumeFrom, ...change } as TrainingState });
    for (const [message, attempt] of [
      ['unknown version 2', () => damaged({ version: 2 })],
      ['weights must be a Float32Array', () => damaged({ weights: null })],
      ['expected 151 weights, got 1', () => damaged({ weights: new Float32Array(1) })],
      ['a weight is not a finite number', () => damaged({ weights: resumeFrom.weights.map(() => Number.NaN) })],
      [
        'optimizer.first must have 151 values, got 2',
        () => damaged({ optimizer: { ...(resumeFrom.optimizer as object), first: new Float32Array(2) } }),
      ],
      ['optimizer must be an object', () => damaged({ optimizer: null })],
      ['batch must be between 0 and 4, got 9', () => damaged({ batch: 9 })],
      [
        'learningRate: step must be a whole number',
        () => damaged({ learningRate: { ...resumeFrom.learningRate, step: -1 } }),
      ],
      ['metrics: hits must be a list of numbers', () => damaged({ metrics: {} })],
      [
        'reduceLROnPlateau: waited must be a whole number',
        () => damaged({ callbacks: [{ ...resumeFrom.callbacks[0], state: { best: 1 } }] }),
      ],
    ] as const) {
      await expect(attempt()).rejects.toThrow(message);
    }
    await expect(resume({ resumeFrom: 'state' as unknown as TrainingState })).rejects.toThrow('training state');
    expect(() => createModel().trainingState()).toThrow('there is no training state before a fit has ended');
  });
});
