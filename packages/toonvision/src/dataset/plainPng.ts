// Decodes small, simple PNG files, such as the crops this tool writes, without sharp's pipeline.
import { crc32, inflateSync } from 'node:zlib';
import type { RgbImage } from './rgbImage.ts';

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10] as const;
/** For larger images, sharp is faster. */
const MAX_PIXELS = 1 << 16;
/** Chunks that do not affect colors. */
const IGNORED_CHUNKS = new Set(['pHYs', 'tIME']);

const readChunkName = (bytes: Uint8Array, offset: number): string =>
  String.fromCharCode(...bytes.subarray(offset, offset + 4));

/**
 * Decodes a small, non-interlaced 8-bit RGB PNG without color profile, gamma, palette or transparency. Returns
 * undefined for anything else, including broken files: sharp decodes those or reports the error. Most crops are small,
 * and for them setting up sharp's pipeline takes longer than decoding.
 */
export function decodePlainPng(bytes: Uint8Array): RgbImage | undefined {
  if (SIGNATURE.some((byte, index) => bytes[index] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [width, height] = [0, 0];
  const packed: Uint8Array[] = [];
  let offset = 8;
  for (;;) {
    if (offset + 12 > bytes.length) return undefined;
    const length = view.getUint32(offset);
    const end = offset + 8 + length;
    if (end + 4 > bytes.length || crc32(bytes.subarray(offset + 4, end)) !== view.getUint32(end)) return undefined;
    const name = readChunkName(bytes, offset + 4);
    if (name === 'IHDR') {
      if (length !== 13 || offset !== 8) return undefined;
      [width, height] = [view.getUint32(offset + 8), view.getUint32(offset + 12)];
      // Depth 8, RGB, deflate, adaptive filters, not interlaced.
      if ([8, 2, 0, 0, 0].some((value, index) => bytes[offset + 16 + index] !== value)) return undefined;
      if (width === 0 || height === 0 || width * height > MAX_PIXELS) return undefined;
    } else if (name === 'IDAT') packed.push(bytes.subarray(offset + 8, end));
    else if (name === 'IEND') break;
    else if (!IGNORED_CHUNKS.has(name)) return undefined;
    offset = end + 4;
  }
  if (width === 0 || packed.length === 0) return undefined;
  const stride = width * 3;
  const size = height * (stride + 1);
  let filtered: Uint8Array;
  try {
    const whole = packed.length === 1 ? (packed[0] ?? new Uint8Array()) : Buffer.concat(packed);
    filtered = inflateSync(whole, { maxOutputLength: size, chunkSize: Math.max(64, size) });
  } catch {
    return undefined;
  }
  if (filtered.length !== size) return undefined;
  const data = new Uint8Array(height * stride);
  for (let row = 0; row < height; row += 1) {
    const from = row * (stride + 1);
    if (!unfilter(filtered[from] ?? 0, filtered.subarray(from + 1, from + 1 + stride), data, row * stride, stride))
      return undefined;
  }
  return { data, width, height };
}

/**
 * Reverses the filter of a row (PNG specification, 9); returns false for an unknown one. The row above the first is 0.
 */
function unfilter(kind: number, row: Uint8Array, data: Uint8Array, to: number, stride: number): boolean {
  if (kind > 4) return false;
  if (kind === 0) {
    data.set(row, to);
    return true;
  }
  const above = to - stride;
  for (let i = 0; i < stride; i += 1) {
    const left = i < 3 ? 0 : (data[to + i - 3] ?? 0);
    const up = to === 0 ? 0 : (data[above + i] ?? 0);
    let predicted: number;
    if (kind === 1) predicted = left;
    else if (kind === 2) predicted = up;
    else if (kind === 3) predicted = (left + up) >> 1;
    else {
      const corner = i < 3 || to === 0 ? 0 : (data[above + i - 3] ?? 0);
      const sum = left + up - corner;
      const [a, b, c] = [Math.abs(sum - left), Math.abs(sum - up), Math.abs(sum - corner)];
      predicted = a <= b && a <= c ? left : b <= c ? up : corner;
    }
    data[to + i] = (row[i] ?? 0) + predicted;
  }
  return true;
}
