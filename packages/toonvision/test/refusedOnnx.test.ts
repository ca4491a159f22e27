// ONNX files that are no chain of our layers, damaged or hostile: named in words with their place, in bounded memory.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelOfImport } from '../src/imports/importedModel.ts';
import { readModelFile } from '../src/imports/index.ts';
import { readOnnx } from '../src/imports/onnx/index.ts';
import { pictures } from './onnx/chain.ts';
import { onnxBytes, tensorInto } from './onnx/graphWriter.ts';
import { refusedGraphs } from './onnx/refusedGraphs.ts';
import { refusedNodes, whole } from './onnx/refusedNodes.ts';

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

describe('ONNX files that are no chain of our layers', () => {
  it('the chain they are made of is one', () => expect(saidOf(whole().bytes())).toBe(''));
  it.each([...refusedNodes, ...refusedGraphs])('%s', (_, make, message) => {
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
      { numRuns: propertyRuns(3000) },
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
