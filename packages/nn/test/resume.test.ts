// A run that is interrupted at any batch and resumed in a new model, through a file, ends with the same bits.
import { describe, expect, it } from 'vitest';
import {
  adam,
  adamW,
  type Callback,
  type CheckpointOptions,
  csvLogger,
  earlyStopping,
  exponentialDecay,
  type FitOptions,
  type History,
  imageBytes,
  layers,
  learningRateScheduler,
  losses,
  type MetricName,
  modelCheckpoint,
  modelFiles,
  type Optimizer,
  progress,
  randomWords,
  readTrainingState,
  reduceLROnPlateau,
  rmsprop,
  type Sequential,
  sequential,
  sgd,
  streamKey,
  type TrainingState,
  terminateOnNaN,
  trainingStateFile,
} from '../src/index.ts';

const shape = { height: 8, width: 7, channels: 2 };
const size = 8 * 7 * 2;
// 22 images in batches of 6: the last batch of an epoch has 4.
const [COUNT, BATCH, EPOCHS, BATCHES] = [22, 6, 4, 4];
const key = streamKey(11, 'resume');

function images(count: number, from: number) {
  const labels = Array.from({ length: count }, (_, i) => (i * 7 + from) % 3);
  const bytes = Uint8Array.from({ length: count * size }, (_, i) => {
    const bright = Math.floor((i % size) / 38) === labels[Math.floor(i / size)] ? 90 : 0;
    return (randomWords(key, from * 100_000 + i)[0] % 150) + bright;
  });
  return { images: imageBytes(bytes, shape), labels };
}

const data = { ...images(COUNT, 0), sampleWeight: Array.from({ length: COUNT }, (_, i) => 0.5 + (i % 4) / 4) };
const validationData = images(9, 1);
const metrics: MetricName[] = ['accuracy', 'auc', 'top2Accuracy', 'f1PerClass'];

function fresh(optimizer: Optimizer = adam({ learningRate: 0.01 }), seed = 3): Sequential {
  const model = sequential(
    [
      layers.randomFlip(),
      layers.rescaling({ scale: 1 / 255 }),
      layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', kernelRegularizer: { l2: 0.001 } }),
      layers.maxPooling2d(),
      layers.dropout({ rate: 0.25 }),
      layers.flatten(),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
    { inputShape: [8, 7, 2], seed },
  );
  model.compile({ optimizer, loss: losses.sparseCategoricalCrossentropy({ labelSmoothing: 0.05 }), metrics });
  return model;
}

const base: FitOptions = { epochs: EPOCHS, batchSize: BATCH, threads: 0, validationData, classWeight: 'balanced' };

// All of an ended run that must be the same: times are not.
function outcome(model: Sequential, history: History) {
  const { seconds: _, epochs, ...state } = model.trainingState();
  const untimed = history.epochs.map(({ seconds: _s, imagesPerSecond: _i, ...record }) => record);
  expect(epochs.length).toBe(untimed.length);
  return { weights: modelFiles(model).weights, history: untimed, stopReason: history.stopReason, state };
}

async function whole(options: FitOptions, optimizer?: Optimizer) {
  const model = fresh(optimizer);
  return outcome(model, await model.fit(data, { ...base, ...options }));
}

/** Fits until `steps` batches are done, keeps the state in a file, and goes on in another model. */
async function inTwoParts(
  steps: number,
  first: FitOptions,
  second: FitOptions,
  optimizer?: Optimizer,
): Promise<ReturnType<typeof outcome>> {
  const abort = new AbortController();
  let done = 0;
  const model = fresh(optimizer);
  if (steps === 0) abort.abort();
  const history = await model.fit(data, {
    ...base,
    ...first,
    signal: abort.signal,
    onBatch: () => {
      done += 1;
      if (done === steps) abort.abort();
    },
  });
  expect(history.stopReason.kind).toBe('interrupted');
  expect(done).toBe(steps);
  const resumeFrom = readTrainingState(trainingStateFile(model.trainingState()));
  const other = fresh(optimizer);
  return outcome(other, await other.fit(data, { ...base, ...second, resumeFrom }));
}

describe('each optimizer', () => {
  const optimizers: Record<string, Optimizer> = {
    sgd: sgd({ learningRate: 0.05 }),
    nesterov: sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true, globalClipNorm: 0.5 }),
    rmsprop: rmsprop({ learningRate: 0.003, momentum: 0.5, centered: true }),
    adam: adam({ learningRate: exponentialDecay({ initialLearningRate: 0.02, decaySteps: 3, decayRate: 0.9 }) }),
    adamW: adamW({ learningRate: 0.01, weightDecay: 0.05 }),
  };
  it.each(Object.entries(optimizers))('%s, stopped at random batches', async (name, optimizer) => {
    const expected = await whole({}, optimizer);
    const own = streamKey(1, name);
    for (let round = 0; round < 4; round++) {
      const steps = 1 + (randomWords(own, round)[0] % (EPOCHS * BATCHES - 1));
      expect(await inTwoParts(steps, {}, {}, optimizer), `after ${steps} batches`).toEqual(expected);
    }
  });
});

