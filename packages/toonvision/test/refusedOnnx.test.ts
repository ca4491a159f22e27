// ONNX files that are no chain of our layers, damaged or hostile: named in words with their place, in bounded memory.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelOfImport } from '../src/imports/importedModel.ts';
import { readModelFile } from '../src/imports/index.ts';
import { readOnnx } from '../src/imports/onnx/index.ts';
import { Chain, channelsLast, pictures } from './onnx/chain.ts';
import { onnxBytes, tensorInto } from './onnx/graphWriter.ts';

const read = (bytes: Uint8Array) => modelOfImport(readOnnx(bytes, 'bad.onnx'), 'bad.onnx', bytes.length);

/** What is said of bytes; empty for a model. Anything but a UserError is thrown on. */
function saidOf(bytes: Uint8Array): string {
  try {
    read(bytes);
    return '';
  } catch (error) {
    if (error instanceof Error && error.name === 'UserError') return error.message;
    throw error;
  }
}

/** A chain that is whole, for parts of it to be spoiled. */
const whole = (chain = pictures()) =>
  chain.conv(4, 3, [3, 3]).node('Relu').node('Flatten').dense(140, 2).node('Softmax', [], { axis: 1 });
const pair = { kernel_shape: [2, 2], strides: [2, 2] };

const refused: [string, () => Chain, RegExp][] = [
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

describe('ONNX files that are no chain of our layers', () => {
  it('the chain they are made of is one', () => expect(saidOf(whole().bytes())).toBe(''));
  it.each(refused)('%s', (_, make, message) => {
    expect(saidOf(make().bytes())).toMatch(message);
  });

  it('numbers in another file, sparse ones, and texts', () => {
    const { nodes, input, last, tensors } = whole();
    const { w1, ...others } = tensors;
    const spoiled = (fill: (tensor: BinaryWriter) => void, field = 5) => {
      const tensor = new BinaryWriter();
      if (w1 !== undefined) tensorInto(tensor, { ...w1, values: field === 5 ? [] : w1.values }, 'w1');
      fill(tensor);
      const graph = new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(tensor.finish()).finish();
      // A graph that stands twice would be merged; here the tensor is put into the one there is.
      const file = onnxBytes({ nodes, tensors: others, inputs: [input], outputs: [{ name: last }] });
      const at = file.indexOf(0x3a);
      const writer = new BinaryWriter().raw(file.subarray(0, at));
      const rest = file.subarray(at + 1);
      let [length, width] = [0, 0];
      for (let more = true; more; width += 1) {
        length += ((rest[width] ?? 0) & 127) * 128 ** width;
        more = (rest[width] ?? 0) > 127;
      }
      const old = rest.subarray(width, width + length);
      return writer
        .tag(7, WireType.LengthDelimited)
        .bytes(Buffer.concat([old, graph]))
        .raw(rest.subarray(width + length))
        .finish();
    };
    expect(saidOf(spoiled((tensor) => tensor.tag(14, WireType.Varint).int32(1)))).toMatch(
      /tensor w1: its numbers lie in another file \(external data\)/,
    );
    expect(saidOf(spoiled((tensor) => tensor.tag(13, WireType.LengthDelimited).bytes(new Uint8Array(0))))).toMatch(
      /external data/,
    );
    expect(saidOf(spoiled(() => undefined, 15))).toMatch(/sparse tensors/);
    expect(saidOf(spoiled((tensor) => tensor.tag(2, WireType.Varint).int32(8)))).toMatch(/of the type string/);
  });
});

describe('bytes that are no ONNX file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toonvision-onnx-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('cut anywhere, it is refused in words', () => {
    const bytes = whole().bytes();
    for (let length = 0; length < bytes.length; length += 3) expect(saidOf(bytes.subarray(0, length))).not.toBe('');
  });

  it('a number of eleven bytes, lengths past the end, groups in groups, wrong kinds of fields', () => {
    const endless = Uint8Array.from([8, ...new Array(10).fill(0xff), 1]);
    const past = Uint8Array.from([8, 8, 0x3a, 0xff, 0xff, 0xff, 0xff, 0x07, 1, 2, 3]);
    const groups = Uint8Array.from([8, 8, ...new Array(100_000).fill(0x9b)]);
    const kind = Uint8Array.from([8, 8, 0x38, 1]);
    for (const bytes of [endless, past, groups, kind, Uint8Array.from([]), Uint8Array.from([8, 8])])
      expect(saidOf(bytes)).toMatch(/^bad\.onnx: the ONNX file cannot be read: .+\n {2}Copy or export it again/);
  });

  it('what takes more memory here than in the file is counted: nodes, packed pieces, sizes', () => {
    const graph = (fill: (writer: BinaryWriter) => void) => {
      const inner = new BinaryWriter();
      fill(inner);
      return new BinaryWriter()
        .tag(1, WireType.Varint)
        .int32(8)
        .tag(7, WireType.LengthDelimited)
        .bytes(inner.finish())
        .finish();
    };
    const nothing = new Uint8Array(0);
    const nodes = graph((writer) => {
      for (let n = 0; n < 200_000; n += 1) writer.tag(1, WireType.LengthDelimited).bytes(nothing);
    });
    expect(saidOf(nodes)).toMatch(/more than 100000 messages/);
    const pieces = new BinaryWriter();
    for (let n = 0; n < 200_000; n += 1) pieces.tag(4, WireType.LengthDelimited).bytes(nothing);
    const tensor = pieces.finish();
    expect(saidOf(graph((writer) => writer.tag(5, WireType.LengthDelimited).bytes(tensor)))).toMatch(
      /more than 100000/,
    );
    const sizes = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(new Uint8Array(5000)).finish();
    expect(saidOf(graph((writer) => writer.tag(5, WireType.LengthDelimited).bytes(sizes)))).toMatch(
      /more than 1000 sizes/,
    );
  });

  it('one tensor for very many layers is refused before it is multiplied', () => {
    const chain = pictures(5, 5).node('Flatten').dense(75, 400);
    const kernel = chain.weight([400, 400]);
    for (let layer = 0; layer < 600; layer += 1) chain.node('MatMul', [kernel]);
    expect(saidOf(chain.bytes())).toMatch(/it declares \d+ weights, more than \d+ bytes can hold/);
  });

  it('a constant that is turned round over and over, sizes of sizes, and a function of hundreds of nodes end soon', () => {
    const turned = pictures().node('Flatten');
    let name = turned.weight([189, 189]);
    const before = turned.last;
    for (let n = 0; n < 3000; n += 1) name = turned.free('Transpose', [name], { perm: [1, 0] }).last;
    turned.last = before;
    expect(saidOf(turned.node('MatMul', [name]).bytes())).toMatch(/more than 8 nodes reshape one constant/);
    const sizes = pictures();
    let shape = sizes.free('Shape', ['input']).last;
    for (let n = 0; n < 60; n += 1) shape = sizes.free('Concat', [shape, shape], { axis: 0 }).last;
    sizes.last = 'input';
    expect(saidOf(sizes.node('Reshape', [shape]).bytes())).toMatch(/the shape it makes cannot be worked out/);
    const deep = pictures();
    for (let n = 0; n < 400; n += 1) deep.free('Mul', ['input', deep.free('Tanh', [deep.last]).last]);
    expect(saidOf(deep.bytes())).toMatch(/nodes take input/);
  });

  it('with bytes changed anywhere it is refused in words or is a model', async () => {
    const torch = await readFile(fileURLToPath(new URL('onnx/torch/viewed-17.onnx', import.meta.url)));
    const own = whole().bytes();
    let words = 0;
    fc.assert(
      fc.property(
        fc.constantFrom<Uint8Array>(torch, own),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }),
        (file, changes) => {
          const bytes = Uint8Array.from(file);
          for (const [at, change] of changes) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ change;
          if (saidOf(bytes) !== '') words += 1;
        },
      ),
      { numRuns: 3000, seed: 20261127 },
    );
    expect(words).toBeGreaterThan(300);
  });

  it('from the door: by its first bytes or its name', async () => {
    const bytes = whole().bytes();
    await writeFile(join(folder, 'model.bin'), bytes);
    expect((await readModelFile(join(folder, 'model.bin'))).format).toBe('ONNX');
    await writeFile(join(folder, 'text.onnx'), 'this is text');
    await writeFile(join(folder, 'empty.onnx'), '');
    for (const file of ['text.onnx', 'empty.onnx'])
      await expect(readModelFile(join(folder, file))).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringMatching(/^(text|empty)\.onnx: the ONNX file cannot be read/),
      });
  });
});
