// Exported ONNX files load as the same models: every layer, both kinds of input, the same bits.
import {
  imageBytes,
  type LayerSpec,
  layers,
  onnxModel,
  type Sequential,
  sequential,
  streamKey,
  uniform,
} from '@toonvision/nn';
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildImportedModel } from '../src/imports/importedModel.ts';
import { readOnnx } from '../src/imports/onnx/index.ts';

const ACTIVATIONS = ['linear', 'relu', 'leakyRelu', 'elu', 'gelu', 'tanh', 'sigmoid', 'softmax'] as const;

function modelOf(specs: readonly LayerSpec[], inputShape: number[], seed = 3): Sequential {
  const model = sequential([...specs], { inputShape, seed });
  model.setWeights(
    model.weights().map(({ name, data }) => {
      const shift = uniform(streamKey(seed, name), data.length, -0.2, 0.2);
      return { name, data: data.map((value, at) => value + (shift[at] ?? 0)) };
    }),
  );
  return model;
}

/** Maximum difference of predictions for random bytes, and the loaded model. */
async function again(model: Sequential, input: 'bytes' | 'floats'): Promise<{ read: Sequential; off: number }> {
  const read = buildImportedModel(readOnnx(onnxModel(model, { input }), 'own.onnx'), 'own.onnx');
  const [height = 0, width = 0, channels = 0] = model.inputShape;
  const pixels = Uint8Array.from(uniform(streamKey(1, 'pixels'), 3 * height * width * channels, 0, 256));
  const images = imageBytes(pixels, { height, width, channels });
  const [before, after] = await Promise.all([
    model.predict(images, { threads: 0 }),
    read.predict(images, { threads: 0 }),
  ]);
  expect(after.probabilities.length).toBe(before.probabilities.length);
  let off = 0;
  const scale = before.probabilities.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
  for (const [at, value] of before.probabilities.entries()) {
    const one = Math.abs(value - (after.probabilities[at] ?? Number.NaN)) / scale;
    if (!(one <= off)) off = one;
  }
  return { read, off };
}

const kindsOf = (model: Sequential) => model.chain.layers.map(({ spec }) => spec.kind);

const conv = layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' });
const head = [layers.flatten(), layers.dense({ units: 3, activation: 'softmax' })];
const scale = layers.rescaling({ scale: 1 / 255 });
const same: [string, LayerSpec[]][] = [
  ['rescaling with an offset', [layers.rescaling({ scale: 1 / 127.5, offset: -1 }), conv, ...head]],
  [
    'normalization',
    [scale, layers.normalization({ mean: [0.4, 0.5, 0.6], variance: [0.04, 0.09, 0.05] }), conv, ...head],
  ],
  [
    'conv2d, valid, strides, no bias',
    [scale, layers.conv2d({ filters: 5, kernelSize: [3, 2], strides: [2, 1], useBias: false }), ...head],
  ],
  ['depthwiseConv2d', [scale, layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same' }), ...head]],
  [
    'separableConv2d',
    [scale, layers.separableConv2d({ filters: 5, kernelSize: 3, depthMultiplier: 2, activation: 'relu' }), ...head],
  ],
  ['maxPooling2d', [scale, conv, layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }), ...head]],
  ['averagePooling2d', [scale, conv, layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }), ...head]],
  ['globalAveragePooling2d', [scale, conv, layers.globalAveragePooling2d(), layers.dense({ units: 2 })]],
  [
    'globalMaxPooling2d, keepdims',
    [scale, conv, layers.globalMaxPooling2d({ keepdims: true }), layers.conv2d({ filters: 2, kernelSize: 1 })],
  ],
  ['batchNormalization', [scale, conv, layers.batchNormalization(), ...head]],
  [
    'batchNormalization of a vector',
    [scale, layers.flatten(), layers.batchNormalization({ epsilon: 0.1 }), layers.dense({ units: 2 })],
  ],
  ['layerNormalization', [scale, conv, layers.layerNormalization(), ...head]],
  [
    'layerNormalization of a vector',
    [scale, layers.flatten(), layers.layerNormalization(), layers.dense({ units: 2 })],
  ],
  ['softmax as a separate layer after a pool', [scale, conv, layers.maxPooling2d(), layers.softmax(), ...head]],
  ['image output', [scale, conv]],
  ...ACTIVATIONS.flatMap((activation): [string, LayerSpec[]][] => [
    [`conv2d with ${activation}`, [scale, layers.conv2d({ filters: 4, kernelSize: 3, activation }), ...head]],
    [`dense with ${activation}`, [scale, layers.flatten(), layers.dense({ units: 4, activation })]],
    [`${activation} after a pool`, [scale, conv, layers.maxPooling2d(), layers.activation({ activation }), ...head]],
  ]),
  [
    'leakyRelu with a slope',
    [
      scale,
      layers.conv2d({ filters: 2, kernelSize: 3 }),
      layers.activation({ activation: 'leakyRelu', negativeSlope: 0.3 }),
      ...head,
    ],
  ],
  ['leakyRelu', [scale, conv, layers.maxPooling2d(), layers.leakyRelu(), ...head]],
  [
    'elu with an alpha',
    [
      scale,
      layers.conv2d({ filters: 2, kernelSize: 3 }),
      layers.activation({ activation: 'elu', alpha: 0.3 }),
      ...head,
    ],
  ],
  [
    'gelu by tanh',
    [
      scale,
      layers.conv2d({ filters: 2, kernelSize: 3 }),
      layers.activation({ activation: 'gelu', approximate: true }),
      ...head,
    ],
  ],
];

