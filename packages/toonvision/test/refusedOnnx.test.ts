// Unsupported, damaged and hostile ONNX files are rejected with the location of the error, in bounded memory.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImportedModel } from '../src/imports/importedModel.ts';
import { readModelFile } from '../src/imports/index.ts';
import { readOnnx } from '../src/imports/onnx/index.ts';
import { imageChain } from './onnx/chain.ts';
import { onnxBytes, tensorInto } from './onnx/graphWriter.ts';
import { refusedGraphs } from './onnx/refusedGraphs.ts';
import { refusedNodes, whole } from './onnx/refusedNodes.ts';

const read = (bytes: Uint8Array) => buildImportedModel(readOnnx(bytes, 'bad.onnx'), 'bad.onnx', bytes.length);

/** The error message for a file; empty if it can be read. Rethrows anything but a UserError. */
function errorMessage(bytes: Uint8Array): string {
  try {
    read(bytes);
    return '';
  } catch (error) {
    if (error instanceof Error && error.name === 'UserError') return error.message;
    throw error;
  }
}

describe('unsupported ONNX files', () => {
  it('derive from a file that can be read', () => expect(errorMessage(whole().bytes())).toBe(''));
  it.each([...refusedNodes, ...refusedGraphs])('%s', (_, make, message) => {
    expect(errorMessage(make().bytes())).toMatch(message);
  });

  it('include external data, sparse tensors, and strings', () => {
    const { nodes, input, last, tensors } = whole();
    const { w1, ...others } = tensors;
    const spoiled = (fill: (tensor: BinaryWriter) => void, field = 5) => {
      const tensor = new BinaryWriter();
      if (w1 !== undefined) tensorInto(tensor, { ...w1, values: field === 5 ? [] : w1.values }, 'w1');
      fill(tensor);
      const graph = new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(tensor.finish()).finish();
      // A second graph field would be merged, so the tensor is appended to the existing graph.
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
    expect(errorMessage(spoiled((tensor) => tensor.tag(14, WireType.Varint).int32(1)))).toMatch(
      /tensor w1: external data is not supported/,
    );
    expect(
      errorMessage(spoiled((tensor) => tensor.tag(13, WireType.LengthDelimited).bytes(new Uint8Array(0)))),
    ).toMatch(/external data/);
    expect(errorMessage(spoiled(() => undefined, 15))).toMatch(/sparse tensors/);
    expect(errorMessage(spoiled((tensor) => tensor.tag(2, WireType.Varint).int32(8)))).toMatch(
      /unsupported tensor type string/,
    );
  });
});

describe('damaged ONNX files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toonvision-onnx-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are rejected with a message if truncated anywhere', () => {
    const bytes = whole().bytes();
    for (let length = 0; length < bytes.length; length += 3)
      expect(errorMessage(bytes.subarray(0, length))).not.toBe('');
  });

  it('are rejected for long varints, lengths past the end, nested groups, and wrong wire types', () => {
    const endless = Uint8Array.from([8, ...new Array(10).fill(0xff), 1]);
    const past = Uint8Array.from([8, 8, 0x3a, 0xff, 0xff, 0xff, 0xff, 0x07, 1, 2, 3]);
    const groups = Uint8Array.from([8, 8, ...new Array(100_000).fill(0x9b)]);
    const kind = Uint8Array.from([8, 8, 0x38, 1]);
    for (const bytes of [endless, past, groups, kind, Uint8Array.from([]), Uint8Array.from([8, 8])])
      expect(errorMessage(bytes)).toMatch(/^bad\.onnx: failed to read the ONNX file: .+\n {2}Copy or export it again/);
  });

  it('are rejected if decoding would take too much memory', () => {
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
    expect(errorMessage(nodes)).toMatch(/more than 100000 messages/);
    const pieces = new BinaryWriter();
    for (let n = 0; n < 200_000; n += 1) pieces.tag(4, WireType.LengthDelimited).bytes(nothing);
    const tensor = pieces.finish();
    expect(errorMessage(graph((writer) => writer.tag(5, WireType.LengthDelimited).bytes(tensor)))).toMatch(
      /more than 100000/,
    );
    const sizes = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(new Uint8Array(5000)).finish();
    expect(errorMessage(graph((writer) => writer.tag(5, WireType.LengthDelimited).bytes(sizes)))).toMatch(
      /more than 1000 integers/,
    );
  });

  it('are rejected if many layers share one tensor and exceed the size limit', () => {
    const chain = imageChain(5, 5).node('Flatten').dense(75, 400);
    const kernel = chain.weight([400, 400]);
    for (let layer = 0; layer < 600; layer += 1) chain.node('MatMul', [kernel]);
    expect(errorMessage(chain.bytes())).toMatch(/declares \d+ weights, more than \d+ bytes can hold/);
  });

  it('are rejected quickly for long chains of constants, shapes, and functions', () => {
    const turned = imageChain().node('Flatten');
    let name = turned.weight([189, 189]);
    const before = turned.last;
    for (let n = 0; n < 3000; n += 1) name = turned.free('Transpose', [name], { perm: [1, 0] }).last;
    turned.last = before;
    expect(errorMessage(turned.node('MatMul', [name]).bytes())).toMatch(/more than 8 nodes reshape one constant/);
    const sizes = imageChain();
    let shape = sizes.free('Shape', ['input']).last;
    for (let n = 0; n < 60; n += 1) shape = sizes.free('Concat', [shape, shape], { axis: 0 }).last;
    sizes.last = 'input';
    expect(errorMessage(sizes.node('Reshape', [shape]).bytes())).toMatch(/the target shape cannot be determined/);
    const deep = imageChain();
    for (let n = 0; n < 400; n += 1) deep.free('Mul', ['input', deep.free('Tanh', [deep.last]).last]);
    expect(errorMessage(deep.bytes())).toMatch(/nodes use input/);
  });

  it('are loaded or rejected with a message if any bytes change', async () => {
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
          if (errorMessage(bytes) !== '') words += 1;
        },
      ),
      { numRuns: propertyRuns(3000) },
    );
    expect(words).toBeGreaterThan(300);
  });

  it('are detected by content or extension', async () => {
    const bytes = whole().bytes();
    await writeFile(join(folder, 'model.bin'), bytes);
    expect((await readModelFile(join(folder, 'model.bin'))).format).toBe('ONNX');
    await writeFile(join(folder, 'text.onnx'), 'this is text');
    await writeFile(join(folder, 'empty.onnx'), '');
    for (const file of ['text.onnx', 'empty.onnx'])
      await expect(readModelFile(join(folder, file))).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringMatching(/^(text|empty)\.onnx: failed to read the ONNX file/),
      });
  });
});
