// Constants of an ONNX graph: their sizes are checked when they are named, their numbers read when they are wanted.

import { BinaryReader } from '@bufbuild/protobuf/wire';
import { sizeOf } from '@toonvision/nn';
import { type Chunk, TENSOR_TYPES, type TensorMessage } from './onnxMessages.ts';
import { Refused } from './refused.ts';

/** A constant. `values` are its numbers in row-major order, as exact as the file has them. */
export interface Constant {
  name: string;
  shape: readonly number[];
  size: number;
  /** `float`, `double`, `int64`. */
  type: string;
  values(): Float32Array | Float64Array;
}

/** Sizes of a kernel: more are none of a convnet's. */
const MOST_RANK = 8;
const MOST_SIZE = 2 ** 28;

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

/** A number of IEEE 754 binary16. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));
/** A number of bfloat16: the upper half of a float32. */
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

/** Numbers of packed chunks, and those that stood alone. */
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
 * A tensor as a constant.
 *
 * @throws Refused for numbers in another file, sizes that are none, a type that holds no numbers, or other bytes than the sizes ask for
 */
export function constantOf(tensor: TensorMessage, name: string): Constant {
  const type = TENSOR_TYPES[tensor.type] ?? `number ${tensor.type}`;
  const { shape, raw } = tensor;
  const refuse = (what: string) => new Refused(what, `tensor ${name}`);
  if (tensor.external)
    throw refuse('its numbers lie in another file (external data), which is not read; save the model as one file');
  const width = BYTES[type];
  if (width === undefined) throw refuse(`tensors of the type ${type} are not read`);
  const size = sizeOf(shape);
  if (shape.length > MOST_RANK || shape.some((x) => x < 0) || !(size <= MOST_SIZE))
    throw refuse(`it declares the size [${shape.slice(0, MOST_RANK).join(', ')}]`);
  const chunks = type === 'float' ? tensor.floats : type === 'double' ? tensor.doubles : tensor.integers;
  const held = raw !== undefined ? raw.length / width : mostNumbers(chunks, type);
  if (raw !== undefined ? held !== size : held < size)
    throw refuse(`it is [${shape.join(', ')}] and holds ${Math.floor(held)} numbers instead of ${size}`);
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
      if (count !== size) throw refuse(`it is [${shape.join(', ')}] and holds ${count} numbers instead of ${size}`);
      return values;
    },
  };
}

/** How many numbers chunks can hold at most: whole ones of fixed width, or a byte each. */
function mostNumbers(chunks: readonly Chunk[], type: string): number {
  const width = type === 'float' ? 4 : type === 'double' ? 8 : 1;
  return chunks.reduce<number>((sum, chunk) => sum + (typeof chunk === 'number' ? 1 : chunk.length / width), 0);
}

/** A constant made of others: the same numbers in another shape or order. */
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
