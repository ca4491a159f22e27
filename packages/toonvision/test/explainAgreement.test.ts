// Compares maps with an independent implementation: activations and gradients of jax-js, formulas in float64.
import { grad, type Array as JaxArray, nn, numpy as np } from '@jax-js/jax';
import { layers, type Sequential, sequential } from '@toonvision/nn';
import { jaxLogits, jaxParams } from '@toonvision/testing/jaxNetwork';
import { describe, expect, it } from 'vitest';
import { openExplainer, type ScoreKind } from '../src/explain/index.ts';

const HEIGHT = 40;
const WIDTH = 34;
const CLASSES = 4;

const model = sequential(
  [
    layers.rescaling({ scale: 1 / 255 }),
    layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'relu' }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 5, kernelSize: 3, activation: 'relu' }),
    layers.maxPooling2d({ poolSize: 3 }),
    layers.flatten(),
    layers.dense({ units: 7, activation: 'relu' }),
    layers.dense({ units: CLASSES, activation: 'softmax' }),
  ],
  { inputShape: [HEIGHT, WIDTH, 3], seed: 11 },
);

/** An image with structure: two slanted waves of integers, independent of the engine's sine. */
const pixels = (shift = 0) =>
  Uint8Array.from({ length: HEIGHT * WIDTH * 3 }, (_, i) => {
    const [y, x, c] = [Math.floor(i / (WIDTH * 3)), Math.floor(i / 3) % WIDTH, i % 3];
    return (((x * 7 + y * 3 + shift) % 61) * 3 + ((y * 11 + c * 40 + x * x) % 37) * 2) & 255;
  });

const flat = (one: Sequential) => Float32Array.from(one.weights().flatMap(({ data }) => [...data]));
const array = (data: ArrayLike<number>, shape: readonly number[]) =>
  np.array(Float32Array.from(data), { shape: [...shape], dtype: np.float32 });

/** Output of the layer at `index`, and the gradient of a class score with respect to it. */
function oracle(one: Sequential, image: ArrayLike<number>, index: number) {
  const weights = flat(one);
  const { chain } = one;
  const first = { ...chain, layers: chain.layers.slice(0, index + 1) };
  const shape = index < 0 ? one.inputShape : (chain.layers[index]?.outputShape ?? []);
  const activation =
    index < 0
      ? Float64Array.from(image)
      : Float64Array.from(jaxLogits(first, jaxParams(chain, weights), array(image, one.inputShape)).dataSync());
  const gradient = (output: number, of: ScoreKind) => {
    const tail = (value: JaxArray): JaxArray => {
      const z = jaxLogits(chain, jaxParams(chain, weights), value, index + 1);
      return (of === 'logit' ? z : nn.softmax(z)).slice(output);
    };
    return Float64Array.from(grad(tail)(array(activation, shape)).dataSync());
  };
  const [height = 0, width = 0, channels = 0] = shape;
  return { activation, gradient, height, width, channels };
}

type Oracle = ReturnType<typeof oracle>;

/** Formulas of the papers. */
const FORMULAS = {
  gradCam({ activation: a, channels: k }: Oracle, g: Float64Array): number[] {
    const cells = a.length / k;
    const alpha = Array.from({ length: k }, (_, c) => {
      let sum = 0;
      for (let cell = 0; cell < cells; cell += 1) sum += g[cell * k + c] ?? 0;
      return sum / cells;
    });
    return sumOf(a, k, (at, c) => (alpha[c] ?? 0) * (a[at] ?? 0));
  },
  hiResCam: ({ activation: a, channels: k }: Oracle, g: Float64Array): number[] =>
    sumOf(a, k, (at) => (g[at] ?? 0) * (a[at] ?? 0)),
  layerCam: ({ activation: a, channels: k }: Oracle, g: Float64Array): number[] =>
    sumOf(a, k, (at) => Math.max(0, g[at] ?? 0) * (a[at] ?? 0)),
  gradCamPlusPlus({ activation: a, channels: k }: Oracle, g: Float64Array): number[] {
    const cells = a.length / k;
    const weights = Array.from({ length: k }, (_, c) => {
      let all = 0;
      for (let cell = 0; cell < cells; cell += 1) all += a[cell * k + c] ?? 0;
      let weight = 0;
      for (let cell = 0; cell < cells; cell += 1) {
        const d = g[cell * k + c] ?? 0;
        const below = 2 * d ** 2 + d ** 3 * all;
        if (below !== 0) weight += (d ** 2 / below) * Math.max(0, d);
      }
      return weight;
    });
    return sumOf(a, k, (at, c) => (weights[c] ?? 0) * (a[at] ?? 0));
  },
};

