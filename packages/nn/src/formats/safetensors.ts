// safetensors: a JSON header of names, shapes and offsets, then the bytes. Float32, float64 and int32.
// Source: the format's description at github.com/huggingface/safetensors.

import { ModelError } from '../modelError.ts';
import { sizeOf } from '../shape.ts';

/** A named array in a safetensors file. */
export interface Tensor {
  name: string;
  shape: number[];
  data: Float32Array;
}

export interface TypedTensor {
  name: string;
  shape: number[];
  data: Float32Array | Float64Array | Int32Array;
}

export interface SafetensorsContent {
  tensors: TypedTensor[];
  /** Free text by name; may be empty. */
  metadata: Record<string, string>;
}

const HEADER_LIMIT = 100_000_000;

const types = {
  F32: {
    bytes: 4,
    make: (length: number) => new Float32Array(length),
    read: (view: DataView, at: number) => view.getFloat32(at, true),
    write: (view: DataView, at: number, value: number) => view.setFloat32(at, value, true),
  },
  F64: {
    bytes: 8,
    make: (length: number) => new Float64Array(length),
    read: (view: DataView, at: number) => view.getFloat64(at, true),
    write: (view: DataView, at: number, value: number) => view.setFloat64(at, value, true),
  },
  I32: {
    bytes: 4,
    make: (length: number) => new Int32Array(length),
    read: (view: DataView, at: number) => view.getInt32(at, true),
    write: (view: DataView, at: number, value: number) => view.setInt32(at, value, true),
  },
} as const;

type TypeName = keyof typeof types;
const typeNames = Object.keys(types) as TypeName[];

function typeOf(data: TypedTensor['data']): TypeName {
  if (data instanceof Float32Array) return 'F32';
  return data instanceof Float64Array ? 'F64' : 'I32';
}

/** Serializes tensors to safetensors; the same tensors and metadata give the same bytes. */
export function writeSafetensors(
  tensors: readonly TypedTensor[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const entries: [string, unknown][] = metadata === undefined ? [] : [['__metadata__', metadata]];
  let end = 0;
  for (const { name, shape, data } of tensors) {
    entries.push([name, { dtype: typeOf(data), shape, data_offsets: [end, end + data.byteLength] }]);
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  // Readers map the numbers in place, so the header is padded with spaces to a multiple of eight bytes.
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  let at = 8 + length;
  for (const { data } of tensors) {
    const type = types[typeOf(data)];
    for (const value of data) {
      type.write(view, at, value);
      at += type.bytes;
    }
  }
  return bytes;
}

interface Entry {
  name: string;
  type: TypeName;
  shape: number[];
  start: number;
  end: number;
}

function parseEntry(name: string, entry: unknown, dataBytes: number, allowed: readonly TypeName[]): Entry {
  const fail = (what: string): never => {
    throw new ModelError(`safetensors: ${name}: ${what}`);
  };
  if (typeof entry !== 'object' || entry === null) return fail('no description');
  const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>;
  const type = allowed.find((x) => x === dtype);
  if (type === undefined) return fail(`type ${String(dtype)} is not supported, only ${allowed.join(', ')}`);
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    return fail('its shape is no list of sizes');
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(Number.isSafeInteger)) {
    return fail('data_offsets must be two whole numbers');
  }
  const [start, end] = offsets as [number, number];
  if (start < 0 || end < start || end > dataBytes)
    return fail('its bytes lie outside the file; the file is cut short or edited');
  const size = sizeOf(shape as number[]);
  if (end - start !== size * types[type].bytes) {
    return fail(`shape [${shape.join(', ')}] does not fit ${end - start} bytes`);
  }
  return { name, type, shape: shape as number[], start, end };
}

// The format allows no holes, no overlaps and nothing after the last tensor.
function checkCoverage(entries: readonly Entry[], dataBytes: number): void {
  let at = 0;
  for (const { name, start, end } of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== at)
      throw new ModelError(`safetensors: ${name}: its bytes do not follow those before; the file is edited`);
    at = end;
  }
  if (at !== dataBytes)
    throw new ModelError(`safetensors: ${dataBytes - at} bytes belong to no tensor; the file is edited`);
}

function parseMetadata(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  const isText =
    typeof value === 'object' && value !== null && Object.values(value).every((v) => typeof v === 'string');
  if (!isText) throw new ModelError('safetensors: the metadata is no text by name');
  return { ...value } as Record<string, string>;
}

/**
 * Parses a safetensors file with tensors of several types and metadata.
 *
 * @throws ModelError if the file is truncated or edited, or holds a type that is not `allowed`
 */
export function readTypedSafetensors(bytes: Uint8Array, allowed: readonly TypeName[] = typeNames): SafetensorsContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw new ModelError('safetensors: the file is shorter than its header');
  const length = Number(view.getBigUint64(0, true));
  if (length > HEADER_LIMIT || 8 + length > bytes.length) {
    throw new ModelError('safetensors: the file is cut short, or no safetensors file');
  }
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch (error) {
    throw new ModelError('safetensors: the header is no JSON; the file is damaged', { cause: error });
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new ModelError('safetensors: the header is no object');
  }
  const { __metadata__: metadata, ...rest } = header as Record<string, unknown>;
  const dataBytes = bytes.length - 8 - length;
  const entries = Object.entries(rest).map(([name, entry]) => parseEntry(name, entry, dataBytes, allowed));
  checkCoverage(entries, dataBytes);
  const tensors = entries.map(({ name, type: typeName, shape, start, end }) => {
    const type = types[typeName];
    const data = type.make((end - start) / type.bytes);
    for (let i = 0; i < data.length; i++) data[i] = type.read(view, 8 + length + start + i * type.bytes);
    return { name, shape, data };
  });
  return { tensors, metadata: parseMetadata(metadata) };
}

/**
 * Parses a safetensors file of float32 tensors.
 *
 * @throws ModelError if the file is truncated or edited, or holds a type other than float32.
 */
export function readSafetensors(bytes: Uint8Array): Tensor[] {
  return readTypedSafetensors(bytes, ['F32']).tensors as Tensor[];
}
