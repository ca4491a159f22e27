// Gradient check cases of activations, as layers and as options, and of normalization layers.
import { type ActivationName, type LayerSpec, layers } from '../../src/layers/index.ts';
import type { GradientCase } from './gradientCase.ts';

const cases: GradientCase[] = [];

function add(name: string, specs: LayerSpec[], inputShape: GradientCase['inputShape']): void {
  cases.push({ name, layers: specs, inputShape });
}

const conv = (filters = 5) => layers.conv2d({ filters, kernelSize: 3, padding: 'same' });

const activations: [string, LayerSpec][] = [
  ...(['relu', 'leakyRelu', 'elu', 'gelu', 'tanh', 'sigmoid', 'softmax', 'linear'] as ActivationName[]).map(
    (activation): [string, LayerSpec] => [activation, layers.activation({ activation })],
  ),
  ['leakyRelu, slope 0.05', layers.activation({ activation: 'leakyRelu', negativeSlope: 0.05 })],
  ['elu, alpha 1.7', layers.activation({ activation: 'elu', alpha: 1.7 })],
  ['gelu with tanh', layers.activation({ activation: 'gelu', approximate: true })],
];

for (const [name, layer] of activations) {
  // Widths that fill no vector, a border behind, and the image itself in front.
  add(`activation ${name} between convolutions`, [conv(), layer, conv(2)], [6, 7, 3]);
  add(
    `activation ${name} of a vector`,
    [layers.flatten(), layers.dense({ units: 6 }), layer, layers.dense({ units: 3 })],
    [3, 3, 2],
  );
  add(`activation ${name} first and last`, [layer, conv(), layer], [5, 9, 2]);
}

for (const [name, layer] of activations) {
  // Where the function never turns values around, the pools go first.
  add(
    `activation ${name}, pools behind it, of a convolution and of a normalisation`,
    [
      conv(),
      layer,
      layers.maxPooling2d(),
      layers.layerNormalization(),
      layer,
      layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' }),
      layer,
    ],
    [12, 13, 3],
  );
}

for (const activation of ['leakyRelu', 'elu', 'gelu', 'tanh', 'sigmoid'] as ActivationName[]) {
  add(
    `conv2d with ${activation}, pools behind`,
    [
      layers.conv2d({ filters: 5, kernelSize: 3, padding: 'same', activation }),
      layers.maxPooling2d(),
      layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation }),
      layers.flatten(),
      layers.dense({ units: 5, activation }),
      layers.dense({ units: 2 }),
    ],
    [9, 10, 3],
  );
}

add(
  'leakyRelu between convolutions, before a pool and of a vector',
  [
    conv(),
    layers.leakyRelu(),
    conv(2),
    layers.leakyRelu({ negativeSlope: 0.1 }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.flatten(),
    layers.leakyRelu(),
  ],
  [8, 9, 3],
);
add(
  'normalization by numbers of each channel',
  [layers.normalization({ mean: [0.1, -0.2, 0.5], variance: [0.3, 1.5, 0.01] }), conv()],
  [5, 6, 3],
);
add(
  'normalization by one mean and variance, of planes and of a vector',
  [
    conv(3),
    layers.normalization({ mean: 0.3, variance: 2 }),
    conv(2),
    layers.flatten(),
    layers.normalization({ mean: -0.1, variance: 0.5 }),
  ],
  [5, 6, 2],
);

for (const options of [{}, { center: false }, { scale: false }, { scale: false, center: false }, { epsilon: 0.5 }]) {
  const name = JSON.stringify(options);
  add(
    `layerNormalization ${name} between convolutions`,
    [conv(), layers.layerNormalization(options), conv(2)],
    [6, 7, 3],
  );
  add(
    `layerNormalization ${name} of a vector`,
    [layers.flatten(), layers.dense({ units: 7 }), layers.layerNormalization(options), layers.dense({ units: 3 })],
    [3, 4, 2],
  );
  add(
    `layerNormalization ${name} first and last`,
    [layers.layerNormalization(options), conv(6), layers.layerNormalization(options)],
    [5, 9, 4],
  );
}

export const normalizingCases: readonly GradientCase[] = cases;