function sumOf(a: Float64Array, k: number, term: (at: number, channel: number) => number): number[] {
  return Array.from({ length: a.length / k }, (_, cell) => {
    let sum = 0;
    for (let c = 0; c < k; c += 1) sum += term(cell * k + c, c);
    return Math.max(0, sum);
  });
}

/** Maximum difference relative to the maximum magnitude of the map. */
function expectAgreement(ours: Float32Array, theirs: ArrayLike<number>, what: string): void {
  let [most, worst] = [0, 0];
  for (let i = 0; i < ours.length; i += 1) {
    most = Math.max(most, Math.abs(theirs[i] ?? 0));
    worst = Math.max(worst, Math.abs((ours[i] ?? 0) - (theirs[i] ?? 0)));
  }
  expect(ours.length, what).toBe(theirs.length);
  expect(worst, what).toBeLessThanOrEqual(1e-4 * Math.max(most, 1e-6));
}

describe('maps agree with jax-js to 1e-4', () => {
  it.each(['gradCam', 'hiResCam', 'layerCam', 'gradCamPlusPlus'] as const)('%s', async (method) => {
    let speaking = 0;
    for (const layer of ['maxPooling2d', 'maxPooling2d_1']) {
      const image = pixels();
      const index = model.chain.layers.findIndex(({ name }) => name === layer);
      const reference = oracle(model, image, index);
      for (const of of ['logit', 'probability'] as const) {
        const explainer = await openExplainer(model, { method, layer, of });
        const { maps } = explainer.explain(image);
        expect(maps).toHaveLength(CLASSES);
        for (const { classIndex, values, height, width, peak, isZero } of maps) {
          expect([height, width]).toEqual([reference.height, reference.width]);
          // For a pooling window of zeros, the gradient goes to the first position here, but to all in jax-js. Before a
          // pool over relu, gradients at activation 0 therefore differ unless multiplied by it.
          const g = reference.gradient(classIndex, of);
          const expected = FORMULAS[method](reference, g);
          expectAgreement(values, expected, `${method} ${layer} ${of} ${classIndex}`);
          expect(peak).toBeCloseTo(Math.max(...values), 6);
          expect(isZero).toBe(values.every((value) => value <= 0));
          if (!isZero) speaking += 1;
        }
      }
    }
    expect(speaking).toBeGreaterThan(4);
  });

  it('integrated gradients, whose sum is the score difference between the image and black', async () => {
    const image = pixels(5);
    const steps = 16;
    const explainer = await openExplainer(model, { method: 'integratedGradients', steps });
    const { maps, logits } = explainer.explain(image, () => [0, 2]);
    const black = (await openExplainer(model)).explain(new Uint8Array(image.length)).logits;
    for (const { classIndex, values } of maps) {
      const sum = new Float64Array(image.length);
      for (let step = 0; step < steps; step += 1) {
        const at = Float32Array.from(image, (value) => ((step + 0.5) / steps) * value);
        oracle(model, at, -1)
          .gradient(classIndex, 'logit')
          .forEach((value, i) => {
            sum[i] = (sum[i] ?? 0) + value / steps;
          });
      }
      const expected = Float64Array.from({ length: image.length / 3 }, (_, cell) =>
        [0, 1, 2].reduce((total, c) => total + (sum[cell * 3 + c] ?? 0) * (image[cell * 3 + c] ?? 0), 0),
      );
      expectAgreement(values, expected, `integratedGradients ${classIndex}`);
      const gain = (logits[classIndex] ?? 0) - (black[classIndex] ?? 0);
      const total = values.reduce((all, value) => all + value, 0);
      expect(Math.abs(total - gain)).toBeLessThan(0.05 * Math.abs(gain) + 0.02);
    }
  });

  it('CAM, the weighted sum of the channels, which equals Grad-CAM up to a factor', async () => {
    const pooled = sequential(
      [
        layers.rescaling({ scale: 1 / 255 }),
        layers.conv2d({ filters: 6, kernelSize: 3, activation: 'relu' }),
        layers.globalAveragePooling2d(),
        layers.dense({ units: 3, activation: 'softmax' }),
      ],
      { inputShape: [HEIGHT, WIDTH, 3], seed: 4 },
    );
    const { maps, logits } = (await openExplainer(pooled, { method: 'cam' })).explain(pixels());
    const first = { ...pooled.chain, layers: pooled.chain.layers.slice(0, 2) };
    const activation = jaxLogits(
      first,
      jaxParams(pooled.chain, flat(pooled)),
      array(pixels(), pooled.inputShape),
    ).dataSync();
    const kernel = pooled.weights().find(({ name }) => name === 'dense/kernel')?.data ?? new Float32Array();
    const bias = pooled.weights().find(({ name }) => name === 'dense/bias')?.data ?? new Float32Array();
    const gradCam = (await openExplainer(pooled)).explain(pixels()).maps;
    for (const { classIndex, values } of maps) {
      const expected = Array.from({ length: values.length }, (_, cell) => {
        let sum = 0;
        for (let c = 0; c < 6; c += 1) sum += (activation[cell * 6 + c] ?? 0) * (kernel[c * 3 + classIndex] ?? 0);
        return sum;
      });
      expectAgreement(values, expected, `cam ${classIndex}`);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean + (bias[classIndex] ?? 0)).toBeCloseTo(logits[classIndex] ?? 0, 4);
      expectAgreement(
        gradCam[classIndex]?.values ?? new Float32Array(),
        expected.map((value) => Math.max(0, value) / expected.length),
        `gradCam ${classIndex}`,
      );
    }
  });

  it('occlusion, the mean drop of the score over the patches that cover a cell', async () => {
    const image = pixels(3);
    const patches = { height: 10, width: 17, stepY: 10, stepX: 17 };
    const { maps, logits } = (await openExplainer(model, { method: 'occlusion', patches })).explain(image);
    const mean = [0, 1, 2].map((c) => {
      let sum = 0;
      for (let i = c; i < image.length; i += 3) sum += image[i] ?? 0;
      return Math.round((sum * 3) / image.length);
    });
    for (let row = 0; row < 4; row += 1)
      for (let column = 0; column < 2; column += 1) {
        const covered = image.slice();
        for (let y = row * 10; y < row * 10 + 10; y += 1)
          for (let x = column * 17; x < column * 17 + 17; x += 1) covered.set(mean, (y * WIDTH + x) * 3);
        const scores = jaxLogits(
          model.chain,
          jaxParams(model.chain, flat(model)),
          array(covered, model.inputShape),
        ).dataSync();
        for (const { classIndex, values, height, width } of maps) {
          expect([height, width]).toEqual([4, 2]);
          expect(values[row * 2 + column]).toBeCloseTo((logits[classIndex] ?? 0) - (scores[classIndex] ?? 0), 4);
        }
      }
  });

  it('SmoothGrad, the mean gradient over noisy copies, with reproducible noise', async () => {
    const image = pixels(1);
    const plain = (await openExplainer(model, { method: 'smoothGrad', copies: 1, noise: 0 })).explain(image, () => [1]);
    const g = oracle(model, image, -1).gradient(1, 'logit');
    const expected = Float64Array.from({ length: g.length / 3 }, (_, cell) =>
      Math.max(...[0, 1, 2].map((c) => Math.abs(g[cell * 3 + c] ?? 0))),
    );
    expectAgreement(plain.maps[0]?.values ?? new Float32Array(), expected, 'smoothGrad');
    const noisy = async (seed: number) =>
      (await openExplainer(model, { method: 'smoothGrad', copies: 3, seed })).explain(image, () => [1]).maps[0]?.values;
    expect(await noisy(1)).toEqual(await noisy(1));
    expect(await noisy(1)).not.toEqual(await noisy(2));
  });
});

