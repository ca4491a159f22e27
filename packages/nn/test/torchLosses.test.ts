// Losses and training compared with PyTorch, as recorded by fixtures/torch_losses.py, which describes what is compared.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  adam,
  adamW,
  type FitOptions,
  imageFloats,
  type Loss,
  layers,
  losses,
  type Optimizer,
  rmsprop,
  type Sequential,
  sequential,
  sgd,
} from '../src/index.ts';
import { instantiateKernels } from '../src/kernels.ts';
import { loadKernels } from '../src/platform/index.ts';

interface Case {
  kind: 'categorical' | 'binary';
  logits: number[];
  labels: number[];
  smoothing: number;
  gamma: number;
  alphas: number[];
  positive: number;
  negative: number;
  loss: number;
  gradient: number[];
}

const fixture: { steps: Record<string, number[]>; cases: Case[] } = JSON.parse(
  await readFile(fileURLToPath(new URL('fixtures/torchLosses.json', import.meta.url)), 'utf8'),
);

const [COUNT, BATCH, EPOCHS, CLASSES] = [36, 8, 4, 3];

// As in the script.
function noise(stream: number, count: number, scale: number): Float32Array {
  let state = (stream * 7919 + 12345) % 65521;
  return Float32Array.from({ length: count }, () => {
    state = (state * 17364 + 1) % 65521;
    return (state / 65521 - 0.5) * scale;
  });
}

function network(l2: number): Sequential {
  const regularized = l2 === 0 ? {} : { kernelRegularizer: { l2 } };
  const model = sequential(
    [
      layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu', ...regularized }),
      layers.maxPooling2d(),
      layers.conv2d({ filters: 5, kernelSize: 3, activation: 'relu', ...regularized }),
      layers.maxPooling2d(),
      layers.flatten(),
      layers.dense({ units: 3, activation: 'softmax', ...regularized }),
    ],
    { inputShape: [13, 12, 2] },
  );
  model.setWeights([
    { name: 'conv2d/kernel', data: noise(1, 3 * 3 * 2 * 4, 0.8) },
    { name: 'conv2d/bias', data: noise(2, 4, 0.2) },
    { name: 'conv2d_1/kernel', data: noise(3, 3 * 3 * 4 * 5, 0.6) },
    { name: 'conv2d_1/bias', data: noise(4, 5, 0.2) },
    { name: 'dense/kernel', data: noise(5, 20 * 3, 1) },
    { name: 'dense/bias', data: noise(6, 3, 0.2) },
  ]);
  return model;
}

const shape = { height: 13, width: 12, channels: 2 };
const images = imageFloats(noise(7, COUNT * 13 * 12 * 2, 2), shape);
const labels = Array.from({ length: COUNT }, (_, i) => (i * i + Math.floor(i / 5)) % CLASSES);
const sampleWeight = labels.map((_, i) => 0.25 * (1 + (i % 7)));

async function batchLosses(optimizer: Optimizer, loss: Loss, l2: number, weighted: boolean): Promise<number[]> {
  const model = network(l2);
  model.compile({ optimizer, loss });
  const measured: number[] = [];
  const options: FitOptions = { epochs: EPOCHS, batchSize: BATCH, shuffle: false, threads: 0 };
  const data = weighted ? { images, labels, sampleWeight } : { images, labels };
  await model.fit(data, { ...options, onBatch: ({ batchLoss }) => measured.push(batchLoss) });
  return measured;
}

describe('20 steps compared with PyTorch', () => {
  const plain = losses.sparseCategoricalCrossentropy();
  const smoothed = losses.sparseCategoricalCrossentropy({ labelSmoothing: 0.1 });
  const cases: [string, Optimizer, Loss, number, boolean][] = [
    ['sgd', sgd({ learningRate: 0.05, momentum: 0.9 }), plain, 0, false],
    ['nesterov', sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true }), plain, 0, false],
    ['rmsprop', rmsprop({ learningRate: 0.003, rho: 0.9, epsilon: 1e-16 }), plain, 0, false],
    ['adam', adam({ learningRate: 0.01, epsilon: 1e-10 }), plain, 0, false],
    ['adamW', adamW({ learningRate: 0.01, weightDecay: 0.1, epsilon: 1e-10 }), plain, 0, false],
    ['adam, smoothed, weighted, l2', adam({ learningRate: 0.01, epsilon: 1e-10 }), smoothed, 0.01, true],
  ];

  it.each(cases)('%s', async (name, optimizer, loss, l2, weighted) => {
    const recorded = fixture.steps[name] ?? [];
    const measured = await batchLosses(optimizer, loss, l2, weighted);
    expect(recorded.length).toBe(20);
    expect(measured.length).toBe(20);
    measured.forEach((value, step) => {
      expect(
        Math.abs(value / (recorded[step] ?? 0) - 1),
        `step ${step}: ${value}, recorded ${recorded[step]}`,
      ).toBeLessThan(1e-4);
    });
  });
});

