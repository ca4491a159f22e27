// Constants of an ONNX graph: sizes are checked immediately, values are decoded on demand.

import { BinaryReader } from '@bufbuild/protobuf/wire';
import { sizeOf } from '@toonvision/nn';
import { OnnxError } from './onnxError.ts';
import { type Chunk, TENSOR_TYPES, type TensorMessage } from './onnxMessages.ts';

/** A constant. `values` decodes its numbers in row-major order at full precision. */
export interface Constant {
  name: string;
  shape: readonly number[];
  size: number;
  /** `float`, `double`, `int64`. */
  type: string;
  values(): Float32Array | Float64Array;
}

/** Maximum rank and size of a constant. */
const MAX_RANK = 8;
const MAX_SIZE = 2 ** 28;

const BYTES: Readonly<Record<string, number>> = {
  ...{
    float: 4,
    double: 8,
    float16: 2,
    bfloat16: 2,
    int64: 8,
    int32: 4,
    int16: 2,
    uint16: 2,
    int8: 1,
    uint8: 1,
    bool: 1,
  },
};

/** Converts the bits of an IEEE 754 binary16 number. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));
/** Converts the bits of a bfloat16 number, the upper half of a float32. */
function fromBrain(bits: number): number {
  word.setUint32(0, (bits & 0xffff) * 65536);
  return word.getFloat32(0);
}

function readerOf(type: string, view: DataView): (at: number) => number {
  switch (type) {
    case 'float':
      return (at) => view.getFloat32(at, true);
    case 'double':
      return (at) => view.getFloat64(at, true);
    case 'float16':
      return (at) => fromHalf(view.getUint16(at, true));
    case 'bfloat16':
      return (at) => fromBrain(view.getUint16(at, true));
    case 'int64':
      return (at) => Number(view.getBigInt64(at, true));
    case 'int32':
      return (at) => view.getInt32(at, true);
    case 'int16':
      return (at) => view.getInt16(at, true);
    case 'uint16':
      return (at) => view.getUint16(at, true);
    case 'int8':
      return (at) => view.getInt8(at);
    default:
      return (at) => view.getUint8(at);
  }
}

/** Iterates over packed and single numbers. */
function* numbersOf(chunks: readonly Chunk[], type: 'float' | 'double' | 'integer'): Generator<number> {
  for (const chunk of chunks) {
    if (typeof chunk === 'number') {
      yield chunk;
      continue;
    }
    const reader = new BinaryReader(chunk);
    while (reader.pos < reader.len)
      yield type === 'float' ? reader.float() : type === 'double' ? reader.double() : Number(reader.int64());
  }
}

/**
 * Converts a tensor to a constant.
 *
 * @throws OnnxError for external data, invalid sizes, unsupported types, and data that does not match the shape
 */
export function toConstant(tensor: TensorMessage, name: string): Constant {
  const type = TENSOR_TYPES[tensor.type] ?? `number ${tensor.type}`;
  const { shape, raw } = tensor;
  const refuse = (what: string) => new OnnxError(what, `tensor ${name}`);
  if (tensor.external) throw refuse('external data is not supported; save the model as a single file');
  const width = BYTES[type];
  if (width === undefined) throw refuse(`unsupported tensor type ${type}`);
  const size = sizeOf(shape);
  if (shape.length > MAX_RANK || shape.some((x) => x < 0) || !(size <= MAX_SIZE))
    throw refuse(`invalid shape [${shape.slice(0, MAX_RANK).join(', ')}]`);
  const chunks = type === 'float' ? tensor.floats : type === 'double' ? tensor.doubles : tensor.integers;
  const held = raw !== undefined ? raw.length / width : maxNumbers(chunks, type);
  if (raw !== undefined ? held !== size : held < size)
    throw refuse(`expected ${size} values for shape [${shape.join(', ')}], got ${Math.floor(held)}`);
  return {
    name,
    shape,
    size,
    type,
    values() {
      const values = type === 'float' || width === 2 || width === 1 ? new Float32Array(size) : new Float64Array(size);
      if (raw !== undefined) {
        const read = readerOf(type, new DataView(raw.buffer, raw.byteOffset, raw.byteLength));
        for (let index = 0; index < size; index += 1) values[index] = read(index * width);
        return values;
      }
      let count = 0;
      for (const value of numbersOf(chunks, type === 'float' || type === 'double' ? type : 'integer')) {
        values[count] = type === 'float16' ? fromHalf(value) : type === 'bfloat16' ? fromBrain(value) : value;
        count += 1;
      }
      if (count !== size) throw refuse(`expected ${size} values for shape [${shape.join(', ')}], got ${count}`);
      return values;
    },
  };
}

/** Maximum number of values in the chunks, by fixed width or one byte each. */
function maxNumbers(chunks: readonly Chunk[], type: string): number {
  const width = type === 'float' ? 4 : type === 'double' ? 8 : 1;
  return chunks.reduce<number>((sum, chunk) => sum + (typeof chunk === 'number' ? 1 : chunk.length / width), 0);
}

/** Derives a constant with the same values in another shape or order. */
export function derived(constant: Constant, shape: readonly number[], order?: (index: number) => number): Constant {
  if (order === undefined) return { ...constant, shape };
  return {
    ...constant,
    shape,
    values() {
      const from = constant.values();
      return from.map((_, index) => from[order(index)] ?? Number.NaN);
    },
  };
}