describe('each callback', () => {
  // Lines and checkpoints of both parts together must be those of the whole run.
  function watched() {
    const lines: string[] = [];
    const kept: number[] = [];
    const rates: number[] = [];
    const untimed = (line: string) =>
      lines.push(line.replace(/[\d.]+ (s|min|h)\b/g, 'time').replace(/ {2}time left/, ''));
    // The record's times are its fourth and third columns from the metrics; only the header and the loss are looked at.
    const csv = (line: string) => lines.push(line.split(',').slice(0, 2).join(','));
    const make: Record<string, () => Callback[]> = {
      earlyStopping: () => [earlyStopping({ monitor: 'valAccuracy', minDelta: 0.5, patience: 2 })],
      'earlyStopping without weights': () => [earlyStopping({ patience: 1, minDelta: 9, restoreBestWeights: false })],
      'reduceLROnPlateau, waiting': () => [reduceLROnPlateau({ minDelta: 9, patience: 2, factor: 0.5 })],
      reduceLROnPlateau: () => [reduceLROnPlateau({ minDelta: 9, patience: 1, factor: 0.5, cooldown: 2 })],
      learningRateScheduler: () => [
        learningRateScheduler((epoch, rate) => {
          rates.push(epoch);
          return rate * 0.7;
        }),
      ],
      'csvLogger and progress': () => [csvLogger(csv), progress({ write: untimed })],
      modelCheckpoint: () => [
        modelCheckpoint({ saveBestOnly: true, monitor: 'valLoss', save: ({ epoch }) => void kept.push(epoch) }),
      ],
      terminateOnNaN: () => [terminateOnNaN()],
    };
    return { make, seen: { lines, kept, rates } };
  }

  it.each(Object.keys(watched().make))('%s', async (name) => {
    const once = watched();
    const callbacks = (from: typeof once) => from.make[name]?.() ?? [];
    const expected = await whole({ callbacks: callbacks(once) });
    const run = expected.history.length * BATCHES;
    for (let steps = 0; steps < run; steps += 3) {
      const twice = watched();
      const result = await inTwoParts(steps, { callbacks: callbacks(twice) }, { callbacks: callbacks(twice) });
      expect(result, `after ${steps} batches`).toEqual(expected);
      expect(twice.seen).toEqual(once.seen);
    }
  });

  it('resume together after many interruptions', async () => {
    const callbacks = () => Object.values(watched().make).flatMap((make) => make());
    const expected = await whole({ callbacks: callbacks() });
    let resumeFrom: TrainingState | undefined;
    for (;;) {
      const abort = new AbortController();
      const model = fresh();
      const history = await model.fit(data, {
        ...base,
        callbacks: callbacks(),
        signal: abort.signal,
        onBatch: ({ batch }) => batch % 2 === 1 && abort.abort(),
        resumeFrom,
      });
      resumeFrom = model.trainingState();
      if (history.stopReason.kind === 'interrupted') continue;
      expect(outcome(model, history)).toEqual(expected);
      break;
    }
  });
});

