// Encodes the protobuf wire format: a message is its concatenated fields.

/** One or more encoded fields, each with its number. */
export type Field = Uint8Array;

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

function varint(value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`varint of ${value}`);
  const bytes: number[] = [];
  let rest = value;
  // Uses division because the length of a large message may exceed 2^31.
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

const key = (number: number, wire: number): number[] => varint(number * 8 + wire);

/** Concatenates fields. */
export function joined(fields: readonly Field[]): Field {
  const result = new Uint8Array(fields.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const field of fields) {
    result.set(field, at);
    at += field.length;
  }
  return result;
}

/** A non-negative integer. */
export function integerField(number: number, value: number): Field {
  return Uint8Array.from([...key(number, VARINT), ...varint(value)]);
}

/** A 32-bit float. */
export function floatField(number: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return joined([Uint8Array.from(key(number, FIXED32)), bytes]);
}

export function bytesField(number: number, value: Uint8Array): Field {
  return joined([Uint8Array.from([...key(number, BYTES), ...varint(value.length)]), value]);
}

export function textField(number: number, value: string): Field {
  return bytesField(number, new TextEncoder().encode(value));
}

/** A nested message. */
export function messageField(number: number, fields: readonly Field[]): Field {
  return bytesField(number, joined(fields));
}
