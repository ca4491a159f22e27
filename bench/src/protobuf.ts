// The few lines of protobuf's wire format that an ONNX file needs.

/** One encoded field of a message; a message is its fields one after the other. */
export type Field = Uint8Array;

const VARINT = 0;
const BYTES = 2;

function varint(value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`varint() of ${value}: whole numbers from 0 only`);
  const bytes: number[] = [];
  let rest = value;
  // Division instead of shifts: the length of a large tensor may pass 2^31.
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

const key = (number: number, wire: number): number[] => varint(number * 8 + wire);

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

export const integer = (number: number, value: number): Field =>
  Uint8Array.from([...key(number, VARINT), ...varint(value)]);

export const bytes = (number: number, value: Uint8Array): Field =>
  concat([Uint8Array.from([...key(number, BYTES), ...varint(value.length)]), value]);

export const text = (number: number, value: string): Field => bytes(number, new TextEncoder().encode(value));

export const message = (number: number, fields: readonly Field[]): Field => bytes(number, concat(fields));

/** The fields of the outermost message as a file's bytes. */
export const file = (fields: readonly Field[]): Uint8Array => concat(fields);