describe('resuming', () => {
  it('gives the same bits from every batch, for any number of threads', async () => {
    const expected = await whole({});
    for (const [steps, first, second] of [
      [3, 1, 2],
      [4, 2, 0],
      [9, 0, 3],
    ] as const) {
      expect(await inTwoParts(steps, { threads: first }, { threads: second }), `after ${steps}`).toEqual(expected);
    }
    const states: TrainingState[] = [];
    const onCheckpoint: CheckpointOptions['onCheckpoint'] = (state) => void states.push(state);
    await whole({ checkpoint: { every: 2, onCheckpoint } });
    expect(states.map(({ epoch, batch, begun }) => [epoch, batch, begun])).toEqual([
      [3, 0, false],
      [5, 0, false],
    ]);
    for (const resumeFrom of states) expect(await whole({ resumeFrom })).toEqual(expected);
  });

  it('continues a finished run for more epochs', async () => {
    const model = fresh();
    await model.fit(data, { ...base, epochs: 2 });
    expect(await whole({ resumeFrom: model.trainingState() })).toEqual(await whole({}));
  });

  it('works without shuffling, and passes an interruption to onCheckpoint', async () => {
    const expected = await whole({ shuffle: false });
    const states: TrainingState[] = [];
    const checkpoint: CheckpointOptions = { every: 100, onCheckpoint: (state) => void states.push(state) };
    expect(await inTwoParts(6, { shuffle: false, checkpoint }, { shuffle: false })).toEqual(expected);
    expect(states.map(({ epoch, batch }) => [epoch, batch])).toEqual([[2, 2]]);
  });

  it('returns states as copies that no fit changes', async () => {
    const model = fresh();
    await model.fit(data, { ...base, epochs: 1 });
    const state = model.trainingState();
    const bytes = trainingStateFile(state);
    await model.fit(data, { ...base, resumeFrom: state });
    expect(trainingStateFile(state)).toEqual(bytes);
  });

  it('ends a run again that had ended by itself', async () => {
    const callbacks = [earlyStopping({ monitor: 'valLoss', minDelta: 9, patience: 1 })];
    const model = fresh();
    const history = await model.fit(data, { ...base, callbacks });
    expect(history.stopReason.kind).toBe('plateau');
    const other = fresh();
    const again = await other.fit(data, { ...base, callbacks, resumeFrom: model.trainingState() });
    expect(outcome(other, again)).toEqual(outcome(model, history));
  });
});

describe('moving statistics', () => {
  function normalized(): Sequential {
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

  it('are part of the state, but not of the optimizer state', async () => {
    const one = normalized();
    const whole = outcome(one, await one.fit(data, base));
    for (const steps of [2, 4, 7]) {
      const abort = new AbortController();
      const first = normalized();
      let done = 0;
      const onBatch = () => {
        done += 1;
        if (done === steps) abort.abort();
      };
      await first.fit(data, { ...base, signal: abort.signal, onBatch });
      const resumeFrom = readTrainingState(trainingStateFile(first.trainingState()));
      const second = normalized();
      const history = await second.fit(data, { ...base, threads: 2, resumeFrom });
      expect(outcome(second, history), `after ${steps} batches`).toEqual(whole);
      const { first: means } = resumeFrom.optimizer as { first: Float32Array };
      expect(resumeFrom.weights.length - means.length).toBe(8);
    }
  });
});

describe('a state that does not fit', async () => {
  const model = fresh();
  await model.fit(data, { ...base, epochs: 2, callbacks: [reduceLROnPlateau()] });
  const resumeFrom = model.trainingState();
  const resume = (options: FitOptions, given = data, other = fresh()) => {
    const before = modelFiles(other).weights;
    const fitted = other.fit(given, { ...base, callbacks: [reduceLROnPlateau()], resumeFrom, ...options });
    return fitted.finally(() => expect(modelFiles(other).weights).toEqual(before));
  };
  const compiled = (
    optimizer: Optimizer,
    more: { loss?: 'sparseCategoricalCrossentropy'; metrics?: MetricName[] } = {},
  ) => {
    const other = fresh();
    const loss = losses.sparseCategoricalCrossentropy({ labelSmoothing: 0.05 });
    other.compile({ optimizer, loss, metrics, ...more });
    return other;
  };

  it('is rejected before training, naming the difference', async () => {
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
      ['optimizer was adam {"learningRate":0.01', () => resume({}, data, compiled(adam({ learningRate: 0.02 })))],
      ['optimizer was adam', () => resume({}, data, compiled(sgd()))],
      [
        'loss was {"name"',
        () => resume({}, data, compiled(adam({ learningRate: 0.01 }), { loss: 'sparseCategoricalCrossentropy' })),
      ],
      [
        'metrics was accuracy, auc',
        () => resume({}, data, compiled(adam({ learningRate: 0.01 }), { metrics: ['accuracy'] })),
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

  it('is rejected when damaged, naming the field', async () => {
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
    expect(() => fresh().trainingState()).toThrow('there is no training state before a fit has ended');
  });
});
