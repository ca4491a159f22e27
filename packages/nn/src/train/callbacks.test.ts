// Callbacks and schedules in runs of a small model.
import { describe, expect, it } from 'vitest';
import { imageFloats } from '../execute/index.ts';
import { layers } from '../layers/index.ts';
import { sequential } from '../model.ts';
import { randomWords, streamKey } from '../random.ts';
import type { BatchRecord, Callback, EpochRecord } from './callbacks.ts';
import { csvLogger } from './csvLogger.ts';
import { exponentialDecay } from './exponentialDecay.ts';
import type { FitOptions } from './fitOptions.ts';
import { learningRateScheduler } from './learningRateScheduler.ts';
import { type Checkpoint, modelCheckpoint } from './modelCheckpoint.ts';
import type { Optimizer } from './optimizer.ts';
import { reduceLROnPlateau } from './reduceLROnPlateau.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';
import { terminateOnNaN } from './terminateOnNaN.ts';
import { warmUp } from './warmUp.ts';

const key = streamKey(1, 'callbacks');
const shape = { height: 4, width: 4, channels: 1 };
const labels = Array.from({ length: 20 }, (_, i) => i % 2);
// Noise, with a brighter upper half in class 1.
const pixels = Float32Array.from(
  { length: 20 * 16 },
  (_, i) => (randomWords(key, i)[0] % 256) / 256 + (i % 16 < 8 && labels[Math.floor(i / 16)] === 1 ? 0.5 : 0),
);
const data = { images: imageFloats(pixels, shape), labels };

function small(optimizer: Optimizer = sgd({ learningRate: 0.5 })) {
  const model = sequential([layers.flatten(), layers.dense({ units: 2, activation: 'softmax' })], {
    inputShape: [4, 4, 1],
    seed: 3,
  });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy', 'auc', 'top2Accuracy'] });
  return model;
}

const fit = (options: FitOptions, optimizer?: Optimizer) =>
  small(optimizer).fit(data, { epochs: 3, batchSize: 8, threads: 0, ...options });
const flat = (model: ReturnType<typeof small>) => model.weights().flatMap(({ data }) => Array.from(data));
const start = (onEpochBegin: (epoch: number) => void): Callback => ({
  name: 'own',
  options: {},
  start: () => ({ onEpochBegin }),
});

describe('schedules', () => {
  it('are evaluated for each batch; the record has the rate of the last batch', async () => {
    const learningRate = exponentialDecay({ initialLearningRate: 0.5, decaySteps: 1, decayRate: 0.5 });
    const { epochs } = await fit({}, sgd({ learningRate }));
    // Three batches an epoch: steps 2, 5 and 8 are the last.
    expect(epochs.map((record) => record.learningRate)).toEqual([0.5 ** 3, 0.5 ** 6, 0.5 ** 9]);
  });

  it('of 0 do not change the weights', async () => {
    const optimizer = rmsprop({ learningRate: warmUp({ steps: 100, to: 1 }) });
    const [before, model] = [flat(small()), small(optimizer)];
    await model.fit(data, { batchSize: 20, threads: 0 });
    expect(flat(model)).toEqual(before);
  });

  it('cannot be overridden by callbacks, which fail before training', async () => {
    const optimizer = sgd({ learningRate: warmUp({ steps: 2, to: 1 }) });
    for (const callback of [reduceLROnPlateau({ monitor: 'loss' }), learningRateScheduler(() => 1)]) {
      const model = small(optimizer);
      const before = flat(model);
      await expect(model.fit(data, { callbacks: [callback], threads: 0 })).rejects.toThrow(
        `${callback.name}: the learning rate follows warmUp; set learningRate of the optimizer to a number`,
      );
      expect(flat(model)).toEqual(before);
    }
  });
});

