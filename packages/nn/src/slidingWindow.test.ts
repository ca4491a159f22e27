// Windows along an axis against their definition, and shapes, costs and errors of the layers that slide them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildChain } from './chain.ts';
import { type LayerSpec, layers } from './layers/index.ts';
import { windowsAlong } from './slidingWindow.ts';

describe('windowsAlong', () => {
  // What TensorFlow's tf.nn.max_pool2d and Keras' layers give.
  it.each([
    [5, 2, 2, 'valid', 2, 0, 0],
    [5, 2, 2, 'same', 3, 0, 1],
    [5, 3, 2, 'same', 3, 1, 1],
    [6, 3, 2, 'same', 3, 0, 1],
    [6, 5, 2, 'same', 3, 1, 2],
    [7, 1, 3, 'same', 3, 0, 0],
    [7, 1, 3, 'valid', 3, 0, 0],
    [1, 3, 2, 'same', 1, 1, 1],
    [224, 7, 2, 'same', 112, 2, 3],
    [224, 7, 2, 'valid', 109, 0, 0],
    [10, 4, 1, 'same', 10, 1, 2],
    [3, 4, 4, 'valid', 0, 0, 0],
  ] as const)('%i long, window %i, stride %i, %s', (length, size, stride, padding, count, before, after) => {
    expect(windowsAlong(length, size, stride, padding)).toEqual({ count, before, after });
  });

  it('with a stride of 1, same keeps the length and pads (size - 1) / 2 first, rounded down', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 12 }), (length, size) => {
        const before = (size - 1) >> 1;
        expect(windowsAlong(length, size, 1, 'same')).toEqual({ count: length, before, after: size - 1 - before });
      }),
    );
  });

  it('each window of same holds at least one position of the picture', () => {
    const number = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(number, number, number, (length, size, stride) => {
        const { count, before } = windowsAlong(length, size, stride, 'same');
        for (const window of [0, count - 1]) {
          const first = window * stride - before;
          expect(first).toBeLessThan(length);
          expect(first + size).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('spatial layers', () => {
  const chain = (spec: LayerSpec) => buildChain([spec], [13, 10, 3]).layers[0]!;
  const kernel = { kernelSize: [3, 5], strides: [2, 3] } as { kernelSize: [number, number]; strides: [number, number] };

  it.each<[string, LayerSpec, string, number, number]>([
    ['conv2d', layers.conv2d({ filters: 4, ...kernel }), '6x2x4', 3 * 5 * 3 * 4 + 4, 6 * 2 * 4 * 45],
    ['conv2d, same', layers.conv2d({ filters: 4, ...kernel, padding: 'same' }), '7x4x4', 184, 7 * 4 * 4 * 45],
    ['depthwiseConv2d', layers.depthwiseConv2d({ ...kernel, depthMultiplier: 2 }), '6x2x6', 90 + 6, 12 * 6 * 15],
    [
      'separableConv2d',
      layers.separableConv2d({ ...kernel, filters: 7, depthMultiplier: 2 }),
      '6x2x7',
      90 + 42 + 7,
      12 * (6 * 15 + 6 * 7),
    ],
    [
      'separableConv2d, no bias',
      layers.separableConv2d({ filters: 7, kernelSize: 1, useBias: false }),
      '13x10x7',
      24,
      3120,
    ],
    ['maxPooling2d', layers.maxPooling2d(), '6x5x3', 0, 0],
    ['maxPooling2d, same', layers.maxPooling2d({ padding: 'same' }), '7x5x3', 0, 0],
    ['maxPooling2d, overlapping', layers.maxPooling2d({ poolSize: 3, strides: 2 }), '6x4x3', 0, 0],
    ['averagePooling2d', layers.averagePooling2d({ poolSize: [2, 4], strides: 1 }), '12x7x3', 0, 0],
    ['globalAveragePooling2d', layers.globalAveragePooling2d(), '3', 0, 0],
    ['globalMaxPooling2d', layers.globalMaxPooling2d({ keepdims: true }), '1x1x3', 0, 0],
  ])('%s: shape, parameters, multiply-adds', (_, spec, shape, parameters, multiplyAdds) => {
    const layer = chain(spec);
    expect(layer.outputShape.join('x')).toBe(shape);
    expect(layer.parameters).toBe(parameters);
    expect(layer.multiplyAdds).toBe(multiplyAdds);
  });

  it.each<[string, () => unknown, string]>([
    [
      'a pool',
      () => chain(layers.averagePooling2d({ poolSize: [2, 11] })),
      'averagePooling2d: pool 11 does not fit an input 10 wide',
    ],
    [
      'a kernel',
      () => chain(layers.depthwiseConv2d({ kernelSize: 14 })),
      'depthwiseConv2d: kernel 14 does not fit an input 13 high',
    ],
    [
      'a kernel',
      () => chain(layers.separableConv2d({ filters: 1, kernelSize: [1, 11] })),
      'kernel 11 does not fit an input 10 wide',
    ],
    [
      'the fifth pool',
      () =>
        buildChain(
          Array.from({ length: 5 }, () => layers.maxPooling2d()),
          [50, 31, 1],
        ),
      'maxPooling2d_4: pool 2 does not fit an input 1 wide',
    ],
    [
      'strides',
      () => layers.conv2d({ filters: 1, kernelSize: 3, strides: 0 }),
      'conv2d: strides must be a whole number of at least 1, got 0',
    ],
    [
      'strides',
      () => layers.maxPooling2d({ strides: [1, 2, 3] as never }),
      'maxPooling2d: strides must be a number or [height, width]',
    ],
    [
      'a multiplier',
      () => layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 1.5 }),
      'depthMultiplier must be a whole number',
    ],
    [
      'padding',
      () => layers.averagePooling2d({ padding: 'full' as never }),
      'averagePooling2d: padding must be one of valid, same, got full',
    ],
    [
      'keepdims',
      () => layers.globalMaxPooling2d({ keepdims: 1 as never }),
      'globalMaxPooling2d: keepdims must be true or false, got 1',
    ],
    [
      'a flat input',
      () => buildChain([layers.flatten(), layers.globalAveragePooling2d()], [2, 2, 1]),
      'globalAveragePooling2d: needs an input of [height, width, channels], got [4]',
    ],
    [
      'a penalty',
      () => layers.separableConv2d({ filters: 1, kernelSize: 1, pointwiseRegularizer: { l2: -1 } }),
      'separableConv2d: pointwiseRegularizer must be',
    ],
  ])('refuses %s', (_, make, message) => expect(make).toThrow(message));

  it('penalties stand at the kernels they are given for', () => {
    const penalty = (spec: LayerSpec) => chain(spec).weights.map(({ name, l2 = 0 }) => [name, l2]);
    expect(penalty(layers.depthwiseConv2d({ kernelSize: 1, depthwiseRegularizer: { l2: 0.5 } }))).toEqual([
      ['kernel', 0.5],
      ['bias', 0],
    ]);
    expect(penalty(layers.separableConv2d({ filters: 1, kernelSize: 1, pointwiseRegularizer: { l2: 0.5 } }))).toEqual([
      ['depthwiseKernel', 0],
      ['pointwiseKernel', 0.5],
      ['bias', 0],
    ]);
  });
});