describe('maps of the logit instead of the probability', () => {
  /** Two classes share all probability, as the other two have very low logits; all evidence is for both. */
  const dominated = () => {
    const one = sequential(
      model.chain.layers.map(({ spec, name }) => ({ ...spec, name })),
      { inputShape: model.inputShape, seed: 11 },
    );
    one.setWeights(
      model.weights().map(({ name, data }) => ({
        name,
        data:
          name === 'dense_1/bias'
            ? Float32Array.from([0, 0, -60, -60])
            : name === 'dense_1/kernel'
              ? data.map((_, i) => Math.abs(data[i % CLASSES === 1 ? i + 1 : i] ?? 0))
              : data,
      })),
    );
    return one;
  };

  it('may overlap for the two leading classes, unlike maps of the probability', async () => {
    const one = dominated();
    const layer = 'maxPooling2d_1';
    const [softmax, logit] = [
      await openExplainer(one, { layer, of: 'probability' }),
      await openExplainer(one, { layer, of: 'logit' }),
    ];
    let [overlapOfLogits, cells] = [0, 0];
    for (let shift = 0; shift < 30; shift += 1) {
      const soft = softmax.explain(pixels(shift * 13));
      const [p = 0, q = 0] = soft.probabilities;
      expect(p + q).toBeCloseTo(1, 6);
      const [a, b] = soft.maps;
      const [c, d] = logit.explain(pixels(shift * 13)).maps;
      for (let cell = 0; cell < (a?.values.length ?? 0); cell += 1) {
        cells += 1;
        expect((a?.values[cell] ?? 0) > 0 && (b?.values[cell] ?? 0) > 0).toBe(false);
        if ((c?.values[cell] ?? 0) > 0 && (d?.values[cell] ?? 0) > 0) overlapOfLogits += 1;
      }
    }
    expect(cells).toBeGreaterThan(500);
    expect(overlapOfLogits).toBeGreaterThan(0);
  });
});

