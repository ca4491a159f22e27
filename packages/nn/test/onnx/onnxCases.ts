// Models for the ONNX tests: every layer with every option, and networks of them.
import { type LayerSpec, layers, type Padding } from '../../src/layers/index.ts';
import { Sequential } from '../../src/model.ts';
import { streamKey, uniform } from '../../src/random.ts';

// Weights that are not what layers begin with, so that biases and statistics count; variances stay positive.
export function modelOf(specs: LayerSpec[], inputShape: number[], seed: number): Sequential {
  const model = new Sequential(specs, { inputShape, seed });
  const weights = model.weights().map(({ name, data }) => {
    const shift = uniform(streamKey(seed, name), data.length, -0.2, 0.2);
    return { name, data: data.map((value, i) => value + shift[i]!) };
  });
  model.setWeights(weights);
  return model;
}

/** Name, layers, shape of the input. */
export const cases: [string, LayerSpec[], number[]][] = [];
export const convolution = layers.conv2d({ filters: 5, kernelSize: 3, padding: 'same' });
for (const padding of ['same', 'valid'] as Padding[]) {
  for (const strides of [1, 2, 3, [2, 1]] as (number | [number, number])[]) {
    const slide = `strides ${strides}, ${padding}`;
    for (const size of [1, 2, 3, 5, [4, 2]] as (number | [number, number])[]) {
      const options = { strides, padding };
      cases.push(
        [`conv2d ${size}, ${slide}`, [layers.conv2d({ filters: 4, kernelSize: size, ...options })], [11, 12, 3]],
        [
          `depthwiseConv2d ${size}, ${slide}`,
          [layers.depthwiseConv2d({ kernelSize: size, depthMultiplier: 2, ...options })],
          [11, 12, 3],
        ],
        [
          `separableConv2d ${size}, ${slide}`,
          [layers.separableConv2d({ filters: 5, kernelSize: size, depthMultiplier: 2, ...options })],
          [11, 12, 3],
        ],
        [`maxPooling2d ${size}, ${slide}`, [layers.maxPooling2d({ poolSize: size, ...options })], [11, 12, 3]],
        [`averagePooling2d ${size}, ${slide}`, [layers.averagePooling2d({ poolSize: size, ...options })], [11, 12, 3]],
      );
    }
  }
}
for (const keepdims of [false, true]) {
  cases.push(
    [`globalAveragePooling2d, keepdims ${keepdims}`, [layers.globalAveragePooling2d({ keepdims })], [7, 6, 3]],
    [`globalMaxPooling2d, keepdims ${keepdims}`, [layers.globalMaxPooling2d({ keepdims })], [7, 6, 3]],
  );
}
for (const activation of ['linear', 'relu', 'leakyRelu', 'elu', 'gelu', 'tanh', 'sigmoid', 'softmax'] as const) {
  const dense = layers.dense({ units: 6, activation });
  cases.push(
    [`${activation} on planes`, [convolution, layers.activation({ activation })], [5, 7, 2]],
    [`${activation} of conv2d`, [layers.conv2d({ filters: 6, kernelSize: 3, activation })], [5, 7, 2]],
    [`${activation} of depthwiseConv2d`, [layers.depthwiseConv2d({ kernelSize: 3, activation })], [5, 7, 2]],
    [
      `${activation} of separableConv2d`,
      [layers.separableConv2d({ filters: 3, kernelSize: 3, activation })],
      [5, 7, 2],
    ],
    [`${activation} of dense, at the end`, [layers.flatten(), dense], [3, 4, 2]],
    [`${activation} of dense, in the middle`, [layers.flatten(), dense, layers.dense({ units: 2 })], [3, 4, 2]],
  );
}
cases.push(
  [
    'leakyRelu with a slope',
    [convolution, layers.activation({ activation: 'leakyRelu', negativeSlope: 0.35 })],
    [5, 5, 1],
  ],
  ['the layer leakyRelu', [convolution, layers.leakyRelu()], [5, 5, 1]],
  ['elu with an alpha', [convolution, layers.activation({ activation: 'elu', alpha: 0.4 })], [5, 5, 1]],
  ['gelu by tanh', [convolution, layers.activation({ activation: 'gelu', approximate: true })], [5, 5, 1]],
  ['softmax as a layer', [layers.flatten(), layers.dense({ units: 4 }), layers.softmax()], [3, 3, 1]],
  ['rescaling', [layers.rescaling({ scale: 0.25, offset: -0.5 }), convolution], [4, 5, 3]],
  [
    'normalization, a number each',
    [layers.normalization({ mean: [0.1, -0.2, 0.3], variance: [1, 2, 0.5] })],
    [4, 5, 3],
  ],
  ['normalization, one number', [layers.normalization({ mean: 0.1, variance: 0.3 }), convolution], [4, 5, 3]],
  ['batchNormalization', [convolution, layers.batchNormalization()], [6, 5, 2]],
  ['batchNormalization of a vector', [layers.flatten(), layers.batchNormalization({ epsilon: 0.1 })], [2, 3, 2]],
  [
    'batchNormalization, no scale, no offset',
    [convolution, layers.batchNormalization({ scale: false, center: false })],
    [4, 4, 1],
  ],
  ['layerNormalization', [convolution, layers.layerNormalization()], [6, 5, 2]],
  ['layerNormalization of a vector', [layers.flatten(), layers.layerNormalization({ epsilon: 0.1 })], [2, 3, 2]],
  [
    'layerNormalization, no scale, no offset',
    [convolution, layers.layerNormalization({ scale: false, center: false })],
    [4, 4, 1],
  ],
  [
    'layers of training alone',
    [layers.randomFlip(), layers.dropout({ rate: 0.5 }), layers.spatialDropout2d({ rate: 0.5 }), convolution],
    [4, 4, 1],
  ],
  [
    'no bias',
    [
      layers.conv2d({ filters: 2, kernelSize: 3, useBias: false }),
      layers.flatten(),
      layers.dense({ units: 3, useBias: false }),
    ],
    [5, 4, 2],
  ],
  [
    'one pixel',
    [layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same' }), layers.flatten(), layers.dense({ units: 1 })],
    [1, 1, 3],
  ],
  [
    'a whole network',
    [
      layers.rescaling({ scale: 0.5 }),
      layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same' }),
      layers.batchNormalization(),
      layers.activation({ activation: 'gelu' }),
      layers.separableConv2d({ filters: 12, kernelSize: 5, padding: 'same', activation: 'relu' }),
      layers.averagePooling2d(),
      layers.globalAveragePooling2d(),
      layers.dropout({ rate: 0.3 }),
      layers.dense({ units: 4, activation: 'softmax' }),
    ],
    [33, 31, 3],
  ],
);
