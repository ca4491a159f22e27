// Losses, weights and metrics in runs: binary and multi-label models, class and sample weights, penalties, errors.
import { describe, expect, it } from 'vitest';
import {
  adam,
  type CompileOptions,
  type Data,
  type FitOptions,
  imageBytes,
  imageFloats,
  layers,
  losses,
  type MetricName,
  modelFiles,
  randomWords,
  type Sequential,
  sequential,
  sgd,
  streamKey,
} from '../src/index.ts';

const shape = { height: 4, width: 4, channels: 1 };
const key = streamKey(5, 'losses');
const COUNT = 40;
// The label of an image is whether its upper half is the brighter one; the second whether its left half is.
const pixels = Float32Array.from({ length: COUNT * 16 }, (_, i) => randomWords(key, i)[0] / 2 ** 32);
const sum = (image: number, inside: (at: number) => boolean) =>
  Array.from({ length: 16 }, (_, at) => at)
    .filter(inside)
    .reduce((total, at) => total + (pixels[image * 16 + at] ?? 0), 0);
const upper = Array.from({ length: COUNT }, (_, i) => Number(sum(i, (at) => at < 8) > sum(i, (at) => at >= 8)));
const left = Array.from({ length: COUNT }, (_, i) => Number(sum(i, (at) => at % 4 < 2) > sum(i, (at) => at % 4 >= 2)));
const images = imageFloats(pixels, shape);
const both = upper.flatMap((label, i) => [label, left[i] ?? 0]);

type Activation = 'softmax' | 'sigmoid' | 'linear';

function model(units: number, activation: Activation, compile: Partial<CompileOptions>, l2 = 0): Sequential {
  const network = sequential([layers.flatten(), layers.dense({ units, activation, kernelRegularizer: { l2 } })], {
    inputShape: [4, 4, 1],
    seed: 3,
  });
  network.compile({ optimizer: adam({ learningRate: 0.05 }), loss: 'sparseCategoricalCrossentropy', ...compile });
  return network;
}

const flat = (from: Sequential) => from.weights().flatMap(({ data }) => Array.from(data));
const options: FitOptions = { epochs: 30, batchSize: 8, threads: 0 };

describe('binary models', () => {
  const metrics: MetricName[] = ['accuracy', 'auc', 'precision', 'thresholdedRecall'];

  it.each(['binaryCrossentropy', 'binaryFocalCrossentropy'] as const)('one sigmoid learns with %s', async (loss) => {
    const one = model(1, 'sigmoid', { loss, metrics });
    const data = { images, labels: upper };
    const { epochs } = await one.fit(data, { ...options, validationData: data });
    expect(epochs.at(-1)?.valAccuracy).toBeGreaterThan(0.9);
    expect(epochs.at(-1)?.valAuc).toBeGreaterThan(0.95);
    const { probabilities, classes } = await one.predict(images);
    expect(classes).toBe(1);
    const right = upper.filter((label, i) => (probabilities[i] ?? 0) > 0.5 === (label === 1)).length;
    expect(epochs.at(-1)?.valAccuracy).toBe(right / COUNT);
    expect((await one.evaluate(data)).loss).toBe(epochs.at(-1)?.valLoss);
  });

  it('several sigmoids learn independent labels, with the same bits for any number of threads', async () => {
    const trained = await Promise.all(
      [0, 2].map(async (threads) => {
        const two = model(2, 'sigmoid', { loss: 'binaryCrossentropy', metrics });
        const { epochs } = await two.fit({ images, labels: both }, { ...options, threads });
        expect(epochs.at(-1)?.accuracy).toBeGreaterThan(0.9);
        return flat(two);
      }),
    );
    expect(trained[0]).toEqual(trained[1]);
  });

  it('fromLogits trains a model without sigmoid to the same weights, and it predicts logits', async () => {
    const data = { images, labels: upper };
    const [one, plain] = [
      model(1, 'sigmoid', { loss: 'binaryCrossentropy', metrics }),
      model(1, 'linear', { loss: losses.binaryCrossentropy({ fromLogits: true }), metrics }),
    ];
    const [first, second] = [await one.fit(data, options), await plain.fit(data, options)];
    expect(flat(plain)).toEqual(flat(one));
    expect(second.epochs.map(({ accuracy, auc }) => [accuracy, auc])).toEqual(
      first.epochs.map(({ accuracy, auc }) => [accuracy, auc]),
    );
    const [p, z] = [(await one.predict(images)).probabilities, (await plain.predict(images)).probabilities];
    z.forEach((logit, i) => {
      expect(p[i]).toBeCloseTo(1 / (1 + Math.exp(-logit)), 6);
    });
  });
});

