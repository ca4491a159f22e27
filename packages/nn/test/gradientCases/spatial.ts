// Gradient check cases of dense layers and of layers with sliding windows.
import { type LayerSpec, layers, type Padding } from '../../src/layers/index.ts';
import type { GradientCase } from './gradientCase.ts';

const paddings: Padding[] = ['same', 'valid'];
const cases: GradientCase[] = [];

function add(name: string, specs: LayerSpec[], inputShape: GradientCase['inputShape'], levels?: number): void {
  cases.push({ name, layers: specs, inputShape, levels });
}

for (const padding of paddings) {
  for (const strides of [1, 2, 3, [2, 1], [1, 3]] as (number | [number, number])[]) {
    const slide = `strides ${strides}, ${padding}`;
    for (const kernelSize of [1, 2, 3, 4, 5, [3, 2]] as (number | [number, number])[]) {
      const options = { kernelSize, strides, padding };
      add(`conv2d, kernel ${kernelSize}, ${slide}`, [layers.conv2d({ filters: 5, ...options })], [9, 11, 3]);
      add(
        `depthwiseConv2d, kernel ${kernelSize}, ${slide}`,
        [layers.depthwiseConv2d({ depthMultiplier: 2, ...options })],
        [9, 11, 3],
      );
    }
    for (const poolSize of [1, 2, 3, [2, 4]] as (number | [number, number])[]) {
      const options = { poolSize, strides, padding };
      // A convolution first, so that a gradient must flow through the pools; without it they come first of all.
      const first = layers.conv2d({ filters: 2, kernelSize: 2 });
      add(`maxPooling2d, pool ${poolSize}, ${slide}`, [first, layers.maxPooling2d(options)], [9, 11, 2]);
      add(`averagePooling2d, pool ${poolSize}, ${slide}`, [layers.averagePooling2d(options)], [9, 11, 2]);
    }
    add(
      `separableConv2d, ${slide}`,
      [layers.separableConv2d({ filters: 6, kernelSize: 3, strides, padding, depthMultiplier: 2, activation: 'relu' })],
      [10, 9, 3],
    );
  }
  add(
    `every size, ${padding}: relu after strides, pools after each`,
    [
      layers.conv2d({ filters: 6, kernelSize: 3, strides: 2, padding, activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.separableConv2d({ filters: 7, kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.maxPooling2d(),
      layers.globalAveragePooling2d(),
      layers.dense({ units: 4, activation: 'relu' }),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
    [33, 29, 3],
  );
}

// Widths on both sides of whole vectors and of the blocks of 8 and 16 pixels that kernels work on.
for (const width of [1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 15, 16, 17, 24, 33]) {
  const shape: GradientCase['inputShape'] = [3, width, 2];
  const same = { kernelSize: 3, padding: 'same' } as const;
  add(`strided conv2d, ${width} wide`, [layers.conv2d({ filters: 3, strides: [2, 1], ...same })], shape);
  add(`depthwiseConv2d, ${width} wide`, [layers.depthwiseConv2d(same)], shape);
  add(`maxPooling2d, ${width} wide`, [layers.maxPooling2d({ poolSize: 3, strides: 1, padding: 'same' })], shape);
  add(
    `averagePooling2d, ${width} wide`,
    [layers.averagePooling2d({ poolSize: 3, strides: 1, padding: 'same' })],
    shape,
  );
  add(`globalMaxPooling2d, ${width} wide`, [layers.globalMaxPooling2d()], shape);
  add(`globalAveragePooling2d, ${width} wide`, [layers.globalAveragePooling2d()], shape);
}

for (const filters of [1, 3, 4, 5, 8, 17]) {
  add(
    `conv2d of ${filters} filters on ${filters} channels, strides 2`,
    [layers.conv2d({ filters, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' })],
    [7, 6, filters],
  );
}

const pixel: GradientCase['inputShape'] = [1, 1, 3];
const windowed = { strides: 2, padding: 'same' } as const;
add('one pixel: conv2d', [layers.conv2d({ filters: 2, kernelSize: 3, ...windowed })], pixel);
add('one pixel: depthwiseConv2d', [layers.depthwiseConv2d({ kernelSize: 3, ...windowed })], pixel);
add('one pixel: separableConv2d', [layers.separableConv2d({ filters: 2, kernelSize: 5, ...windowed })], pixel);
add('one pixel: maxPooling2d', [layers.maxPooling2d({ poolSize: 3, ...windowed })], pixel);
add('one pixel: averagePooling2d', [layers.averagePooling2d({ poolSize: 3, ...windowed })], pixel);
add('one pixel: global', [layers.globalMaxPooling2d({ keepdims: true }), layers.globalAveragePooling2d()], pixel);
add('one class', [layers.flatten(), layers.dense({ units: 1 })], [3, 3, 1]);
add('no bias', [layers.conv2d({ filters: 5, kernelSize: 3, strides: 2, useBias: false })], [8, 8, 2]);
add('no bias, depthwise', [layers.depthwiseConv2d({ kernelSize: 3, useBias: false })], [8, 8, 2]);
add('no bias, separable', [layers.separableConv2d({ filters: 3, kernelSize: 3, useBias: false })], [8, 8, 2]);
add('strides past the kernel', [layers.conv2d({ filters: 3, kernelSize: 2, strides: 4 })], [13, 15, 2]);
add('strides past the pool', [layers.averagePooling2d({ poolSize: 2, strides: [5, 3] })], [13, 15, 2]);
add('strides past the pool, maxima', [layers.maxPooling2d({ poolSize: 2, strides: [5, 3] })], [13, 15, 2]);
add('kernel larger than the image', [layers.conv2d({ filters: 3, kernelSize: 7, ...windowed })], [4, 3, 2]);
add('pool larger than 255 positions', [layers.maxPooling2d({ poolSize: 17 })], [36, 35, 2]);
add('pool larger than the image', [layers.maxPooling2d({ poolSize: 9, strides: 4, padding: 'same' })], [5, 6, 2]);
add(
  '5x5 kernels',
  [layers.conv2d({ filters: 4, kernelSize: 5, padding: 'same', activation: 'relu' }), layers.maxPooling2d()],
  [15, 14, 3],
);
add(
  'dense on its own',
  [layers.flatten(), layers.dense({ units: 7, activation: 'relu' }), layers.dense({ units: 5 })],
  [3, 5, 2],
);
add(
  'rescaling in the middle',
  [layers.conv2d({ filters: 2, kernelSize: 2 }), layers.rescaling({ scale: 0.3, offset: -0.1 })],
  [4, 5, 2],
);
add(
  'rescaling first',
  [layers.rescaling({ scale: 0.3, offset: -0.1 }), layers.conv2d({ filters: 2, kernelSize: 2 })],
  [4, 5, 2],
);

const ties: [string, LayerSpec][] = [
  ['maxPooling2d side by side', layers.maxPooling2d({ poolSize: 3 })],
  ['maxPooling2d overlapping', layers.maxPooling2d({ poolSize: 3, strides: 1, padding: 'same' })],
  ['maxPooling2d with gaps', layers.maxPooling2d({ poolSize: 2, strides: 3 })],
  ['globalMaxPooling2d', layers.globalMaxPooling2d()],
];
for (const [name, spec] of ties) {
  add(`ties: ${name}`, [spec], [13, 14, 2], 1);
  add(
    `ties after a convolution: ${name}`,
    [layers.conv2d({ filters: 3, kernelSize: 1, activation: 'relu' }), spec],
    [13, 14, 1],
    1,
  );
}

export const spatialCases: readonly GradientCase[] = cases;