describe('an exported ONNX file', () => {
  it.each(same)('loads %s with the same bits', async (_, specs) => {
    const model = modelOf(specs, [9, 8, 3]);
    for (const input of ['bytes', 'floats'] as const) {
      const { read, off } = await again(model, input);
      expect([input, off]).toEqual([input, 0]);
      expect(read.parameters).toBe(model.parameters);
    }
  });

  it('keeps the names of layers and drops layers that only act in training', async () => {
    const model = modelOf(
      [
        ...[layers.randomFlip(), scale, conv, layers.maxPooling2d({ poolSize: 2 }), layers.dropout({ rate: 0.2 })],
        ...[layers.separableConv2d({ filters: 4, kernelSize: 3 }), layers.globalAveragePooling2d()],
        layers.dense({ units: 2, activation: 'softmax', name: 'logits' }),
      ],
      [12, 10, 3],
    );
    const { read } = await again(model, 'bytes');
    const names = ['rescaling', 'conv2d', 'max_pooling2d', 'separableConv2d', 'globalAveragePooling2d', 'logits'];
    expect(kindsOf(read)).toEqual([
      'rescaling',
      'conv2d',
      'maxPooling2d',
      'separableConv2d',
      'globalAveragePooling2d',
      'dense',
    ]);
    expect(read.chain.layers.map(({ name }) => name)).toEqual(
      names.map((name) => (name === 'max_pooling2d' ? 'maxPooling2d' : name)),
    );
  });

  it('loads random chains with outputs within 1e-6', async () => {
    const size = fc.constantFrom<number | [number, number]>(1, 2, 3, 4, [3, 1], [2, 5]);
    const slide = {
      strides: fc.constantFrom<number | [number, number]>(1, 1, 2, [1, 3]),
      padding: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
    };
    const kernel = { ...slide, kernelSize: size, activation: fc.constantFrom(...ACTIVATIONS), useBias: fc.boolean() };
    const count = fc.integer({ min: 1, max: 6 });
    const layer: fc.Arbitrary<LayerSpec> = fc.oneof(
      fc.record({ ...kernel, filters: count }).map(layers.conv2d),
      fc.record({ ...kernel, depthMultiplier: fc.integer({ min: 1, max: 3 }) }).map(layers.depthwiseConv2d),
      fc.record({ ...kernel, filters: count }).map(layers.separableConv2d),
      fc.record({ ...slide, poolSize: size }).map(layers.maxPooling2d),
      fc.record({ ...slide, poolSize: size }).map(layers.averagePooling2d),
      fc.constant(layers.batchNormalization()),
      fc.constant(layers.layerNormalization({ epsilon: 0.1 })),
      fc.constantFrom(...ACTIVATIONS).map((activation) => layers.activation({ activation })),
    );
    const side = fc.integer({ min: 1, max: 15 });
    const shape = fc.tuple(side, side, fc.integer({ min: 1, max: 4 }));
    const end = fc.constantFrom<LayerSpec[]>([], head, [layers.globalMaxPooling2d()]);
    await fc.assert(
      fc.asyncProperty(fc.array(layer, { minLength: 1, maxLength: 5 }), end, shape, async (chain, last, inputShape) => {
        let model: Sequential;
        try {
          model = modelOf([scale, ...chain, ...last], inputShape);
        } catch {
          return fc.pre(false);
        }
        const { off } = await again(model, 'floats');
        expect(off).toBeLessThanOrEqual(1e-6);
      }),
      { numRuns: propertyRuns(80) },
    );
  });
});