describe('weights', () => {
  const data = { images, labels: upper };
  const trained = async (weightedData: Data, more: FitOptions = {}) => {
    const network = model(2, 'softmax', { optimizer: sgd({ learningRate: 0.1 }) });
    const history = await network.fit(weightedData, {
      ...options,
      epochs: 2,
      batchSize: COUNT,
      shuffle: false,
      ...more,
    });
    return { weights: flat(network), loss: history.epochs[0]?.loss ?? 0, history, network };
  };
  const close = (a: number[], b: number[]) => a.forEach((value, i) => void expect(value).toBeCloseTo(b[i] ?? 0, 5));

  it('of 1 change no bit; an image of weight 0 counts in the mean only', async () => {
    const plain = await trained(data);
    expect((await trained({ ...data, sampleWeight: upper.map(() => 1) })).weights).toEqual(plain.weights);
    // The first half twice is all with weights 2 and 0.
    const half = upper.map((_, i) => (i < COUNT / 2 ? 2 : 0));
    const weighted = await trained({ ...data, sampleWeight: half });
    const first = { images: imageFloats(pixels.slice(0, 8 * COUNT), shape), labels: upper.slice(0, COUNT / 2) };
    const alone = await trained(first);
    expect(weighted.loss).toBeCloseTo(alone.loss, 6);
    close(weighted.weights, alone.weights);
  });

  it('of classes are sample weights by class, and both multiply', async () => {
    const byClass = await trained(data, { classWeight: { 1: 3 } });
    expect(byClass.weights).toEqual(
      (await trained({ ...data, sampleWeight: upper.map((l) => (l === 1 ? 3 : 1)) })).weights,
    );
    const twice = await trained(
      { ...data, sampleWeight: upper.map((l) => (l === 1 ? 2 : 4)) },
      { classWeight: [0.5, 2] },
    );
    expect(twice.weights).toEqual(
      (await trained({ ...data, sampleWeight: upper.map((l) => (l === 1 ? 4 : 2)) })).weights,
    );
    const ones = upper.filter((l) => l === 1).length;
    const list = [COUNT / (2 * (COUNT - ones)), COUNT / (2 * ones)];
    expect((await trained(data, { classWeight: 'balanced' })).weights).toEqual(
      (await trained(data, { classWeight: list })).weights,
    );
  });

  it('apply to validation loss and evaluate but not to metrics; class weights apply to neither', async () => {
    const sampleWeight = upper.map((_, i) => i % 3);
    const { history, network } = await trained(data, {
      classWeight: { 0: 5 },
      validationData: { ...data, sampleWeight },
    });
    const last = history.epochs.at(-1);
    const weighted = await network.evaluate({ ...data, sampleWeight });
    expect([weighted.loss, weighted.accuracy]).toEqual([last?.valLoss, last?.valAccuracy]);
    const plain = await network.evaluate(data);
    expect(plain.accuracy).toBe(weighted.accuracy);
    const { probabilities } = await network.predict(images);
    const total = upper.reduce((s, l, i) => s - (i % 3) * Math.log(probabilities[2 * i + l] ?? 0), 0);
    expect(weighted.loss).toBeCloseTo(total / COUNT, 5);
  });
});

describe('kernelRegularizer', () => {
  it('is part of every reported loss and shrinks the kernel', async () => {
    const data = { images, labels: upper };
    const [plain, decayed] = [model(2, 'softmax', {}), model(2, 'softmax', {}, 0.1)];
    const kernel = (from: Sequential) => from.weights().find(({ name }) => name === 'dense/kernel')?.data ?? [];
    const penalty = (from: Sequential) => 0.1 * Array.from(kernel(from)).reduce((s, w) => s + w * w, 0);
    const [a, b] = [await plain.evaluate(data), await decayed.evaluate(data)];
    expect((b.loss ?? 0) - (a.loss ?? 0)).toBeCloseTo(penalty(decayed), 10);
    await plain.fit(data, options);
    const { epochs } = await decayed.fit(data, { ...options, validationData: data });
    expect(penalty(decayed)).toBeLessThan(penalty(plain) / 2);
    expect((await decayed.evaluate(data)).loss).toBe(epochs.at(-1)?.valLoss);
  });
});

