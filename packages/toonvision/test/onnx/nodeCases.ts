// Single operators in small chains, as exporters write them, and the layers they become.
import { type Chain, imageChain } from './chain.ts';
import { viewed } from './idioms.ts';
import type { Layout } from './oracle.ts';

/** Title, graph, expected kinds of layers, and options of the comparison. */
export type Case = [
  string,
  () => Chain,
  readonly string[],
  { layout?: Layout; bytes?: boolean; batch?: number; range?: [number, number] }?,
];

export const nodeCases: Case[] = [
  [
    'Conv, pads as same',
    () =>
      imageChain()
        .conv(4, 3, [3, 3], { pads: [1, 1, 1, 1] })
        .node('Flatten')
        .dense(252, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Conv, pads that make valid',
    () =>
      imageChain(8, 7)
        .conv(4, 3, [3, 3], { strides: [2, 2], pads: [0, 0, 0, 0] })
        .node('Flatten')
        .dense(36, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Conv, stride 2 over odd sizes',
    () =>
      imageChain(9, 7)
        .conv(4, 3, [3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] })
        .node('Flatten')
        .dense(80, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Conv, pads of one far side',
    () =>
      imageChain(8, 6)
        .conv(2, 3, [3, 3], { strides: [2, 2], pads: [0, 0, 1, 1] })
        .node('Flatten')
        .dense(24, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Conv, SAME_UPPER',
    () =>
      imageChain(8, 7)
        .conv(4, 3, [3, 2], { strides: [2, 2], auto_pad: 'SAME_UPPER' })
        .node('Flatten')
        .dense(64, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Conv, SAME_LOWER where it is the same',
    () => imageChain(9, 7).conv(4, 3, [3, 3], { auto_pad: 'SAME_LOWER' }).node('Flatten').dense(252, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Conv, VALID, no bias',
    () =>
      imageChain()
        .conv(4, 3, [5, 2], { auto_pad: 'VALID', kernel_shape: [5, 2] }, false)
        .node('Flatten')
        .dense(120, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'depthwise Conv',
    () =>
      imageChain()
        .conv(6, 1, [3, 3], { group: 3, pads: [1, 1, 1, 1] })
        .node('Flatten')
        .dense(378, 2),
    ['depthwiseConv2d', 'flatten', 'dense'],
  ],
  [
    'depthwise and pointwise Conv',
    () =>
      imageChain()
        .conv(6, 1, [3, 3], { group: 3 }, false)
        .conv(5, 6, [1, 1])
        .node('GlobalAveragePool')
        .node('Flatten')
        .dense(5, 2),
    ['separableConv2d', 'globalAveragePooling2d', 'dense'],
  ],
  [
    'depthwise Conv with bias, then pointwise',
    () =>
      imageChain()
        .conv(3, 1, [3, 3], { group: 3 })
        .conv(5, 3, [1, 1])
        .node('GlobalMaxPool')
        .node('Flatten')
        .dense(5, 2),
    ['depthwiseConv2d', 'conv2d', 'globalMaxPooling2d', 'dense'],
  ],
  [
    'MaxPool, rounded up',
    () =>
      imageChain(9, 7)
        .node('MaxPool', [], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 })
        .node('Flatten')
        .dense(60, 2),
    ['maxPooling2d', 'flatten', 'dense'],
  ],
  [
    'AveragePool, rounded up',
    () =>
      imageChain(9, 7)
        .node('AveragePool', [], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 })
        .node('Flatten')
        .dense(60, 2),
    ['averagePooling2d', 'flatten', 'dense'],
  ],
  [
    'AveragePool as same',
    () =>
      imageChain(9, 7)
        .node('AveragePool', [], { kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] })
        .node('Flatten')
        .dense(189, 2),
    ['averagePooling2d', 'flatten', 'dense'],
  ],
  [
    'AveragePool that counts padding it has not',
    () =>
      imageChain(8, 6)
        .node('AveragePool', [], { kernel_shape: [2, 2], strides: [2, 2], count_include_pad: 1 })
        .node('Flatten')
        .dense(36, 2),
    ['averagePooling2d', 'flatten', 'dense'],
  ],
  [
    'a border of zero, Identity, Dropout',
    () =>
      imageChain(9, 7, { opset: 9, ir: 4 })
        .node('Pad', [], { pads: [0, 0, 0, 0, 0, 0, 0, 0] })
        .node('Identity')
        .conv(2, 3, [3, 3])
        .node('Dropout', [], { ratio: { float: 0.25 } })
        .node('Flatten')
        .dense(70, 2),
    ['conv2d', 'dropout', 'flatten', 'dense'],
  ],
  [
    'Reshape by Shape, Gather and Concat',
    () => viewed(imageChain().conv(4, 3, [3, 3])).dense(140, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Reshape to [0, -1]',
    () => {
      const c = imageChain().conv(4, 3, [3, 3]);
      return c.node('Reshape', [c.given([0, -1], [2], 'int64')]).dense(140, 2);
    },
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Reshape to [-1, 140]',
    () => {
      const c = imageChain().conv(4, 3, [3, 3]);
      return c.node('Reshape', [c.given([-1, 140], [2], 'int64')]).dense(140, 2);
    },
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'a vector channel by channel through Relu, batch and layer normalisation, Mul, Add',
    () => {
      const c = imageChain().conv(4, 3, [3, 3], {}, false).node('Flatten').node('Sigmoid');
      c.node('BatchNormalization', [c.weight([140]), c.weight([140]), c.weight([140]), c.weight([140], {}, 0.5, 2)]);
      c.node('LayerNormalization', [c.weight([140]), c.weight([140])], { axis: -1 });
      c.node('Mul', [c.weight([140])]).node('Add', [c.weight([1, 140])]);
      return c.dense(140, 2);
    },
    ['conv2d', 'flatten', 'activation', 'batchNormalization', 'layerNormalization', 'batchNormalization', 'dense'],
  ],
  [
    'BatchNormalization behind Relu',
    () => {
      const c = imageChain().conv(4, 3, [3, 3]).node('Relu');
      return c
        .node('BatchNormalization', [c.weight([4]), c.weight([4]), c.weight([4]), c.weight([4], {}, 0.5, 2)], {
          epsilon: { float: 0.001 },
        })
        .node('GlobalAveragePool')
        .node('Flatten')
        .dense(4, 2);
    },
    ['conv2d', 'batchNormalization', 'globalAveragePooling2d', 'dense'],
  ],
  [
    'pixels scaled, mean and deviation taken off',
    () => {
      const c = imageChain();
      return c
        .node('Div', [c.given([255])])
        .node('Sub', [c.weight([1, 3, 1, 1])])
        .node('Div', [c.weight([3, 1, 1], {}, 0.2, 0.4)])
        .conv(2, 3, [3, 3])
        .node('GlobalAveragePool')
        .node('Flatten')
        .dense(2, 2);
    },
    ['rescaling', 'normalization', 'conv2d', 'globalAveragePooling2d', 'dense'],
    { range: [0, 255] },
  ],
  [
    'one minus the image, factors of both signs',
    () => {
      const c = imageChain();
      return c
        .free('Sub', [c.given([1]), c.last])
        .node('Mul', [c.given([-1, 0.5, 2], [3, 1, 1])])
        .node('Add', [c.weight([3, 1, 1])])
        .conv(2, 3, [3, 3])
        .node('Flatten')
        .dense(70, 2);
    },
    ['rescaling', 'batchNormalization', 'conv2d', 'flatten', 'dense'],
  ],
  [
    'sums and factors behind Conv and MatMul',
    () => {
      const c = imageChain().conv(4, 3, [3, 3], {}, false);
      c.node('Add', [c.weight([4, 1, 1])])
        .node('Mul', [c.weight([1, 4, 1, 1], {}, 0.5, 2)])
        .node('Relu')
        .node('Flatten');
      return c
        .node('MatMul', [c.weight([140, 3])])
        .node('Sub', [c.weight([3])])
        .node('Softmax', [], { axis: -1 });
    },
    ['conv2d', 'normalization', 'activation', 'flatten', 'dense'],
  ],
  [
    'a sum behind a Conv that has a bias',
    () => {
      const c = imageChain().conv(4, 3, [3, 3]);
      return c
        .node('Add', [c.weight([4, 1, 1])])
        .node('Tanh')
        .node('GlobalMaxPool')
        .node('Flatten')
        .dense(4, 2);
    },
    ['conv2d', 'globalMaxPooling2d', 'dense'],
  ],
  [
    'Gemm with alpha, beta and one bias for all',
    () => {
      const c = imageChain(3, 2).node('Flatten');
      return c.node('Gemm', [c.weight([18, 3]), c.given([0.7], [1])], { alpha: { float: 0.5 }, beta: { float: 2 } });
    },
    ['flatten', 'dense'],
    {},
  ],
];
