// Tests of imageSize.ts.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/datasetTown.ts';
import { readImageSize } from './imageSize.ts';

describe('readImageSize', () => {
  it('returns the size after EXIF rotation, for every format', async () => {
    const folder = await temporaryFolder();
    const image = sharp({ create: { width: 70, height: 30, channels: 3, background: '#a07040' } });
    const files = {
      'plain.png': await image.clone().png().toBuffer(),
      'profile.png': await image.clone().withIccProfile('srgb').png().toBuffer(),
      'turned.png': await image.clone().withMetadata({ orientation: 6 }).png().toBuffer(),
      'plain.jpg': await image.clone().jpeg().toBuffer(),
      'turned.jpg': await image.clone().withMetadata({ orientation: 8 }).jpeg().toBuffer(),
      'plain.webp': await image.clone().webp().toBuffer(),
    };
    for (const [name, bytes] of Object.entries(files)) {
      await writeFile(join(folder, name), bytes);
      const { autoOrient } = await sharp(bytes).metadata();
      expect(await readImageSize(join(folder, name)), name).toEqual({
        width: autoOrient.width,
        height: autoOrient.height,
      });
    }
    expect(await readImageSize(join(folder, 'turned.jpg'))).toEqual({ width: 30, height: 70 });
  });

  it('returns undefined for a missing file or another format', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'text.png'), 'no picture');
    expect(await readImageSize(join(folder, 'text.png'))).toBeUndefined();
    expect(await readImageSize(join(folder, 'none.png'))).toBeUndefined();
    expect(await readImageSize(folder)).toBeUndefined();
  });
});