describe('invalid input is rejected before training', () => {
  const network = model(2, 'softmax', {});
  const data = { images, labels: upper };
  const fit =
    (more: object, fitData: Data = data) =>
    () =>
      network.fit(fitData, { threads: 0, ...more });

  it('options of fit', async () => {
    const bytes = { images: imageBytes(new Uint8Array(16), shape), labels: [0] };
    for (const [message, attempt] of [
      ['fit: epochs must be a whole number of at least 1, got 0', fit({ epochs: 0 })],
      ['fit: epochs must be a whole number of at least 1, got 1.5', fit({ epochs: 1.5 })],
      ['fit: batchSize must be a whole number of at least 1, got NaN', fit({ batchSize: Number.NaN })],
      ['fit: threads must be a whole number of at least 0, got -1', fit({ threads: -1 })],
      ['fit: seed must be a whole number of at least 0, got -1', fit({ seed: -1 })],
      ['fit: shuffle must be true or false, got yes', fit({ shuffle: 'yes' })],
      [
        'fit: checkpoint.every must be a whole number of at least 1, got 0',
        fit({ checkpoint: { every: 0, onCheckpoint: () => {} } }),
      ],
      ['fit: checkpoint.onCheckpoint must be a function', fit({ checkpoint: {} })],
      ['fit: callbacks[0] is not a callback; create one with earlyStopping(), progress()', fit({ callbacks: [{}] })],
      ['sampleWeight: expected 40 weights, one per image, got 1', fit({}, { ...data, sampleWeight: [1] })],
      [
        'sampleWeight of image 0 must be at least 0 and finite, got NaN',
        fit({}, { ...data, sampleWeight: upper.map(() => Number.NaN) }),
      ],
      ['classWeight: unknown class 2', fit({ classWeight: { 2: 1 } })],
      ['sampleWeight: expected 40 weights', fit({ validationData: { ...data, sampleWeight: [] } })],
      ['validationData: expected float32 images as in the data, got uint8', fit({ validationData: bytes })],
    ] as const) {
      const before = modelFiles(network).weights;
      await expect(attempt()).rejects.toThrow(message);
      expect(modelFiles(network).weights).toEqual(before);
    }
    const two = model(2, 'sigmoid', { loss: 'binaryCrossentropy' });
    await expect(two.fit({ images, labels: both }, { classWeight: 'balanced' })).rejects.toThrow(
      'classWeight requires one class per image',
    );
  });

  it('values that are not finite, in images and weights', async () => {
    const broken = pixels.slice();
    broken[20] = Number.NaN;
    expect(() => imageFloats(broken, shape)).toThrow('image 1: every value must be a finite number, got NaN');
    const [kernel] = network.weights();
    const data = kernel?.data.map(() => Number.POSITIVE_INFINITY) ?? new Float32Array(0);
    expect(() => network.setWeights([{ name: 'dense/kernel', data }])).toThrow(
      'dense/kernel has a weight that is not a finite',
    );
  });

  it('losses, metrics and optimizers that do not fit the model', () => {
    const optimizer = adam();
    const compile = (units: number, activation: Activation, settings: object) => () =>
      model(units, activation, { optimizer, ...settings });
    expect(compile(2, 'linear', {})).toThrow(
      "dense: sparseCategoricalCrossentropy needs a model that ends in a softmax, add activation: 'softmax'",
    );
    expect(compile(2, 'softmax', { loss: 'binaryCrossentropy' })).toThrow('needs a model that ends in a sigmoid');
    expect(compile(2, 'softmax', { loss: losses.categoricalCrossentropy({ fromLogits: true }) })).toThrow(
      'dense: categoricalCrossentropy with fromLogits needs a model that ends in logits, this one ends in a softmax',
    );
    expect(compile(2, 'softmax', { loss: losses.categoricalFocalCrossentropy({ alpha: [1, 2, 3] }) })).toThrow(
      'alpha needs one factor for each of 2 classes, got 3',
    );
    expect(compile(2, 'softmax', { loss: 'hinge' })).toThrow('no loss hinge; there are');
    expect(compile(2, 'sigmoid', { loss: 'binaryCrossentropy', metrics: ['cohenKappa'] })).toThrow(
      'cohenKappa needs one class per sample; for a model with several sigmoids take f1',
    );
    expect(compile(2, 'softmax', { metrics: ['mse'] })).toThrow('no metric mse; there are accuracy');
    expect(compile(1, 'sigmoid', { loss: 'binaryCrossentropy', metrics: ['top2Accuracy'] })).toThrow(
      'top2Accuracy needs a model that ends in a softmax',
    );
    expect(compile(2, 'softmax', { optimizer: 'adam' })).toThrow(
      'compile: optimizer is not an optimizer; create one with adam()',
    );
    const spatial = sequential([layers.conv2d({ filters: 1, kernelSize: 1 })], { inputShape: [4, 4, 1] });
    expect(() => spatial.compile({ optimizer, loss: losses.binaryCrossentropy({ fromLogits: true }) })).toThrow(
      'conv2d: a loss needs a flat output, got [4, 4, 1]',
    );
  });
});