describe('loss kernels compared with autograd', async () => {
  const kernels = await instantiateKernels(await loadKernels(), 4096);
  const { buffer } = kernels.memory;
  const [logitsAt, gradientAt, labelsAt, alphasAt, workAt] = [1024, 1280, 1536, 2048, 3072];

  function run({ kind, logits, labels: own, smoothing, gamma, alphas, positive, negative }: Case) {
    const count = logits.length;
    new Float32Array(buffer, logitsAt, count).set(logits);
    const gradient = new Float32Array(buffer, gradientAt, count).fill(Number.NaN);
    if (kind === 'binary') {
      new Int32Array(buffer, labelsAt, count).set(own);
      const loss = kernels.binaryLoss(logitsAt, count, labelsAt, smoothing, gamma, positive, negative, 1, gradientAt);
      return { loss, gradient: Array.from(gradient) };
    }
    new Float64Array(buffer, alphasAt, count).set(alphas);
    const label = own[0] ?? 0;
    const loss = kernels.categoricalLoss(logitsAt, count, label, smoothing, gamma, alphasAt, 1, workAt, gradientAt);
    return { loss, gradient: Array.from(gradient) };
  }

  // Gradients are float32, and so are logits; autograd's p - 1 holds no digits below 1e-14.
  const near = (value: number, recorded: number) => Math.abs(value - recorded) <= 3e-7 * Math.abs(recorded) + 1e-13;

  it('agree in loss and gradient to float32 in 160 cases, including saturated ones', () => {
    expect(fixture.cases.length).toBe(160);
    for (const each of fixture.cases) {
      const { loss, gradient } = run(each);
      const what = JSON.stringify({ ...each, got: { loss, gradient } });
      expect(near(loss, each.loss), what).toBe(true);
      gradient.forEach((value, i) => {
        expect(near(value, each.gradient[i] ?? Number.NaN), `${i}: ${what}`).toBe(true);
      });
    }
  });

  it('keep their precision for a probability close to 1', () => {
    const base = { smoothing: 0, gamma: 0, alphas: [1, 1, 1], positive: 1, negative: 1, loss: 0, gradient: [] };
    const { loss, gradient } = run({ ...base, kind: 'categorical', logits: [40, -40, 8], labels: [0] });
    expect(loss / Math.exp(-32)).toBeCloseTo(1, 12);
    expect([(gradient[0] ?? 0) / -Math.exp(-32), (gradient[2] ?? 0) / Math.exp(-32)]).toEqual([
      expect.closeTo(1, 6),
      expect.closeTo(1, 6),
    ]);
    const binary = run({ ...base, kind: 'binary', logits: [50], labels: [1] });
    expect([binary.loss / Math.exp(-50), (binary.gradient[0] ?? 0) / -Math.exp(-50)]).toEqual([
      expect.closeTo(1, 12),
      expect.closeTo(1, 6),
    ]);
  });

  it('stay finite for the largest finite logits, and are NaN or infinite if a logit is', () => {
    const huge = 3e38;
    const base = { smoothing: 0, gamma: 2, alphas: [1, 1, 1], positive: 1, negative: 1, loss: 0, gradient: [] };
    for (const gamma of [0, 0.5, 2]) {
      const right = run({ ...base, gamma, kind: 'categorical', logits: [huge, -huge, 0], labels: [0] });
      expect(right).toEqual({ loss: 0, gradient: [-0, 0, 0].map(() => expect.closeTo(0, 30)) });
      const wrong = run({ ...base, gamma, kind: 'categorical', logits: [huge, -huge, 0], labels: [1] });
      expect(wrong.loss).toBeGreaterThan(1e38);
      expect(wrong.gradient).toEqual([1, -1, 0].map((value) => expect.closeTo(value, 30)));
      const binary = run({ ...base, gamma, kind: 'binary', logits: [huge, -huge], labels: [1, 0] });
      expect(binary).toEqual({ loss: 0, gradient: [expect.closeTo(0, 30), expect.closeTo(0, 30)] });
    }
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const logits = [0, bad, 1];
      expect(Number.isFinite(run({ ...base, kind: 'categorical', logits, labels: [0] }).loss)).toBe(false);
      expect(Number.isFinite(run({ ...base, kind: 'binary', logits, labels: [0, 0, 0] }).loss)).toBe(false);
    }
  });
});