describe('learningRateScheduler', () => {
  it('sets the rate before each epoch of each run', async () => {
    const seen: [number, number][] = [];
    const callbacks = [
      learningRateScheduler((epoch, rate) => {
        seen.push([epoch, rate]);
        return rate / 2;
      }),
    ];
    const model = small();
    for (let run = 0; run < 2; run++) {
      const { epochs } = await model.fit(data, { epochs: 2, callbacks, threads: 0 });
      expect(epochs.map((record) => record.learningRate)).toEqual([0.25, 0.125]);
    }
    expect(seen).toEqual([
      [1, 0.5],
      [2, 0.25],
      [1, 0.5],
      [2, 0.25],
    ]);
  });

  it('rejects an invalid rate', async () => {
    await expect(fit({ callbacks: [learningRateScheduler(() => -1)] })).rejects.toThrow(
      'learningRateScheduler: the learning rate of epoch 1 must be at least 0 and finite, got -1',
    );
  });
});

describe('reduceLROnPlateau', () => {
  it('reduces the rate of the following epochs', async () => {
    const callbacks = [reduceLROnPlateau({ monitor: 'loss', minDelta: 100, patience: 1, factor: 0.5 })];
    const { epochs } = await fit({ callbacks });
    expect(epochs.map((record) => record.learningRate)).toEqual([0.5, 0.5, 0.25]);
  });
});

describe('terminateOnNaN', () => {
  const broken: Optimizer = {
    ...sgd(),
    update: (_state, weights) => {
      weights[0] = Number.NaN;
    },
  };

  it('stops after an epoch whose last step made the weights NaN', async () => {
    const history = await fit({ batchSize: 20, callbacks: [terminateOnNaN()] }, broken);
    expect(history.epochs.length).toBe(1);
    expect(history.stopReason).toEqual({
      kind: 'notANumber',
      message: 'the value of a weight was NaN in epoch 1; lower the learning rate',
    });
  });

  it('reports the validation loss first', async () => {
    const history = await fit({ batchSize: 20, callbacks: [terminateOnNaN()], validationData: data }, broken);
    expect(history.stopReason.message).toBe('the valLoss was NaN in epoch 1; lower the learning rate');
  });

  it('is not needed to stop at the next batch, for the same kind of reason', async () => {
    const history = await fit({ batchSize: 20 }, broken);
    expect(history.stopReason).toEqual({
      kind: 'notANumber',
      message: 'the loss was NaN in epoch 2; lower the learning rate',
    });
  });

  it('does not stop a valid run', async () => {
    expect((await fit({ callbacks: [terminateOnNaN()] })).stopReason.kind).toBe('epochLimit');
  });
});

describe('csvLogger', () => {
  it('writes a header and the recorded values', async () => {
    const lines: string[] = [];
    const { epochs } = await fit({ callbacks: [csvLogger((line) => lines.push(line))] });
    const [header, ...rows] = lines.map((line) => line.split(','));
    expect(header).toEqual(Object.keys(epochs[0] ?? {}));
    expect(rows.map((row) => row.map(Number))).toEqual(epochs.map((record) => Object.values(record)));
  });

  it('writes an empty field for a value missing in a later epoch', () => {
    const lines: string[] = [];
    const run = csvLogger((line) => lines.push(line)).start();
    const record: EpochRecord = { epoch: 1, loss: 0.5, learningRate: 1, seconds: 2, imagesPerSecond: 3 };
    const control = { ...({} as Parameters<NonNullable<typeof run.onEpochEnd>>[1]) };
    run.onEpochEnd?.({ ...record, f1: 0.1 }, control);
    run.onEpochEnd?.(record, control);
    expect(lines).toEqual(['epoch,loss,learningRate,seconds,imagesPerSecond,f1', '1,0.5,1,2,3,0.1', '1,0.5,1,2,3,']);
  });
});

