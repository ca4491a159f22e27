// Encodes crops as PNG without sharp's pipeline, which takes a tenth of the time for small images.
import { crc32, deflateSync } from 'node:zlib';
import type { Box } from './boxSchema.ts';
import type { RgbImage } from './rgbImage.ts';

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10] as const;

function chunk(name: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(name, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/**
 * Encodes a box of an image as a lossless 8-bit RGB PNG file (PNG specification, third edition). Rows are not filtered:
 * for crops of screenshots with flat colors, that compresses as well and is the fastest to decode.
 *
 * @param box Whole pixels inside the image.
 *
 * @example
 * await writeFile('crop.png', encodePlainPng(image, { xmin: 10, ymin: 20, xmax: 110, ymax: 220 }));
 */
export function encodePlainPng({ data, width }: RgbImage, { xmin, ymin, xmax, ymax }: Box): Uint8Array {
  const stride = (xmax - xmin) * 3;
  const rows = Buffer.alloc((ymax - ymin) * (stride + 1));
  for (let row = 0; row < ymax - ymin; row += 1) {
    const from = ((ymin + row) * width + xmin) * 3;
    // The byte before each row is its filter type; 0 is none.
    rows.set(data.subarray(from, from + stride), row * (stride + 1) + 1);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(xmax - xmin, 0);
  header.writeUInt32BE(ymax - ymin, 4);
  // Bit depth 8, RGB. The following zeros are deflate, adaptive filters and no interlacing.
  header.set([8, 2], 8);
  return Buffer.concat([
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 6 })),
    chunk('IEND', new Uint8Array()),
  ]);
}
