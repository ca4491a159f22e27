// Independent reader of event files: bitwise CRC-32C, protocol buffers decoded by hand.

/** Computes CRC-32C bit by bit by polynomial division, without a table. */
export function slowCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  return Number(crc ^ 0xffffffffn);
}

function unmask(masked: number): number {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}

/** Reads the records of a file; throws if a checksum is wrong or the file is truncated. */
export function readRecords(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  let offset = 0;
  while (offset < file.length) {
    const length = Number(view.getBigUint64(offset, true));
    if (unmask(view.getUint32(offset + 8, true)) !== slowCrc32c(file.subarray(offset, offset + 8)))
      throw new Error(`length at ${offset}`);
    const data = file.subarray(offset + 12, offset + 12 + length);
    if (data.length !== length) throw new Error(`truncated record at ${offset}`);
    if (unmask(view.getUint32(offset + 12 + length, true)) !== slowCrc32c(data)) throw new Error(`data at ${offset}`);
    records.push(data);
    offset += length + 16;
  }
  return records;
}

export type Field = number | bigint | Uint8Array;

/** Decodes the fields of a message by field number. */
export function fieldsOf(message: Uint8Array): Map<number, Field[]> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const fields = new Map<number, Field[]>();
  let offset = 0;
  const varint = (): bigint => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = message[offset] ?? 0;
      offset += 1;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asIntN(64, value);
      shift += 7n;
    }
  };
  while (offset < message.length) {
    const key = Number(varint());
    const [number, kind] = [key >>> 3, key & 7];
    let field: Field;
    if (kind === 0) field = varint();
    else if (kind === 1) {
      field = view.getFloat64(offset, true);
      offset += 8;
    } else if (kind === 5) {
      field = view.getFloat32(offset, true);
      offset += 4;
    } else if (kind === 2) {
      const length = Number(varint());
      field = message.subarray(offset, offset + length);
      offset += length;
    } else throw new Error(`wire type ${kind} at ${offset}`);
    fields.set(number, [...(fields.get(number) ?? []), field]);
  }
  return fields;
}

const textOf = (field: Field | undefined) => new TextDecoder().decode(field as Uint8Array);

export interface ReadEvent {
  wallTime: number;
  step: number;
  fileVersion: string | undefined;
  graph: Uint8Array | undefined;
  values: {
    tag: string;
    scalar?: number;
    histogram?: Map<number, Field[]>;
    image?: Map<number, Field[]>;
    plugin?: string;
    content?: Uint8Array;
  }[];
}

/** Decodes the events of a file (event.proto and summary.proto). */
export function readEvents(file: Uint8Array): ReadEvent[] {
  return readRecords(file).map((record) => {
    const event = fieldsOf(record);
    const summary = event.get(5)?.[0];
    const values = summary === undefined ? [] : (fieldsOf(summary as Uint8Array).get(1) ?? []);
    return {
      wallTime: event.get(1)?.[0] as number,
      step: Number(event.get(2)?.[0] ?? 0),
      fileVersion: event.has(3) ? textOf(event.get(3)?.[0]) : undefined,
      graph: event.get(4)?.[0] as Uint8Array | undefined,
      values: values.map((bytes) => {
        const value = fieldsOf(bytes as Uint8Array);
        const [scalar, histogram, metadata] = [value.get(2)?.[0], value.get(5)?.[0], value.get(9)?.[0]];
        const image = value.get(4)?.[0];
        const plugin =
          metadata === undefined ? undefined : fieldsOf(fieldsOf(metadata as Uint8Array).get(1)?.[0] as Uint8Array);
        return {
          tag: textOf(value.get(1)?.[0]),
          ...(scalar === undefined ? {} : { scalar: scalar as number }),
          ...(histogram === undefined ? {} : { histogram: fieldsOf(histogram as Uint8Array) }),
          ...(image === undefined ? {} : { image: fieldsOf(image as Uint8Array) }),
          ...(plugin === undefined
            ? {}
            : { plugin: textOf(plugin.get(1)?.[0]), content: plugin.get(2)?.[0] as Uint8Array }),
        };
      }),
    };
  });
}
