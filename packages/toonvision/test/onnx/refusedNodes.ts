// Chains with an unsupported node, with the expected error messages.
import { Chain, channelsLast, imageChain } from './chain.ts';

/** A valid chain, to be modified. */
export const whole = (chain = imageChain()) =>
  chain.conv(4, 3, [3, 3]).node('Relu').node('Flatten').dense(140, 2).node('Softmax', [], { axis: 1 });

export const refusedNodes: [string, () => Chain, RegExp][] = [
  [
    'an operator',
    () => imageChain().conv(4, 3, [3, 3]).node('HardSwish'),
    /^bad\.onnx, node 1: HardSwish \/part\.4\/HardSwish: unsupported operator HardSwish\n.*Conv, Gemm/,
  ],
  [
    'an operator of another domain',
    () => {
      const c = whole();
      Object.assign(c.nodes[1] ?? {}, { domain: 'com.microsoft' });
      return c;
    },
    /node 1: Relu .*operator Relu of com\.microsoft/,
  ],
  [
    'a branch',
    () => {
      const c = imageChain().conv(3, 3, [1, 1]);
      return c.free('Add', [c.last, 'input']);
    },
    /node 0: Conv .*2 nodes use input, including node 1: Add .*without branches/,
  ],
  [
    'a product of two tensors',
    () => {
      const c = imageChain();
      return c.free('Mul', [c.last, c.last]);
    },
    /node 0: Mul.*input is not a constant/,
  ],
  [
    'a gate',
    () => {
      const c = imageChain();
      const x = c.last;
      return c.free('Mul', [x, c.free('Sigmoid', [x]).last]);
    },
    /node 0: Sigmoid.*2 nodes use input/,
  ],
  ['dilation', () => imageChain().conv(4, 3, [3, 3], { dilations: [2, 2] }), /node 0: Conv.*dilations \[2, 2\]/],
  [
    'groups',
    () => {
      const c = new Chain({ name: 'input', shape: ['n', 4, 9, 9] });
      return c.conv(4, 2, [3, 3], { group: 2 });
    },
    /2 groups are not supported; expected 1 or 4/,
  ],
  ['a kernel for other channels', () => imageChain().conv(4, 5, [3, 3]), /the kernel expects 5 channels, got 3/],
  [
    'a 1D convolution',
    () => {
      const c = imageChain();
      return c.node('Conv', [c.weight([4, 3, 3])]);
    },
    /unsupported kernel shape \[4, 3, 3\]/,
  ],
  [
    "PyTorch's stride of 2 over an even size",
    () => imageChain(8, 8).conv(4, 3, [3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    /padding \(top 1, left 1, bottom 1, right 1\) over 8x8 is neither 'valid' nor Keras' 'same'/,
  ],
  [
    'an average that counts its padding',
    () => imageChain().node('AveragePool', [], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 }),
    /counted in the average/,
  ],
  [
    'a window that does not fit',
    () => imageChain(3, 3).conv(4, 3, [5, 5]),
    /the 5x5 window does not fit the 3x3 input/,
  ],
  [
    'a Pad node',
    () => {
      const c = imageChain();
      return c.node('Pad', [c.given([0, 0, 1, 1, 0, 0, 1, 1], [8], 'int64')]);
    },
    /node 0: Pad.*a separate Pad node/,
  ],
  [
    'reshaping a vector to an image',
    () => {
      const c = imageChain().node('Flatten');
      return c.node('Reshape', [c.given([-1, 3, 9, 7], [4], 'int64')]);
    },
    /reshaping \[batch, 189\] to \[-1, 3, 9, 7\] is not supported, only flattening/,
  ],
  [
    'reshaping the batch axis',
    () => {
      const c = imageChain();
      return c.node('Reshape', [c.given([1, -1], [2], 'int64')]).dense(189, 2);
    },
    /reshaping \[batch, 3, 9, 7\] to \[1, -1\]/,
  ],
  [
    'a shape computed from pixels',
    () => {
      const c = imageChain();
      const sizes = c.free('Cast', ['input'], { to: 7 }).last;
      c.last = 'input';
      return c.node('Reshape', [sizes]);
    },
    /2 nodes use input/,
  ],
  ['a softmax over rows', () => imageChain().node('Softmax', [], { axis: 2 }), /softmax over axis 2/],
  [
    'a softmax over everything',
    () => imageChain(9, 7, { opset: 11, ir: 6 }).node('Softmax', [], { axis: 1 }),
    /softmax over axis 1/,
  ],
  [
    'statistics of the batch',
    () => {
      const c = imageChain();
      const own = () => c.weight([3]);
      return c.node('BatchNormalization', [own(), own(), own(), own()], { training_mode: 1 });
    },
    /moving statistics/,
  ],
  [
    'too few statistics',
    () => {
      const c = imageChain();
      const own = () => c.weight([2]);
      return c.node('BatchNormalization', [own(), own(), own(), own()]);
    },
    /expected one value for each of 3 channels/,
  ],
  [
    'layer normalization over the whole image',
    () => {
      const c = imageChain();
      return c.node('LayerNormalization', [c.weight([3, 9, 7])], { axis: 1 });
    },
    /only layer normalization over the channels/,
  ],
  [
    'an unusual axis order',
    () => imageChain().node('Transpose', [], { perm: [0, 1, 3, 2] }),
    /axis order \[0, 1, 3, 2\]/,
  ],
  [
    'a convolution with channels last',
    () =>
      channelsLast()
        .node('Transpose', [], { perm: [0, 3, 1, 2] })
        .node('Transpose', [], { perm: [0, 2, 3, 1] })
        .conv(4, 3, [3, 3]),
    /expected channels first, got channels last/,
  ],
  [
    'a matrix product of an image',
    () => {
      const c = imageChain().conv(4, 3, [3, 3]);
      return c.node('MatMul', [c.weight([5, 2])]);
    },
    /a Flatten is missing/,
  ],
  [
    'a kernel for other vector sizes',
    () => imageChain().node('Flatten').dense(188, 2),
    /the kernel expects 188 values, got 189/,
  ],
  [
    'a kernel on the left',
    () => {
      const c = imageChain().node('Flatten');
      return c.free('MatMul', [c.weight([2, 189]), c.last]);
    },
    /kernel on the right/,
  ],
  [
    'an image of means',
    () => {
      const c = imageChain();
      return c.node('Sub', [c.weight([3, 9, 7])]);
    },
    /has shape \[3, 9, 7\]; expected a scalar or one value for each of 3 channels/,
  ],
  [
    'division by the input',
    () => {
      const c = imageChain();
      return c.free('Div', [c.given([1]), c.last]);
    },
    /dividing a constant by the input/,
  ],
  [
    'division by zero',
    () => {
      const c = imageChain();
      return c.node('Div', [c.given([1, 0, 1], [3, 1, 1])]);
    },
    /contains zero/,
  ],
  [
    'NaN weights',
    () => {
      const c = imageChain();
      return c.node('Conv', [c.given([Number.NaN, 1, 1], [1, 3, 1, 1])]);
    },
    /tensor g1: contains NaN or infinite values/,
  ],
  ['an output with channels first', () => imageChain().conv(4, 3, [3, 3]), /output t3: the output has channels first/],
  [
    'an output flattened with channels first',
    () => imageChain().conv(4, 3, [3, 3]).node('Flatten'),
    /the output has channels first/,
  ],
  [
    'a model without layers',
    () =>
      channelsLast()
        .node('Transpose', [], { perm: [0, 3, 1, 2] })
        .node('Transpose', [], { perm: [0, 2, 3, 1] }),
    /the model has no layers/,
  ],
  ['a cast to integers', () => imageChain().node('Cast', [], { to: 7 }), /a cast to integers/],
];