describe('errors', () => {
  const dense = sequential([layers.flatten(), layers.dense({ units: 2, activation: 'softmax' })], {
    inputShape: [4, 4, 3],
  });

  it.each([
    [model, { layer: 'conv2d_7' }, /unknown layer "conv2d_7"; did you mean "conv2d_1"\?/],
    [model, { layer: 'conv2d_7' }, /conv2d \(40x34\), maxPooling2d \(20x17\)/],
    [model, { layer: 'dense' }, /layer dense is not spatial/],
    [model, { method: 'cam' as const }, /ends in a global average pool/],
    [model, { method: 'occlusion' as const, layer: 'conv2d' }, /takes no layer/],
    [dense, {}, /no spatial layer/],
  ])('%#', async (one, options, message) => {
    const failure = await openExplainer(one, options).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'UserError', exitCode: 2 });
    const { message: text, remedy } = failure as { message: string; remedy?: string };
    expect(`${text} ${remedy ?? ''}`).toMatch(message);
  });

  it('explains a model without a spatial layer by its input', async () => {
    const { maps } = (await openExplainer(dense, { method: 'integratedGradients' })).explain(
      new Uint8Array(48).fill(9),
    );
    expect(maps.map(({ height, width }) => [height, width])).toEqual([
      [4, 4],
      [4, 4],
    ]);
  });
});
