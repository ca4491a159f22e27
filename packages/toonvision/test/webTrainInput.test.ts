// Input and display of examples/web-train in Chromium: rejected folders, unreadable images, and accessibility.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { withChromium } from '@toonvision/testing/chromium';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagePathsOf, SETTINGS, startWebTrain, suitCrops, type WebTrainSession } from './webTrainSession.ts';

const plainImage = (brightness: number) =>
  sharp({ create: { width: 40, height: 40, channels: 3, background: { r: brightness, g: brightness, b: 90 } } })
    .png()
    .toBuffer();

describe('in Chromium', withChromium, () => {
  let session: WebTrainSession;
  let suits: string;
  beforeAll(async () => {
    [session, suits] = await Promise.all([startWebTrain(), suitCrops()]);
  });
  afterAll(() => session?.end());

  it.each([
    ['an empty folder', { 'notes.txt': 'none' }, 'No images found.'],
    ['one class', { 'cat/1.png': 'x', 'cat/2.png': 'x' }, 'All images are in one folder, cat.'],
    ['a small class', { 'a/1.png': 'x', 'a/2.png': 'x', 'a/3.png': 'x', 'b/1.png': 'x' }, 'to validate: b has 1.'],
  ] as const)('rejects %s', async (_, files, message) => {
    const page = await session.open();
    await page.setInputFiles('#folder', await session.folderOf(files));
    await session.waitForStatus(page, message);
    expect(await page.locator('#given').isVisible()).toBe(false);
    expect(await page.locator('#folder').isEnabled()).toBe(true);
  });

  it('reports images that are broken or too large, and trains without them', async () => {
    const huge = Buffer.from(await plainImage(1));
    // Width and height in the header of the PNG.
    huge.writeUInt32BE(30_000, 16);
    huge.writeUInt32BE(30_000, 20);
    const files: Record<string, string | Uint8Array> = {
      'b/huge.png': huge,
      'b/broken.png': 'not an image',
      'b/note.xml': '',
    };
    for (let index = 0; index < 4; index += 1) {
      files[`a/${index}.png`] = await plainImage(index * 20);
      files[`b/${index}.png`] = await sharp({ create: { width: 40, height: 40, channels: 3, background: 'black' } })
        .composite([
          {
            input: { create: { width: 9, height: 9, channels: 3, background: 'red' } },
            left: index * 9,
            top: index * 6,
          },
        ])
        .png()
        .toBuffer();
    }
    const page = await session.open();
    await page.setInputFiles('#folder', await session.folderOf(files));
    await session.waitForStatus(page, '10 images in 2 classes. Skipped 1 other file.');
    await session.fillSettings(page, { epochs: 1, height: 40, width: 40 });
    await page.click('#train');
    await session.waitForStatus(page, /Trained/);
    const problems = await page.locator('#problems li').allTextContents();
    expect(problems).toEqual([
      expect.stringMatching(/b\/broken\.png: not an image this browser can read/),
      expect.stringMatching(/b\/huge\.png: more than 64 million pixels/),
    ]);
    // All images of class b are unreadable.
    const broken = Object.fromEntries(
      Object.entries(files).map(([path, file]) => [path, path.startsWith('a') ? file : 'x']),
    );
    await page.setInputFiles('#folder', await session.folderOf(broken));
    await session.waitForStatus(page, '10 images');
    await page.click('#train');
    await session.waitForStatus(page, /Too few readable images; each class needs 3: b has 0/);
  });

  for (const theme of ['light', 'dark'] as const)
    it(`is accessible, ${theme}, 390 pixels wide`, async () => {
      const page = await session.open({ width: 390 });
      await page.emulateMedia({ colorScheme: theme });
      await session.chooseFolder(page, suits);
      await session.fillSettings(page, { ...SETTINGS, epochs: 2 });
      await page.click('#train');
      await session.waitForStatus(page, /Trained/);
      await page.setInputFiles('#try', join(suits, (await imagePathsOf(suits))[0] ?? ''));
      await page.locator('#guesses li').first().waitFor();
      await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const violations = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 120)]))',
      );
      expect(violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    });
});
