// Graphs that are none, inputs that are no pictures, tensors that lie, and what is said of them.
import { type Chain, pictures } from './chain.ts';
import { whole } from './refusedNodes.ts';

const pair = { kernel_shape: [2, 2], strides: [2, 2] };

export const refusedGraphs: [string, () => Chain, RegExp][] = [
  ['another operator set', () => whole(pictures(9, 7, { opset: 6 })), /its operator set is 6; from 7 to 25/],
  ['a newer operator set', () => whole(pictures(9, 7, { opset: 99 })), /its operator set is 99/],
  [
    'height and width that are not fixed',
    () => {
      const c = whole();
      c.input.shape = ['n', 3, 'height', 'width'];
      return c;
    },
    /input input: the height of its pictures is not fixed \(height\)/,
  ],
  [
    'a size that is not told',
    () => {
      const c = whole();
      delete c.input.shape;
      return c;
    },
    /its size is not told/,
  ],
  [
    'lines',
    () => {
      const c = whole();
      c.input.shape = ['n', 3, 9];
      return c;
    },
    /it has 3 axes; pictures have 4/,
  ],
  [
    'sizes past any picture',
    () => {
      const c = whole();
      c.input.shape = ['n', 3, 2 ** 40, 7];
      return c;
    },
    /its height is 1099511627776/,
  ],
  [
    'whole numbers as pixels',
    () => {
      const c = whole();
      c.input.type = 'int64';
      return c;
    },
    /it is of the type int64/,
  ],
  [
    'an axis of channels that cannot be told',
    () => {
      const c = pictures(9, 3);
      return c.node('Flatten').dense(81, 2);
    },
    /which axis holds the channels cannot be told/,
  ],
  [
    'two inputs',
    () => {
      const c = whole();
      return Object.assign(c, { options: { inputs: [c.input, { name: 'other', shape: [1] }] } });
    },
    /it has 2 inputs/,
  ],
  [
    'two outputs',
    () => {
      const c = whole();
      return Object.assign(c, { options: { outputs: [{ name: c.last }, { name: 't4' }] } });
    },
    /it has 2 outputs/,
  ],
  [
    'a circle',
    () => {
      const c = whole();
      Object.assign(c.nodes[1] ?? {}, { inputs: [c.last] });
      return c;
    },
    /node 1: Relu .*which nothing before it gives \(a cycle/,
  ],
  [
    'one name for two',
    () => {
      const c = whole();
      Object.assign(c.nodes[1] ?? {}, { outputs: ['t3'] });
      return c;
    },
    /t3 is given twice/,
  ],
  [
    'an output that nothing gives',
    () => {
      const c = whole();
      return Object.assign(c, { options: { outputs: [{ name: 'elsewhere' }] } });
    },
    /no node gives elsewhere/,
  ],
  ['a kernel that is missing', () => pictures().node('Conv'), /its input 1 is missing/],
  [
    'a tensor that is shorter than it says',
    () => {
      const c = whole();
      Object.assign(c.tensors.w1 ?? {}, { shape: [4, 3, 3, 4] });
      return c;
    },
    /tensor w1: it is \[4, 3, 3, 4\] and holds 108 numbers instead of 144/,
  ],
  [
    'sizes that overflow',
    () => {
      const c = whole();
      Object.assign(c.tensors.w1 ?? {}, { shape: [2 ** 31, 2 ** 31, 2 ** 31, 2 ** 31] });
      return c;
    },
    /tensor w1: it declares the size/,
  ],
  [
    'terabytes',
    () => {
      const c = whole();
      Object.assign(c.tensors.w1 ?? {}, { shape: [2 ** 40] });
      return c;
    },
    /tensor w1: it declares the size/,
  ],
  [
    'sizes below zero',
    () => {
      const c = whole();
      Object.assign(c.tensors.w1 ?? {}, { shape: [-4, -27] });
      return c;
    },
    /tensor w1: it declares the size \[-4, -27\]/,
  ],
  [
    'names that move the cursor',
    () => {
      const c = whole();
      Object.assign(c.nodes[1] ?? {}, { type: 'Evil\u001b[2J', name: 'x'.repeat(500) });
      return c;
    },
    /node 1: Evil\?\[2J x+\.\.\.: there is no layer for the operator Evil\?\[2J here/,
  ],
  ['strides of nothing', () => pictures().node('MaxPool', [], { ...pair, strides: [0, 2] }), /strides is \[0, 2\]/],
];
