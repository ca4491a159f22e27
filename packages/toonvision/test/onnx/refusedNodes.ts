// Chains with a node that is no layer of ours, and what is said of them.
import { Chain, channelsLast, pictures } from './chain.ts';

/** A chain that is whole, for parts of it to be spoiled. */
export const whole = (chain = pictures()) =>
  chain.conv(4, 3, [3, 3]).node('Relu').node('Flatten').dense(140, 2).node('Softmax', [], { axis: 1 });

export const refusedNodes: [string, () => Chain, RegExp][] = [
  [
    'an operator',
    () => pictures().conv(4, 3, [3, 3]).node('HardSwish'),
    /^bad\.onnx, node 1: HardSwish \/part\.4\/HardSwish: there is no layer for the operator HardSwish here\n.*Conv, Gemm/,
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
      const c = pictures().conv(3, 3, [1, 1]);
      return c.free('Add', [c.last, 'input']);
    },
    /node 0: Conv .*2 nodes take input, the other is node 1: Add .*without branches/,
  ],
  [
    'a product of two things',
    () => {
      const c = pictures();
      return c.free('Mul', [c.last, c.last]);
    },
    /node 0: Mul.*input is no constant/,
  ],
  [
    'a gate',
    () => {
      const c = pictures();
      const x = c.last;
      return c.free('Mul', [x, c.free('Sigmoid', [x]).last]);
    },
    /node 0: Sigmoid.*2 nodes take input/,
  ],
  ['dilation', () => pictures().conv(4, 3, [3, 3], { dilations: [2, 2] }), /node 0: Conv.*dilations \[2, 2\]/],
  [
    'groups',
    () => {
      const c = new Chain({ name: 'input', shape: ['n', 4, 9, 9] });
      return c.conv(4, 2, [3, 3], { group: 2 });
    },
    /2 groups of 4 channels/,
  ],
  ['a kernel for other channels', () => pictures().conv(4, 5, [3, 3]), /its kernel takes 5 channels, here are 3/],
  [
    'a convolution of a line',
    () => {
      const c = pictures();
      return c.node('Conv', [c.weight([4, 3, 3])]);
    },
    /its kernel is \[4, 3, 3\]/,
  ],
  [
    "PyTorch's stride of 2 over an even size",
    () => pictures(8, 8).conv(4, 3, [3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    /padding \(top 1, left 1, bottom 1, right 1\) over 8x8 is neither 'valid' nor Keras' 'same'/,
  ],
  [
    'a mean that counts its padding',
    () => pictures().node('AveragePool', [], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 }),
    /counted in the mean/,
  ],
  ['a window that does not fit', () => pictures(3, 3).conv(4, 3, [5, 5]), /its window 5x5 does not fit 3x3/],
  [
    'a border of its own',
    () => {
      const c = pictures();
      return c.node('Pad', [c.given([0, 0, 1, 1, 0, 0, 1, 1], [8], 'int64')]);
    },
    /node 0: Pad.*a border of its own/,
  ],
  [
    'a vector made a picture',
    () => {
      const c = pictures().node('Flatten');
      return c.node('Reshape', [c.given([-1, 3, 9, 7], [4], 'int64')]);
    },
    /it makes \[-1, 3, 9, 7\] of \[batch, 189\]; only flattening/,
  ],
  [
    'a batch that is made part of the picture',
    () => {
      const c = pictures();
      return c.node('Reshape', [c.given([1, -1], [2], 'int64')]).dense(189, 2);
    },
    /it makes \[1, -1\] of \[batch, 3, 9, 7\]/,
  ],
  [
    'a shape that is computed from pixels',
    () => {
      const c = pictures();
      const sizes = c.free('Cast', ['input'], { to: 7 }).last;
      c.last = 'input';
      return c.node('Reshape', [sizes]);
    },
    /2 nodes take input/,
  ],
  ['a softmax over rows', () => pictures().node('Softmax', [], { axis: 2 }), /a softmax over axis 2/],
  [
    'a softmax over everything',
    () => pictures(9, 7, { opset: 11, ir: 6 }).node('Softmax', [], { axis: 1 }),
    /a softmax over axis 1/,
  ],
  [
    'statistics of the batch',
    () => {
      const c = pictures();
      const own = () => c.weight([3]);
      return c.node('BatchNormalization', [own(), own(), own(), own()], { training_mode: 1 });
    },
    /moving statistics/,
  ],
  [
    'too few statistics',
    () => {
      const c = pictures();
      const own = () => c.weight([2]);
      return c.node('BatchNormalization', [own(), own(), own(), own()]);
    },
    /one number for each of 3 channels/,
  ],
  [
    'layer normalisation over the whole picture',
    () => {
      const c = pictures();
      return c.node('LayerNormalization', [c.weight([3, 9, 7])], { axis: 1 });
    },
    /only layer normalisation over the channels/,
  ],
  [
    'axes in another order',
    () => pictures().node('Transpose', [], { perm: [0, 1, 3, 2] }),
    /the order \[0, 1, 3, 2\] of axes/,
  ],
  [
    'a convolution where channels are last',
    () =>
      channelsLast()
        .node('Transpose', [], { perm: [0, 3, 1, 2] })
        .node('Transpose', [], { perm: [0, 2, 3, 1] })
        .conv(4, 3, [3, 3]),
    /channels first, here they are last/,
  ],
  [
    'a product of pictures',
    () => {
      const c = pictures().conv(4, 3, [3, 3]);
      return c.node('MatMul', [c.weight([5, 2])]);
    },
    /a Flatten is missing/,
  ],
  [
    'a kernel for other vectors',
    () => pictures().node('Flatten').dense(188, 2),
    /its kernel takes 188 values, here are 189/,
  ],
  [
    'a kernel on the left',
    () => {
      const c = pictures().node('Flatten');
      return c.free('MatMul', [c.weight([2, 189]), c.last]);
    },
    /kernel on the right/,
  ],
  [
    'a picture of means',
    () => {
      const c = pictures();
      return c.node('Sub', [c.weight([3, 9, 7])]);
    },
    /is \[3, 9, 7\]; only one number, or one for each of the 3 channels/,
  ],
  [
    'division by the picture',
    () => {
      const c = pictures();
      return c.free('Div', [c.given([1]), c.last]);
    },
    /a constant divided by the picture/,
  ],
  [
    'division by zero',
    () => {
      const c = pictures();
      return c.node('Div', [c.given([1, 0, 1], [3, 1, 1])]);
    },
    /holds a zero/,
  ],
  [
    'weights that are no numbers',
    () => {
      const c = pictures();
      return c.node('Conv', [c.given([Number.NaN, 1, 1], [1, 3, 1, 1])]);
    },
    /tensor g1: it holds a number that is not finite/,
  ],
  [
    'what comes out with channels first',
    () => pictures().conv(4, 3, [3, 3]),
    /output t3: what comes out has channels first/,
  ],
  [
    'a vector channel by channel at the end',
    () => pictures().conv(4, 3, [3, 3]).node('Flatten'),
    /what comes out has channels first/,
  ],
  [
    'nothing',
    () =>
      channelsLast()
        .node('Transpose', [], { perm: [0, 3, 1, 2] })
        .node('Transpose', [], { perm: [0, 2, 3, 1] }),
    /it has no layers/,
  ],
  ['a cast to whole numbers', () => pictures().node('Cast', [], { to: 7 }), /a cast to whole numbers/],
];
