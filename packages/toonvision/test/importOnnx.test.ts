// ONNX files as other exporters write them: what onnxruntime says of them, the imported model says.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chain, channelsLast, pictures } from './onnx/chain.ts';
import { compared, type Layout } from './onnx/oracle.ts';

const FIRST = [0, 3, 1, 2];
const LAST = [0, 2, 3, 1];

/** What comes out of it as an activation: GELU as exporters write it. */
function gelu(chain: Chain, way: 'torch' | 'keras' | 'tanh'): Chain {
  const x = chain.last;
  const root = chain.given([Math.SQRT2]);
  const [one, half] = [chain.given([1]), chain.given([0.5])];
  if (way === 'torch') {
    const bent = chain.free('Erf', [chain.free('Div', [x, root]).last]).last;
    return chain.free('Mul', [x, chain.free('Add', [bent, one]).last]).node('Mul', [half]);
  }
  const halved = chain.free('Mul', [half, x]).last;
  if (way === 'keras') {
    const bent = chain.free('Erf', [chain.free('Mul', [x, chain.given([Math.SQRT1_2])]).last]).last;
    return chain.free('Mul', [halved, chain.free('Add', [one, bent]).last]);
  }
  const cube = chain.free('Mul', [chain.given([0.044715]), chain.free('Pow', [x, chain.given([3])]).last]).last;
  const inner = chain.free('Mul', [chain.given([0.7978845608]), chain.free('Add', [x, cube]).last]).last;
  return chain.free('Mul', [halved, chain.free('Add', [one, chain.free('Tanh', [inner]).last]).last]);
}

/** x.view(x.size(0), -1) */
function viewed(chain: Chain): Chain {
  const x = chain.last;
  const size = chain.free('Gather', [chain.free('Shape', [x]).last, chain.given([0], [], 'int64')], { axis: 0 }).last;
  const row = chain.free('Unsqueeze', [size, chain.given([0], [1], 'int64')]).last;
  const shape = chain.free('Concat', [row, chain.given([-1], [1], 'int64')], { axis: 0 }).last;
  return chain.free('Reshape', [x, shape]);
}

