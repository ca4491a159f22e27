// Invalid graphs, inputs and tensors, with the expected error messages.
import { type Chain, imageChain } from './chain.ts';
import { whole } from './refusedNodes.ts';

const pair = { kernel_shape: [2, 2], strides: [2, 2] };

export const refusedGraphs: [string, () => Chain, RegExp][] = [
  ['an old operator set', () => whole(imageChain(9, 7, { opset: 6 })), /unsupported operator set 6; expected 7 to 25/],
  ['a newer operator set', () => whole(imageChain(9, 7, { opset: 99 })), /unsupported operator set 99/],
  [
    'dynamic height and width',
    () => {
      const c = whole();
      c.input.shape = ['n', 3, 'height', 'width'];
      return c;
    },
    /input input: the height is not fixed \(height\)/,
  ],
  [
    'a missing input size',
    () => {
      const c = whole();
      delete c.input.shape;
      return c;
    },
    /the input size is missing/,
  ],
  [
    'an input with 3 axes',
    () => {
      const c = whole();
      c.input.shape = ['n', 3, 9];
      return c;
    },
    /expected 4 axes .*, got 3/,
  ],
  [
    'a huge input size',
    () => {
      const c = whole();
      c.input.shape = ['n', 3, 2 ** 40, 7];
      return c;
    },
    /invalid height 1099511627776/,
  ],
  [
    'an integer input',
    () => {
      const c = whole();
      c.input.type = 'int64';
      return c;
    },
    /unsupported input type int64/,
  ],
  [
    'an ambiguous channel axis',
    () => {
      const c = imageChain(9, 3);
      return c.node('Flatten').dense(81, 2);
    },
    /cannot determine the channel axis/,
  ],
  [
    'two inputs',
    () => {
      const c = whole();
      return Object.assign(c, { options: { inputs: [c.input, { name: 'other', shape: [1] }] } });
    },
    /expected 1 input, got 2/,
  ],
  [
    'two outputs',
    () => {
      const c = whole();
      return Object.assign(c, { options: { outputs: [{ name: c.last }, { name: 't4' }] } });
    },
    /expected 1 output, got 2/,
  ],
  [
    'a cycle',
    () => {
      const c = whole();
      Object.assign(c.nodes[1] ?? {}, { inputs: [c.last] });
      return c;
    },
    /node 1: Relu .*is not produced by any earlier node \(cycle/,
  ],
  [
    'a duplicate name',
    () => {
      const c = whole();
      Object.assign(c.nodes[1] ?? {}, { outputs: ['t3'] });
      return c;
    },
    /duplicate name t3/,
  ],
  [
    'an output that no node produces',
    () => {
      const c = whole();
      return Object.assign(c, { options: { outputs: [{ name: 'elsewhere' }] } });
    },
    /no node produces elsewhere/,
  ],
  ['a missing kernel', () => imageChain().node('Conv'), /input 1 is missing/],
  [
    'a truncated tensor',
    () => {
      const c = whole();
      Object.assign(c.tensors.w1 ?? {}, { shape: [4, 3, 3, 4] });
      return c;
    },
    /tensor w1: expected 144 values for shape \[4, 3, 3, 4\], got 108/,
  ],
  [
    'sizes that overflow',
    () => {
      const c = whole();
      Object.assign(c.tensors.w1 ?? {}, { shape: [2 ** 31, 2 ** 31, 2 ** 31, 2 ** 31] });
      return c;
    },
    /tensor w1: invalid shape/,
  ],
  [
    'a tensor of terabytes',
    () => {
      const c = whole();
      Object.assign(c.tensors.w1 ?? {}, { shape: [2 ** 40] });
      return c;
    },
    /tensor w1: invalid shape/,
  ],
  [
    'negative sizes',
    () => {
      const c = whole();
      Object.assign(c.tensors.w1 ?? {}, { shape: [-4, -27] });
      return c;
    },
    /tensor w1: invalid shape \[-4, -27\]/,
  ],
  [
    'names with control characters',
    () => {
      const c = whole();
      Object.assign(c.nodes[1] ?? {}, { type: 'Evil\u001b[2J', name: 'x'.repeat(500) });
      return c;
    },
    /node 1: Evil\?\[2J x+\.\.\.: unsupported operator Evil\?\[2J/,
  ],
  [
    'zero strides',
    () => imageChain().node('MaxPool', [], { ...pair, strides: [0, 2] }),
    /strides must be two positive integers, got \[0, 2\]/,
  ],
];
