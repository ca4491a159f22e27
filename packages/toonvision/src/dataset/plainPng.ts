// Small PNG files of the plainest kind, such as the crops this tool writes, decoded without a pipeline around them.
import { crc32, inflateSync } from 'node:zlib';
import type { RgbImage } from './rgbImage.ts';

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10] as const;
/** Above it the library's decoder is faster than plain TypeScript. */
const MOST_PIXELS = 1 << 16;
/** Chunks that say nothing about colours. */
const SILENT = new Set(['pHYs', 'tIME']);

const nameAt = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);

/**
 * The pixels of a whole, small PNG of eight-bit RGB that is not interlaced and holds no profile, gamma, palette or
 * transparency; undefined for anything else, also where it is broken: the library decodes that, or says what is wrong.
 * Most crops are small, and for those setting up the library's pipeline takes longer than decoding.
 */
export function decodePlainPng(bytes: Uint8Array): RgbImage | undefined {
  if (SIGNATURE.some((byte, at) => bytes[at] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [width, height] = [0, 0];
  const packed: Uint8Array[] = [];
  let at = 8;
  for (;;) {
    if (at + 12 > bytes.length) return undefined;
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) return undefined;
    const name = nameAt(bytes, at + 4);
    if (name === 'IHDR') {
      if (length !== 13 || at !== 8) return undefined;
      [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
      // Depth 8, RGB, deflate, adaptive filters, not interlaced.
      if ([8, 2, 0, 0, 0].some((value, index) => bytes[at + 16 + index] !== value)) return undefined;
      if (width === 0 || height === 0 || width * height > MOST_PIXELS) return undefined;
    } else if (name === 'IDAT') packed.push(bytes.subarray(at + 8, end));
    else if (name === 'IEND') break;
    else if (!SILENT.has(name)) return undefined;
    at = end + 4;
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

/** Undoes the filter of a row (PNG specification, 9); `false` for an unknown one. The row above the first is zeros. */
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
    let guess: number;
    if (kind === 1) guess = left;
    else if (kind === 2) guess = up;
    else if (kind === 3) guess = (left + up) >> 1;
    else {
      const corner = i < 3 || to === 0 ? 0 : (data[above + i - 3] ?? 0);
      const sum = left + up - corner;
      const [a, b, c] = [Math.abs(sum - left), Math.abs(sum - up), Math.abs(sum - corner)];
      guess = a <= b && a <= c ? left : b <= c ? up : corner;
    }
    data[to + i] = (row[i] ?? 0) + guess;
  }
  return true;
}
