// Training through the public API: it learns, with the same bits for any number of threads, and stops as specified.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  adam,
  earlyStopping,
  type FitOptions,
  imageBytes,
  layers,
  modelFiles,
  modelFromFiles,
  pixelFile,
  randomWords,
  type Sequential,
  sequential,
  streamKey,
} from '../src/index.ts';

const shape = { height: 24, width: 20, channels: 3 };
const size = 24 * 20 * 3;

// Three kinds of noise images that differ by a bright stripe.
function stripes(count: number, seed: number): { bytes: Uint8Array; labels: number[] } {
  const key = streamKey(seed, 'stripes');
  const bytes = new Uint8Array(count * size);
  const labels = Array.from({ length: count }, (_, i) => i % 3);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < size; i++) {
      const noise = randomWords(key, n * size + i)[0] % 120;
      const row = Math.floor(i / 60);
      bytes[n * size + i] = noise + (Math.floor(row / 8) === labels[n] ? 60 : 0);
    }
  }
  return { bytes, labels };
}

function small(seed = 7): Sequential {
  const model = sequential(
    [
      layers.randomFlip(),
      layers.rescaling({ scale: 1 / 255 }),
      layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.dropout({ rate: 0.2 }),
      layers.conv2d({ filters: 5, kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dropout({ rate: 0.3 }),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
    { inputShape: [24, 20, 3], seed },
  );
  model.compile({
    optimizer: adam({ learningRate: 0.01 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy', 'f1'],
  });
  return model;
}

const hash = (model: Sequential) => createHash('sha256').update(modelFiles(model).weights).digest('hex');
const train = stripes(90, 1);
const heldOut = stripes(30, 2);
const data = { images: imageBytes(train.bytes, shape), labels: train.labels };
const validationData = { images: imageBytes(heldOut.bytes, shape), labels: heldOut.labels };

async function trained(options: FitOptions, seed = 7): Promise<{ hash: string; model: Sequential }> {
  const model = small(seed);
  await model.fit(data, { epochs: 2, batchSize: 32, validationData, ...options });
  return { hash: hash(model), model };
}

describe('fit', () => {
  it('learns, and evaluate and predict agree with the history', async () => {
    const model = small();
    const history = await model.fit(data, { epochs: 12, batchSize: 16, validationData, threads: 2 });
    const last = history.epochs.at(-1);
    expect(history.epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(last?.valAccuracy).toBeGreaterThan(0.9);
    expect(history.stopReason).toEqual({ kind: 'epochLimit', message: 'epoch limit: 12 epochs ran' });
    const scores = await model.evaluate(validationData);
    expect(scores.loss).toBe(last?.valLoss);
    expect(scores.accuracy).toBe(last?.valAccuracy);
    const { probabilities, count, classes } = await model.predict(validationData.images);
    expect([count, classes]).toEqual([30, 3]);
    const row = probabilities.subarray(0, 3);
    expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  });

  it('gives the same weights for 0, 1, 2, 3, 4 and 8 threads, and different weights for another seed', async () => {
    const reference = (await trained({ threads: 1 })).hash;
    for (const threads of [0, 1, 2, 3, 4, 8]) expect((await trained({ threads })).hash).toBe(reference);
    expect((await trained({ threads: 2 }, 8)).hash).not.toBe(reference);
    expect((await trained({ threads: 2, seed: 8 })).hash).not.toBe(reference);
  });

  it('trains two models at once without interference', async () => {
    const [alone] = [await trained({ threads: 1 })];
    const [one, two] = await Promise.all([trained({ threads: 2 }), trained({ threads: 1 }, 9)]);
    expect(one?.hash).toBe(alone?.hash);
    expect(two?.hash).toBe((await trained({ threads: 1 }, 9)).hash);
  });

  it('reads records of a file in the given order, with the same weights as from memory', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nn-'));
    const path = join(folder, 'a.pixels');
    await writeFile(path, train.bytes);
    const reversed = Array.from({ length: 90 }, (_, i) => 89 - i);
    const backwards = new Uint8Array(train.bytes.length);
    reversed.forEach((from, to) => {
      backwards.set(train.bytes.subarray(from * size, (from + 1) * size), to * size);
    });
    const labels = reversed.map((i) => train.labels[i] ?? 0);
    const a = small();
    await a.fit({ images: pixelFile({ path, ...shape, indices: reversed }), labels }, { batchSize: 20, threads: 2 });
    const b = small();
    await b.fit({ images: imageBytes(backwards, shape), labels }, { batchSize: 20, threads: 2 });
    expect(hash(a)).toBe(hash(b));
    await truncate(path, size * 10);
    await expect(a.predict(pixelFile({ path, ...shape, count: 90 }))).rejects.toThrow(
      'expected 90 images, got 10; delete the file to rebuild it',
    );
    await rm(folder, { recursive: true });
    await expect(a.predict(pixelFile({ path, ...shape, count: 90 }))).rejects.toThrow('cannot be opened');
  });

  it('stops at a plateau with the best weights', async () => {
    const model = small();
    const history = await model.fit(data, {
      epochs: 40,
      batchSize: 32,
      validationData,
      callbacks: [earlyStopping({ patience: 2, minDelta: 0.01 })],
    });
    expect(history.stopReason.kind).toBe('plateau');
    const best = Math.min(...history.epochs.map(({ valLoss }) => valLoss ?? 0));
    expect((await model.evaluate(validationData)).loss).toBeLessThanOrEqual(best + 0.01);
  });

  it('reports the confusion matrix after each validation without changing bits', async () => {
    const told: { epoch: number; confusion: number[][] }[] = [];
    const [plain, watched] = [small(), small()];
    await plain.fit(data, { epochs: 3, validationData });
    const { epochs } = await watched.fit(data, {
      ...{ epochs: 3, validationData },
      onValidation: (record) => told.push(record),
    });
    expect(hash(watched)).toBe(hash(plain));
    expect(told.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    for (const [index, { confusion }] of told.entries()) {
      const all = confusion.flat().reduce((sum, count) => sum + count);
      const right = confusion.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
      expect(right / all).toBe(epochs[index]?.valAccuracy);
    }
  });

  it('stops when interrupted and keeps the best weights', async () => {
    const model = small();
    const abort = new AbortController();
    const history = await model.fit(data, {
      epochs: 50,
      validationData,
      callbacks: [earlyStopping({ patience: 50 })],
      signal: abort.signal,
      onEpoch: ({ epoch }) => {
        if (epoch === 2) abort.abort();
      },
    });
    expect(history.stopReason).toEqual({ kind: 'interrupted', message: 'interrupted in epoch 3' });
    expect((await model.evaluate(validationData)).loss).toBe(
      Math.min(...history.epochs.map(({ valLoss }) => valLoss ?? 9)),
    );
  });

  it('stops when the loss is not finite', async () => {
    const model = small();
    model.compile({ optimizer: adam({ learningRate: 1e30 }), loss: 'sparseCategoricalCrossentropy' });
    const history = await model.fit(data, { epochs: 5 });
    expect(history.stopReason.kind).toBe('notANumber');
    expect(history.stopReason.message).toMatch(/the loss was .* in epoch \d; lower the learning rate/);
  });

  it('rejects invalid data and options before training', async () => {
    const model = small();
    const wrong = imageBytes(new Uint8Array(20 * 20 * 3), { height: 20, width: 20, channels: 3 });
    await expect(model.fit({ images: wrong, labels: [0] })).rejects.toThrow(
      'expected images of shape [24, 20, 3], got [20, 20, 3]',
    );
    await expect(model.fit({ ...data, labels: [1, 2] })).rejects.toThrow(
      'expected 90 label values for 90 images, got 2',
    );
    await expect(model.fit(data, { batchSize: 0 })).rejects.toThrow(
      'batchSize must be a whole number of at least 1, got 0',
    );
    await expect(
      sequential([layers.flatten(), layers.dense({ units: 3 })], { inputShape: [24, 20, 3] }).evaluate(data),
    ).rejects.toThrow('compile the model first');
  });
});

describe('model files', () => {
  it('round-trip to the same bytes and predictions', async () => {
    const { model } = await trained({ threads: 2 });
    const files = modelFiles(model);
    const again = modelFromFiles(files);
    expect(modelFiles(again)).toEqual(files);
    expect((await again.predict(validationData.images)).probabilities).toEqual(
      (await model.predict(validationData.images)).probabilities,
    );
  });

  it('are rejected when damaged, naming the damage', () => {
    const files = modelFiles(small());
    const edited = (change: (model: { layers: Record<string, unknown>[]; format: string }) => void) => {
      const model = JSON.parse(files.modelJson);
      change(model);
      return () => modelFromFiles({ ...files, modelJson: JSON.stringify(model) });
    };
    expect(() => modelFromFiles({ ...files, modelJson: files.modelJson.slice(0, 50) })).toThrow(
      'model.json is no JSON',
    );
    expect(() => modelFromFiles({ ...files, weights: files.weights.slice(0, -4) })).toThrow('weights.safetensors');
    expect(
      edited((m) => {
        m.format = 'other';
      }),
    ).toThrow('model.json: format is not toonvision-model');
    expect(
      edited((m) => {
        m.layers[2] = { ...m.layers[2], filters: 7 };
      }),
    ).toThrow('weights.safetensors: conv2d/kernel: expected 189 weights, got 162');
    expect(
      edited((m) => {
        m.layers[2] = { ...m.layers[2], kind: 'conv3d' };
      }),
    ).toThrow('model.json: layer 2: no kind conv3d');
    expect(
      edited((m) => {
        m.layers[2] = { ...m.layers[2], paddings: 2 };
      }),
    ).toThrow('model.json: layer 2 (Conv2D): unknown option paddings');
  });
});
