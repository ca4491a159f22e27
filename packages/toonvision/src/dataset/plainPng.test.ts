// Tests of plainPng.ts.
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePlainPng } from './plainPng.ts';

const raw = (data: Uint8Array, width: number, height: number, channels: 1 | 3 | 4 = 3) =>
  sharp(data, { raw: { width, height, channels } });
const noise = (count: number, seed: number) =>
  Uint8Array.from({ length: count }, (_, i) => (Math.imul(i + seed, 2654435761) >>> 13) & (i % 5 === 0 ? 255 : 31));

describe('decodePlainPng', () => {
  it('decodes any filter and compression', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(1e6),
        fc.integer({ min: 0, max: 9 }),
        fc.boolean(),
        async (width, height, seed, compressionLevel, adaptiveFiltering) => {
          const data = noise(width * height * 3, seed);
          const png = await raw(data, width, height).png({ compressionLevel, adaptiveFiltering }).toBuffer();
          const found = decodePlainPng(png);
          expect([found?.width, found?.height]).toEqual([width, height]);
          expect(Buffer.compare(Buffer.from(found?.data ?? []), Buffer.from(data))).toBe(0);
        },
      ),
      { numRuns: propertyRuns(60) },
    );
  });

  it('returns undefined for grayscale, transparent, palette, 16-bit, interlaced, large, tagged and other files', async () => {
    const image = raw(noise(20 * 10 * 3, 1), 20, 10);
    const others = [
      await raw(noise(200, 1), 20, 10, 1).toColourspace('b-w').png().toBuffer(),
      await raw(noise(800, 1), 20, 10, 4).png().toBuffer(),
      await image.clone().png({ palette: true }).toBuffer(),
      await image.clone().toColourspace('rgb16').png().toBuffer(),
      await image.clone().png({ progressive: true }).toBuffer(),
      await image.clone().withMetadata({ orientation: 6 }).png().toBuffer(),
      await image.clone().withIccProfile('p3').png().toBuffer(),
      await raw(noise(300 * 300 * 3, 1), 300, 300)
        .png()
        .toBuffer(),
      await image.clone().jpeg().toBuffer(),
      new Uint8Array(),
    ];
    for (const [index, bytes] of others.entries()) expect(decodePlainPng(bytes), String(index)).toBeUndefined();
  });

  it('returns undefined for every truncated or modified file', async () => {
    const png = await raw(noise(12 * 9 * 3, 3), 12, 9)
      .png()
      .toBuffer();
    for (let length = 0; length < png.length; length += 1)
      expect(decodePlainPng(png.subarray(0, length))).toBeUndefined();
    for (let at = 0; at < png.length; at += 1) {
      const changed = Uint8Array.from(png);
      changed[at] = (changed[at] ?? 0) ^ 4;
      expect(decodePlainPng(changed), `byte ${at}`).toBeUndefined();
    }
  });
});
