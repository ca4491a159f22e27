// Training that is interrupted and resumed ends in the same bits as training without interruption.
import { describe, expect, it } from 'vitest';
import {
  adam,
  adamW,
  type CheckpointOptions,
  earlyStopping,
  exponentialDecay,
  layers,
  type Optimizer,
  randomWords,
  readTrainingState,
  rmsprop,
  type Sequential,
  sequential,
  sgd,
  streamKey,
  type TrainingState,
  trainingStateFile,
} from '../src/index.ts';
import {
  BATCHES_PER_EPOCH,
  createModel,
  data,
  EPOCHS,
  FIT_OPTIONS,
  outcome,
  trainInTwoParts,
  trainWhole,
} from './resumedTraining.ts';

describe('resuming', () => {
  it('gives the same bits after any batch, with any number of threads', async () => {
    const expected = await trainWhole({});
    for (const [steps, first, second] of [
      [3, 1, 2],
      [4, 2, 0],
      [9, 0, 3],
    ] as const) {
      expect(await trainInTwoParts(steps, { threads: first }, { threads: second }), `after ${steps}`).toEqual(expected);
    }
    const states: TrainingState[] = [];
    const onCheckpoint: CheckpointOptions['onCheckpoint'] = (state) => void states.push(state);
    await trainWhole({ checkpoint: { every: 2, onCheckpoint } });
    expect(states.map(({ epoch, batch, begun }) => [epoch, batch, begun])).toEqual([
      [3, 0, false],
      [5, 0, false],
    ]);
    for (const resumeFrom of states) expect(await trainWhole({ resumeFrom })).toEqual(expected);
  });

  it('continues a finished run for more epochs', async () => {
    const model = createModel();
    await model.fit(data, { ...FIT_OPTIONS, epochs: 2 });
    expect(await trainWhole({ resumeFrom: model.trainingState() })).toEqual(await trainWhole({}));
  });

  it('works without shuffling, and passes an interruption to onCheckpoint', async () => {
    const expected = await trainWhole({ shuffle: false });
    const states: TrainingState[] = [];
    const checkpoint: CheckpointOptions = { every: 100, onCheckpoint: (state) => void states.push(state) };
    expect(await trainInTwoParts(6, { shuffle: false, checkpoint }, { shuffle: false })).toEqual(expected);
    expect(states.map(({ epoch, batch }) => [epoch, batch])).toEqual([[2, 2]]);
  });

  it('returns states as copies that no fit changes', async () => {
    const model = createModel();
    await model.fit(data, { ...FIT_OPTIONS, epochs: 1 });
    const state = model.trainingState();
    const bytes = trainingStateFile(state);
    await model.fit(data, { ...FIT_OPTIONS, resumeFrom: state });
    expect(trainingStateFile(state)).toEqual(bytes);
  });

  it('stops at once when the run had stopped by itself', async () => {
    const callbacks = [earlyStopping({ monitor: 'valLoss', minDelta: 9, patience: 1 })];
    const model = createModel();
    const history = await model.fit(data, { ...FIT_OPTIONS, callbacks });
    expect(history.stopReason.kind).toBe('plateau');
    const other = createModel();
    const again = await other.fit(data, { ...FIT_OPTIONS, callbacks, resumeFrom: model.trainingState() });
    expect(outcome(other, again)).toEqual(outcome(model, history));
  });
});

describe('each optimizer resumes to the same bits', () => {
  const optimizers: Record<string, Optimizer> = {
    sgd: sgd({ learningRate: 0.05 }),
    nesterov: sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true, globalClipNorm: 0.5 }),
    rmsprop: rmsprop({ learningRate: 0.003, momentum: 0.5, centered: true }),
    adam: adam({ learningRate: exponentialDecay({ initialLearningRate: 0.02, decaySteps: 3, decayRate: 0.9 }) }),
    adamW: adamW({ learningRate: 0.01, weightDecay: 0.05 }),
  };
  it.each(Object.entries(optimizers))('%s, interrupted after random batches', async (name, optimizer) => {
    const expected = await trainWhole({}, optimizer);
    const key = streamKey(1, name);
    for (let round = 0; round < 4; round++) {
      const steps = 1 + (randomWords(key, round)[0] % (EPOCHS * BATCHES_PER_EPOCH - 1));
      expect(await trainInTwoParts(steps, {}, {}, optimizer), `after ${steps} batches`).toEqual(expected);
    }
  });
});

describe('moving statistics', () => {
  function createNormalized(): Sequential {
    const model = sequential(
      [
        layers.rescaling({ scale: 1 / 255 }),
        layers.conv2d({ filters: 4, kernelSize: 3 }),
        layers.batchNormalization({ momentum: 0.5 }),
        layers.maxPooling2d(),
        layers.flatten(),
        layers.dense({ units: 3, activation: 'softmax' }),
      ],
      { inputShape: [8, 7, 2], seed: 3 },
    );
    const optimizer = adamW({ learningRate: 0.01, weightDecay: 0.5, globalClipNorm: 1 });
    model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
    return model;
  }

  it('are in the training state, but not in the state of the optimizer', async () => {
    const model = createNormalized();
    const expected = outcome(model, await model.fit(data, FIT_OPTIONS));
    for (const steps of [2, 4, 7]) {
      const abort = new AbortController();
      const first = createNormalized();
      let done = 0;
      const onBatch = () => {
        done += 1;
        if (done === steps) abort.abort();
      };
      await first.fit(data, { ...FIT_OPTIONS, signal: abort.signal, onBatch });
      const resumeFrom = readTrainingState(trainingStateFile(first.trainingState()));
      const second = createNormalized();
      const history = await second.fit(data, { ...FIT_OPTIONS, threads: 2, resumeFrom });
      expect(outcome(second, history), `after ${steps} batches`).toEqual(expected);
      const { first: means } = resumeFrom.optimizer as { first: Float32Array };
      expect(resumeFrom.weights.length - means.length).toBe(8);
    }
  });
});
