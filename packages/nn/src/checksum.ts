// CRC-32 (ISO 3309, as in zip and png) to detect damaged files.

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/**
 * The CRC-32 of bytes, or of the bytes of numbers.
 *
 * @param before CRC of the preceding bytes
 * @example checksum(new TextEncoder().encode('123456789')); // 0xcbf43926
 */
export function checksum(values: Uint8Array | Float32Array | Float64Array | Int32Array, before = 0): number {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let crc = ~before;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