type Case = [
  string,
  () => Chain,
  readonly string[],
  { layout?: Layout; bytes?: boolean; batch?: number; range?: [number, number] }?,
];
const last = { layout: 'channelsLast' as const };
const cases: Case[] = [
  [
    'Conv, pads as same',
    () =>
      pictures()
        .conv(4, 3, [3, 3], { pads: [1, 1, 1, 1] })
        .node('Flatten')
        .dense(252, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Conv, pads that make valid',
    () =>
      pictures(8, 7)
        .conv(4, 3, [3, 3], { strides: [2, 2], pads: [0, 0, 0, 0] })
        .node('Flatten')
        .dense(36, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Conv, stride 2 over odd sizes',
    () =>
      pictures(9, 7)
        .conv(4, 3, [3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] })
        .node('Flatten')
        .dense(80, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Conv, pads of one far side',
    () =>
      pictures(8, 6)
        .conv(2, 3, [3, 3], { strides: [2, 2], pads: [0, 0, 1, 1] })
        .node('Flatten')
        .dense(24, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Conv, SAME_UPPER',
    () =>
      pictures(8, 7)
        .conv(4, 3, [3, 2], { strides: [2, 2], auto_pad: 'SAME_UPPER' })
        .node('Flatten')
        .dense(64, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Conv, SAME_LOWER where it is the same',
    () => pictures(9, 7).conv(4, 3, [3, 3], { auto_pad: 'SAME_LOWER' }).node('Flatten').dense(252, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Conv, VALID, no bias',
    () =>
      pictures()
        .conv(4, 3, [5, 2], { auto_pad: 'VALID', kernel_shape: [5, 2] }, false)
        .node('Flatten')
        .dense(120, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'depthwise Conv',
    () =>
      pictures()
        .conv(6, 1, [3, 3], { group: 3, pads: [1, 1, 1, 1] })
        .node('Flatten')
        .dense(378, 2),
    ['depthwiseConv2d', 'flatten', 'dense'],
  ],
  [
    'depthwise and pointwise Conv',
    () =>
      pictures()
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
      pictures().conv(3, 1, [3, 3], { group: 3 }).conv(5, 3, [1, 1]).node('GlobalMaxPool').node('Flatten').dense(5, 2),
    ['depthwiseConv2d', 'conv2d', 'globalMaxPooling2d', 'dense'],
  ],
  [
    'MaxPool, rounded up',
    () =>
      pictures(9, 7)
        .node('MaxPool', [], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 })
        .node('Flatten')
        .dense(60, 2),
    ['maxPooling2d', 'flatten', 'dense'],
  ],
  [
    'AveragePool, rounded up',
    () =>
      pictures(9, 7)
        .node('AveragePool', [], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 })
        .node('Flatten')
        .dense(60, 2),
    ['averagePooling2d', 'flatten', 'dense'],
  ],
  [
    'AveragePool as same',
    () =>
      pictures(9, 7)
        .node('AveragePool', [], { kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] })
        .node('Flatten')
        .dense(189, 2),
    ['averagePooling2d', 'flatten', 'dense'],
  ],
  [
    'AveragePool that counts padding it has not',
    () =>
      pictures(8, 6)
        .node('AveragePool', [], { kernel_shape: [2, 2], strides: [2, 2], count_include_pad: 1 })
        .node('Flatten')
        .dense(36, 2),
    ['averagePooling2d', 'flatten', 'dense'],
  ],
  [
    'a border of zero, Identity, Dropout',
    () =>
      pictures(9, 7, { opset: 9, ir: 4 })
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
    () => viewed(pictures().conv(4, 3, [3, 3])).dense(140, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Reshape to [0, -1]',
    () => {
      const c = pictures().conv(4, 3, [3, 3]);
      return c.node('Reshape', [c.given([0, -1], [2], 'int64')]).dense(140, 2);
    },
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'Reshape to [-1, 140]',
    () => {
      const c = pictures().conv(4, 3, [3, 3]);
      return c.node('Reshape', [c.given([-1, 140], [2], 'int64')]).dense(140, 2);
    },
    ['conv2d', 'flatten', 'dense'],
  ],
  [
    'a vector channel by channel through Relu, batch and layer normalisation, Mul, Add',
    () => {
      const c = pictures().conv(4, 3, [3, 3], {}, false).node('Flatten').node('Sigmoid');
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
      const c = pictures().conv(4, 3, [3, 3]).node('Relu');
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
      const c = pictures();
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
    'one minus the picture, factors of both signs',
    () => {
      const c = pictures();
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
      const c = pictures().conv(4, 3, [3, 3], {}, false);
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
      const c = pictures().conv(4, 3, [3, 3]);
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
      const c = pictures(3, 2).node('Flatten');
      return c.node('Gemm', [c.weight([18, 3]), c.given([0.7], [1])], { alpha: { float: 0.5 }, beta: { float: 2 } });
    },
    ['flatten', 'dense'],
    {},
  ],
  [
    'ReduceMean, ReduceMax',
    () =>
      pictures()
        .conv(4, 3, [3, 3])
        .node('ReduceMean', [], { axes: [-1, -2], keepdims: 0 })
        .dense(4, 2),
    ['conv2d', 'globalAveragePooling2d', 'dense'],
  ],
  [
    'ReduceMax that keeps its axes, a 1x1 Conv behind it',
    () =>
      pictures()
        .conv(4, 3, [3, 3])
        .node('ReduceMax', [], { axes: [2, 3] })
        .conv(3, 4, [1, 1])
        .node('Flatten'),
    ['conv2d', 'globalMaxPooling2d', 'conv2d', 'flatten'],
  ],
  [
    'ReduceMean of opset 18, axes as an input',
    () => {
      const c = pictures(9, 7, { opset: 18 }).conv(4, 3, [3, 3]);
      return c.node('ReduceMean', [c.given([2, 3], [2], 'int64')], { keepdims: 0 }).dense(4, 2);
    },
    ['conv2d', 'globalAveragePooling2d', 'dense'],
  ],
  [
    'GlobalAveragePool and Squeeze',
    () => {
      const c = pictures().conv(4, 3, [3, 3]);
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
      pictures(9, 7, { opset: 20, ir: 9 })
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
        gelu(pictures().conv(4, 3, [3, 3]), way)
          .node('Flatten')
          .dense(140, 2),
      ['conv2d', 'activation', 'flatten', 'dense'],
    ],
  ),
  [
    'Elu, LeakyRelu, Softmax over channels',
    () =>
      pictures()
        .conv(4, 3, [3, 3])
        .node('Elu', [], { alpha: { float: 0.5 } })
        .node('LeakyRelu')
        .node('Softmax', [], { axis: 1 })
        .node('Flatten')
        .dense(140, 2),
    ['conv2d', 'activation', 'activation', 'activation', 'flatten', 'dense'],
  ],
  [
    'Softmax before opset 13',
    () => pictures(9, 7, { opset: 11, ir: 6 }).node('Flatten').dense(189, 2).node('Softmax', [], { axis: 1 }),
    ['flatten', 'dense'],
  ],
  [
    'opset 7, initializers that are inputs, too',
    () => {
      const c = pictures(9, 7, { opset: 7, ir: 3 })
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
      const c = pictures();
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
      const c = pictures();
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
      const c = pictures().conv(4, 3, [3, 3]).node('Flatten');
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
    'a fixed batch of one picture',
    () => {
      const c = pictures();
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
      const c = pictures();
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
    'a vector of a picture with channels last, no Transpose',
    () => {
      const c = channelsLast();
      return c.node('Reshape', [c.given([-1, 189], [2], 'int64')]).node('MatMul', [c.weight([189, 3])]);
    },
    ['flatten', 'dense'],
    last,
  ],
  [
    'channels first, put last in front of Flatten',
    () => pictures().conv(4, 3, [3, 3]).node('Transpose', [], { perm: LAST }).node('Flatten').dense(140, 2),
    ['conv2d', 'flatten', 'dense'],
  ],
];

describe('other exporters, beside onnxruntime', () => {
  it.each(cases)('%s', async (_, make, kinds, options = {}) => {
    const found = await compared(make().bytes(), { layout: 'channelsFirst', ...options });
    expect(found.kinds).toEqual(kinds);
    expect(found.largest).toBeLessThan(1e-5);
  });

  it('names of layers are those of the nodes, as far as they can be', async () => {
    const { names } = await compared(pictures().conv(4, 3, [3, 3]).node('Flatten').dense(140, 2).bytes(), {
      layout: 'channelsFirst',
    });
    expect(names).toEqual(['part_3_Conv', 'part_4_Flatten', 'part_7_Gemm']);
  });

  it('random chains of nodes', async () => {
    const step = fc.record({
      kind: fc.constantFrom(
        'conv',
        'depthwise',
        'max',
        'average',
        'batch',
        'relu',
        'leaky',
        'gelu',
        'affine',
        'dropout',
      ),
      ...{
        outputs: fc.integer({ min: 1, max: 5 }),
        tall: fc.integer({ min: 1, max: 3 }),
        wide: fc.integer({ min: 1, max: 3 }),
      },
      ...{ stride: fc.constantFrom(1, 1, 2), auto: fc.constantFrom('SAME_UPPER', 'VALID'), bias: fc.boolean() },
    });
    const end = fc.constantFrom('flatten', 'view', 'last', 'mean');
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        end,
        fc.integer({ min: 7, max: 15 }),
        fc.integer({ min: 7, max: 15 }),
        async (steps, way, high, broad) => {
          const c = pictures(high, broad);
          let [height, width, channels] = [high, broad, 3];
          for (const { kind, outputs, tall, wide, stride, auto, bias } of steps) {
            // onnxruntime's MaxPool takes no stride past its window.
            fc.pre(stride <= Math.min(tall, wide));
            const slide = { kernel_shape: [tall, wide], strides: [stride, stride], auto_pad: auto };
            const length = (size: number, window: number) =>
              auto === 'VALID' ? Math.floor((size - window) / stride) + 1 : Math.ceil(size / stride);
            if (['conv', 'depthwise', 'max', 'average'].includes(kind)) {
              [height, width] = [length(height, tall), length(width, wide)];
              fc.pre(height > 0 && width > 0);
            }
            if (kind === 'conv') [, channels] = [c.conv(outputs, channels, [tall, wide], slide, bias), outputs];
            else if (kind === 'depthwise') c.conv(channels, 1, [tall, wide], { ...slide, group: channels }, bias);
            else if (kind === 'max') c.node('MaxPool', [], slide);
            else if (kind === 'average') c.node('AveragePool', [], slide);
            else if (kind === 'relu') c.node('Relu');
            else if (kind === 'leaky') c.node('LeakyRelu', [], { alpha: { float: 0.3 } });
            else if (kind === 'gelu') gelu(c, bias ? 'torch' : 'tanh');
            else if (kind === 'dropout') c.node('Dropout');
            else if (kind === 'affine')
              c.node(bias ? 'Mul' : 'Sub', [c.weight([channels, 1, 1])]).node('Add', [c.weight([1, channels, 1, 1])]);
            else {
              const own = () => c.weight([channels]);
              c.node('BatchNormalization', [own(), own(), own(), c.weight([channels], {}, 0.5, 2)]);
            }
          }
          if (way === 'mean') c.node('GlobalAveragePool').node('Flatten').dense(channels, 3);
          else {
            if (way === 'last') c.node('Transpose', [], { perm: LAST });
            if (way === 'view') viewed(c);
            else c.node('Flatten');
            c.dense(height * width * channels, 3);
          }
          const { largest } = await compared(c.node('Softmax', [], { axis: 1 }).bytes(), { layout: 'channelsFirst' });
          expect(largest).toBeLessThan(1e-5);
        },
      ),
      { numRuns: 80, seed: 20261127 },
    );
  });
});
