// Idioms of exporters: means over the plane, GELU of several nodes, constant nodes, number types, channels last.
import { type Chain, channelsLast, imageChain } from './chain.ts';
import { FIRST, gelu, LAST } from './idioms.ts';
import type { Case } from './nodeCases.ts';

const last = { layout: 'channelsLast' as const };
export const exporterCases: Case[] = [
  [
    'ReduceMean, ReduceMax',
    () =>
      imageChain()
        .conv(4, 3, [3, 3])
        .node('ReduceMean', [], { axes: [-1, -2], keepdims: 0 })
        .dense(4, 2),
    ['conv2d', 'globalAveragePooling2d', 'dense'],
  ],
  [
    'ReduceMax that keeps its axes, a 1x1 Conv behind it',
    () =>
      imageChain()
        .conv(4, 3, [3, 3])
        .node('ReduceMax', [], { axes: [2, 3] })
        .conv(3, 4, [1, 1])
        .node('Flatten'),
    ['conv2d', 'globalMaxPooling2d', 'conv2d', 'flatten'],
  ],
  [
    'ReduceMean of opset 18, axes as an input',
    () => {
      const c = imageChain(9, 7, { opset: 18 }).conv(4, 3, [3, 3]);
      return c.node('ReduceMean', [c.given([2, 3], [2], 'int64')], { keepdims: 0 }).dense(4, 2);
    },
    ['conv2d', 'globalAveragePooling2d', 'dense'],
  ],
  [
    'GlobalAveragePool and Squeeze',
    () => {
      const c = imageChain().conv(4, 3, [3, 3]);
      return c
        .node('GlobalAveragePool')
        .node('Squeeze', [c.given([2, 3], [2], 'int64')])
        .dense(4, 2);
    },
    ['conv2d', 'globalAveragePooling2d', 'dense'],
  ],
  [
    'Gelu of opset 20',
    () =>
      imageChain(9, 7, { opset: 20, ir: 9 })
        .conv(4, 3, [3, 3])
        .node('Gelu')
        .node('MaxPool', [], { kernel_shape: [2, 2], strides: [2, 2] })
        .node('Gelu', [], { approximate: 'tanh' })
        .node('Flatten')
        .dense(24, 2),
    ['conv2d', 'maxPooling2d', 'activation', 'flatten', 'dense'],
  ],
  ...(['torch', 'keras', 'tanh'] as const).map(
    (way): Case => [
      `GELU as ${way} writes it`,
      () =>
        gelu(imageChain().conv(4, 3, [3, 3]), way)
          .node('Flatten')
          .dense(140, 2),
      ['conv2d', 'activation', 'flatten', 'dense'],
    ],
  ),
  [
    'Elu, LeakyRelu, Softmax over channels',
    () =>
      imageChain()
        .conv(4, 3, [3, 3])
        .node('Elu', [], { alpha: { float: 0.5 } })
        .node('LeakyRelu')
        .node('Softmax', [], { axis: 1 })
        .node('Flatten')
        .dense(140, 2),
    ['conv2d', 'activation', 'leakyRelu', 'activation', 'flatten', 'dense'],
  ],
  [
    'Softmax before opset 13',
    () => imageChain(9, 7, { opset: 11, ir: 6 }).node('Flatten').dense(189, 2).node('Softmax', [], { axis: 1 }),
    ['flatten', 'dense'],
  ],
  [
    'opset 7, initializers that are inputs, too',
    () => {
      const c = imageChain(9, 7, { opset: 7, ir: 3 })
        .conv(4, 3, [3, 3])
        .node('Dropout', [], { ratio: { float: 0.5 } })
        .node('Flatten')
        .dense(140, 2);
      return Object.assign(c, {
        options: {
          ...c.options,
          inputs: [c.input, ...Object.entries(c.tensors).map(([name, { shape }]) => ({ name, shape }))],
        },
      });
    },
    ['conv2d', 'dropout', 'flatten', 'dense'],
  ],
  [
    'constants in nodes: tensor, float, floats',
    () => {
      const c = imageChain();
      const constant = (attributes: Parameters<Chain['free']>[2]) => {
        const before = c.last;
        const name = c.free('Constant', [], attributes).last;
        c.last = before;
        return name;
      };
      c.node('Mul', [constant({ value_float: { float: 0.5 } })]);
      const kernel = constant({
        value: { tensor: { shape: [2, 3, 1, 1], values: [1, -1, 0.5, 0.25, 2, -0.5], typed: true } },
      });
      return c
        .node('Conv', [kernel, constant({ value_floats: { floats: [0.5, -0.5] } })])
        .node('GlobalAveragePool')
        .node('Flatten')
        .dense(2, 2);
    },
    ['rescaling', 'conv2d', 'globalAveragePooling2d', 'dense'],
  ],
  [
    'weights of 16 and 64 bits, cast',
    () => {
      const c = imageChain();
      const cast = (name: string) => {
        const before = c.last;
        const made = c.free('Cast', [name], { to: 1 }).last;
        c.last = before;
        return made;
      };
      c.node('Conv', [
        cast(c.weight([4, 3, 3, 3], { type: 'float16' })),
        cast(c.weight([4], { type: 'float16', typed: true })),
      ]);
      return c
        .node('Flatten')
        .node('Gemm', [
          cast(c.weight([140, 2], { type: 'double' })),
          cast(c.weight([2], { type: 'double', typed: true })),
        ]);
    },
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'a kernel that is transposed, squeezed and reshaped',
    () => {
      const c = imageChain().conv(4, 3, [3, 3]).node('Flatten');
      const before = c.last;
      const turned = c.free('Transpose', [c.weight([2, 140])], { perm: [1, 0] }).last;
      const flat = c.free('Squeeze', [c.weight([1, 2]), c.given([0], [1], 'int64')]).last;
      const shaped = c.free('Reshape', [flat, c.given([1, -1], [2], 'int64')]).last;
      c.last = before;
      return c.node('MatMul', [turned]).node('Add', [shaped]);
    },
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'a fixed batch of one image',
    () => {
      const c = imageChain();
      c.input.shape = [1, 3, 9, 7];
      c.conv(4, 3, [3, 3]);
      return c.node('Reshape', [c.given([1, -1], [2], 'int64')]).dense(140, 2);
    },
    ['conv2d', 'flatten', 'dense'],
    { batch: 1 },
  ],
  [
    'bytes, channels first',
    () => {
      const c = imageChain();
      c.input.type = 'uint8';
      return c
        .node('Cast', [], { to: 1 })
        .node('Mul', [c.given([1 / 255])])
        .conv(4, 3, [3, 3])
        .node('Flatten')
        .dense(140, 2);
    },
    ['rescaling', 'conv2d', 'flatten', 'dense'],
    { bytes: true },
  ],
  [
    'tf2onnx: channels last, Transposes, Cast, Reshape and MatMul',
    () => {
      const c = channelsLast();
      c.node('Mul', [c.given([1 / 127.5])])
        .node('Add', [c.given([-1])])
        .node('Transpose', [], { perm: FIRST });
      c.conv(4, 3, [3, 3], { auto_pad: 'SAME_UPPER', strides: [2, 2] })
        .node('Relu')
        .node('Transpose', [], { perm: LAST });
      c.node('Mul', [c.weight([4], {}, 0.5, 2)])
        .node('Add', [c.weight([1, 1, 1, 4])])
        .node('Transpose', [], { perm: FIRST });
      c.node('MaxPool', [], { auto_pad: 'SAME_UPPER', kernel_shape: [2, 2], strides: [2, 2] }).node('Transpose', [], {
        perm: LAST,
      });
      c.node('Reshape', [c.given([-1, 24], [2], 'int64')])
        .node('MatMul', [c.weight([24, 3])])
        .node('Add', [c.weight([3])]);
      return c.node('Softmax', [], { axis: -1 });
    },
    ['rescaling', 'conv2d', 'normalization', 'maxPooling2d', 'flatten', 'dense'],
    { ...last, range: [0, 255] },
  ],
  [
    'tf2onnx: a mean of the plane with channels last, layer normalisation there',
    () => {
      const c = channelsLast()
        .node('Transpose', [], { perm: FIRST })
        .conv(4, 3, [3, 3])
        .node('Transpose', [], { perm: LAST });
      c.node('LayerNormalization', [c.weight([4]), c.weight([4])], { epsilon: { float: 0.001 } }).node('Softmax', [], {
        axis: 3,
      });
      return c.node('ReduceMean', [], { axes: [1, 2], keepdims: 0 }).dense(4, 2);
    },
    ['conv2d', 'layerNormalization', 'activation', 'globalAveragePooling2d', 'dense'],
    last,
  ],
  [
    'a vector of a channels-last image without Transpose',
    () => {
      const c = channelsLast();
      return c.node('Reshape', [c.given([-1, 189], [2], 'int64')]).node('MatMul', [c.weight([189, 3])]);
    },
    ['flatten', 'dense'],
    last,
  ],
  [
    'channels first, put last in front of Flatten',
    () => imageChain().conv(4, 3, [3, 3]).node('Transpose', [], { perm: LAST }).node('Flatten').dense(140, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
];
