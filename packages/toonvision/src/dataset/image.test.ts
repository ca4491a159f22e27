// Tests of image.ts.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage, decodeRegion } from './image.ts';

const [width, height] = [61, 47];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toonvision-picture-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const noise = (channels: 1 | 3 | 4) => {
  const data = Uint8Array.from(
    { length: width * height * channels },
    (_, i) => (Math.imul(i + 7, 2_654_435_761) >>> 13) & 255,
  );
  return sharp(data, { raw: { width, height, channels } });
};
const files = {
  png: () => noise(3).png(),
  'interlaced png': () => noise(3).png({ progressive: true }),
  'png with alpha': () => noise(4).png(),
  'grey png': () => noise(1).toColourspace('b-w').png(),
  'palette png': () => noise(3).png({ palette: true, colours: 16 }),
  '16-bit png': () => noise(3).toColourspace('rgb16').png(),
  jpeg: () => noise(3).jpeg(),
  'turned jpeg': () => noise(3).jpeg().withMetadata({ orientation: 6 }),
  'mirrored jpeg': () => noise(3).jpeg().withMetadata({ orientation: 7 }),
  webp: () => noise(4).webp(),
};

describe('decodeRegion', () => {
  it.each(Object.entries(files))('decodes a region of a %s', async (name, make) => {
    const path = join(folder, `${name}.img`);
    await writeFile(path, await make().toBuffer());
    const whole = await decodeImage(path);
    for (const box of [
      { xmin: 0, ymin: 0, xmax: whole.width, ymax: whole.height },
      { xmin: 5, ymin: 3, xmax: 31, ymax: 20 },
      { xmin: whole.width - 1, ymin: whole.height - 2, xmax: whole.width, ymax: whole.height },
    ]) {
      const [w, h] = [box.xmax - box.xmin, box.ymax - box.ymin];
      const expected = Array.from({ length: h }, (_, y) => {
        const from = ((box.ymin + y) * whole.width + box.xmin) * 3;
        return [...whole.data.subarray(from, from + w * 3)];
      }).flat();
      const part = await decodeRegion(path, box);
      expect(part).toMatchObject({ width: w, height: h });
      expect([...(part?.data ?? [])]).toEqual(expected);
    }
    expect(await decodeRegion(path, { xmin: 0, ymin: 0, xmax: whole.width + 1, ymax: 2 })).toBeUndefined();
  });

  it('returns undefined if there is no image', async () => {
    expect(await decodeRegion(join(folder, 'missing.png'), { xmin: 0, ymin: 0, xmax: 1, ymax: 1 })).toBeUndefined();
  });
});