describe('modelCheckpoint', () => {
  it('passes copies of the weights of every epoch and waits', async () => {
    const kept: Checkpoint[] = [];
    const model = small();
    let saving = false;
    const save = async (checkpoint: Checkpoint) => {
      saving = true;
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(Array.from(checkpoint.weights)).toEqual(flat(model));
      kept.push(checkpoint);
      saving = false;
    };
    const callbacks = [modelCheckpoint({ save }), start(() => expect(saving).toBe(false))];
    const { epochs } = await model.fit(data, { epochs: 3, threads: 0, callbacks });
    expect(kept.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(kept.map(({ record }) => record)).toEqual(epochs);
    expect(kept[0]?.weights).not.toEqual(kept[2]?.weights);
  });

  it('saveBestOnly: saves only new best epochs', async () => {
    const kept: number[] = [];
    const values = [3, 2, 2.5, Number.NaN, 1];
    const run = modelCheckpoint({ saveBestOnly: true, save: ({ epoch }) => void kept.push(epoch) }).start();
    const control = { weights: () => new Float32Array(1) } as Parameters<NonNullable<typeof run.onEpochEnd>>[1];
    for (const [i, valLoss] of values.entries()) {
      const record = { epoch: i + 1, loss: 0, learningRate: 1, seconds: 1, imagesPerSecond: 1, valLoss };
      await run.onEpochEnd?.(record, control);
    }
    expect(kept).toEqual([1, 2, 5]);
  });

  it('fails on an error of save and on a value that is not recorded', async () => {
    const save = () => {
      throw new Error('disk full');
    };
    await expect(fit({ callbacks: [modelCheckpoint({ save })] })).rejects.toThrow('disk full');
    await expect(fit({ callbacks: [modelCheckpoint({ saveBestOnly: true, save })] })).rejects.toThrow(
      'modelCheckpoint: valLoss is not recorded',
    );
  });
});

describe('metrics of a run', () => {
  it('auc and top-k are recorded for training and validation, and equal those of evaluate', async () => {
    const model = small();
    const { epochs } = await model.fit(data, { epochs: 4, validationData: data, threads: 0 });
    const last = epochs.at(-1);
    expect(await model.evaluate(data)).toEqual({
      loss: last?.valLoss,
      accuracy: last?.valAccuracy,
      auc: last?.valAuc,
      top2Accuracy: 1,
    });
    expect(last?.valAuc).toBeGreaterThan(0.8);
  });
});

describe('batches', () => {
  it('are reported with the loss so far, which ends as the loss of the epoch', async () => {
    const seen: BatchRecord[] = [];
    const own: Callback = {
      name: 'own',
      options: {},
      start: () => ({
        onBatchEnd: (record, { epochs }) => {
          expect(epochs).toBe(3);
          seen.push(record);
        },
      }),
    };
    const { epochs } = await fit({ callbacks: [own] });
    expect(seen.map(({ epoch, batch, batches, samples }) => [epoch, batch, batches, samples])).toEqual(
      [1, 2, 3].flatMap((epoch) => [8, 16, 20].map((samples, i) => [epoch, i + 1, 3, samples])),
    );
    for (const { epoch, loss } of epochs) {
      const [first, second, last] = seen.filter((record) => record.epoch === epoch);
      expect(last!.loss).toBe(loss);
      expect(first!.loss).toBeCloseTo(first!.batchLoss, 14);
      expect(loss).toBeCloseTo((8 * first!.batchLoss + 8 * second!.batchLoss + 4 * last!.batchLoss) / 20, 14);
    }
  });

  it('can stop the run', async () => {
    const stopper: Callback = {
      name: 'stopper',
      options: {},
      start: () => ({
        onBatchEnd: ({ batch }, control) => {
          if (batch === 2) control.stop({ kind: 'plateau', message: 'enough' });
        },
      }),
    };
    const history = await fit({ callbacks: [stopper] });
    expect(history.stopReason).toEqual({ kind: 'plateau', message: 'enough' });
    expect(history.epochs.length).toBe(1);
  });
});
