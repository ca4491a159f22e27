// Protobuf's wire format, writing only: a message is its fields one after the other.

/** One encoded field with its number, or several. */
export type Field = Uint8Array;

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

function varint(value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`varint of ${value}`);
  const bytes: number[] = [];
  let rest = value;
  // By division: the length of a large message may pass 2^31.
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

const key = (number: number, wire: number): number[] => varint(number * 8 + wire);

/** Fields one after the other. */
export function joined(fields: readonly Field[]): Field {
  const result = new Uint8Array(fields.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const field of fields) {
    result.set(field, at);
    at += field.length;
  }
  return result;
}

/** A whole number from 0. */
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

/** A message inside a message. */
export function messageField(number: number, fields: readonly Field[]): Field {
  return bytesField(number, joined(fields));
}
