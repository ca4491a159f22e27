// "Try it" and labeling on the studio's page in Chromium, from a drawn box to a sample in the dataset.
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHROMIUM, withChromium } from '@toonvision/testing/chromium';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVoc } from '../src/annotations/index.ts';
import { loadConfig } from '../src/config/index.ts';
import { readAdditions, readSamples } from '../src/dataset/index.ts';
import { cli } from './cliProcess.ts';
import { seriousFindings } from './pageFaults.ts';
import { SLOW, StudioPageSession } from './studioPageSession.ts';

describe('labeling on the studio’s page', withChromium, () => {
  let session: StudioPageSession;
  let folder: string;
  let context: BrowserContext;
  let page: Page;

  const shot = (name: string): string => join(folder, 'screenshots', name);
  /** A point of the image (120 x 90) on the screen. */
  const at = async (x: number, y: number): Promise<[number, number]> => {
    const place = await page.locator('.image.draw').boundingBox();
    if (place === null) throw new Error('no image');
    return [place.x + (x / 120) * place.width, place.y + (y / 90) * place.height];
  };
  const drag = async (from: [number, number], to: [number, number], up = true): Promise<void> => {
    await page.locator('.image.draw').scrollIntoViewIfNeeded();
    await page.mouse.move(...(await at(...from)));
    await page.mouse.down();
    await page.mouse.move(...(await at((from[0] + to[0]) / 2, (from[1] + to[1]) / 2)), { steps: 3 });
    await page.mouse.move(...(await at(...to)), { steps: 3 });
    if (up) await page.mouse.up();
  };
  const probabilities = () => page.locator('[data-probabilities]').getAttribute('data-probabilities');
  const selectedBox = async (): Promise<number[]> => {
    const text = (await page.locator('.grab').getAttribute('aria-label')) ?? '';
    return [...text.matchAll(/\d+/g)].map(([number]) => Number(number));
  };
  const extracted = async () => {
    await session.run('extract');
    return readSamples(await loadConfig(folder));
  };

  beforeAll(async () => {
    const launch = () =>
      chromium.launch({
        executablePath: CHROMIUM ?? '',
        args: [
          ...['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
          ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
        ],
      });
    session = await StudioPageSession.start(
      [['extract'], ['split'], ['train', '--epochs', '6', '--name', 'first']],
      launch,
    );
    ({ folder, context, page } = session);
    await page.setViewportSize({ width: 1280, height: 1000 });
  });
  afterAll(() => session?.close());

  it('classifies a box while it is drawn, moved and resized by pointer and keys', async () => {
    await session.open('/try?run=first');
    await page.getByRole('button', { name: 'Project screenshots' }).click();
    await page.locator('.strip.shots .tile', { hasText: 'ttc/shot00.png' }).click();
    await page.waitForURL(/image=screenshots/);
    await page.locator('.maps canvas').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const whole = await probabilities();
    await drag([8, 8], [30, 60], false);
    // The button is still down.
    await expect.poll(probabilities, SLOW).not.toBe(whole);
    const drawn = await probabilities();
    await page.mouse.up();
    expect((await selectedBox()).slice(0, 2)).toEqual([8, 8]);
    // From the brown figure on the left to the blue one on the right.
    await drag([20, 30], [80, 30], false);
    await expect.poll(probabilities, SLOW).not.toBe(drawn);
    await page.mouse.up();
    const [left, top, width, height] = await selectedBox();
    expect(left).toBeGreaterThan(64);
    expect([top, width, height]).toEqual([8, 22, 52]);
    await drag([68 + 22, 60], [100, 70]);
    expect((await selectedBox()).slice(2)).toEqual([32, 62]);
    await page.locator('.grab').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+ArrowUp');
    const [after, , , shorter] = await selectedBox();
    expect([after, shorter]).toEqual([(left ?? 0) - 1, 61]);
    await page.keyboard.press('Escape');
    await page.locator('.grab').waitFor({ state: 'detached' });
    await page.keyboard.press('b');
    await expect.poll(() => page.evaluate(() => document.activeElement?.className), SLOW).toBe('grab');
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('adds a box of an annotated screenshot to the dataset, and undoes it', async () => {
    const xml = await readFile(shot('ttc/shot00.xml'), 'utf8');
    await session.open('/try?run=first&image=screenshots%2Fttc%2Fshot00.png');
    await page.locator('.maps canvas').first().waitFor();
    await drag([10, 70], [50, 88]);
    await page.keyboard.press('1');
    await page.locator('.proposal[aria-pressed="true"]').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.toast', { hasText: 'Saved dataset/added.jsonl' }).waitFor();
    expect(await readFile(shot('ttc/shot00.xml'), 'utf8')).toBe(xml);
    const [addition] = await readAdditions(await loadConfig(folder));
    expect(addition?.box).toEqual({ xmin: 10, ymin: 70, xmax: 50, ymax: 88 });
    const made = (await extracted()).find(({ id }) => id === 'ttc/shot00#added-1');
    expect(made).toMatchObject({ label: addition?.label, street: 'ttc', source: 'added' });
    const split = await cli(['split', '--project', folder]);
    expect(split).toMatchObject({ code: 0, stdout: expect.stringContaining('Extended') });
    await session.open(`/samples/${encodeURIComponent('ttc/shot00#added-1')}`);
    await page.getByText('added by').waitFor();
    await session.open('/');
    await page.getByRole('button', { name: /^Undo: cog_.. on screenshots\/ttc\/shot00\.png|^Undo: cog/ }).click();
    await page.locator('.toast', { hasText: 'Undone' }).waitFor();
    await page.getByText('added by hand or undone').waitFor();
    expect((await extracted()).some(({ source }) => source === 'added')).toBe(false);
  });

  it('takes a photo with live predictions, and stores it with its label', async () => {
    await session.open('/try?run=first');
    await page.getByRole('button', { name: 'Camera', exact: true }).click();
    await page.locator('[data-live*="0."]').waitFor(SLOW);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take photo' }).click();
    await page.locator('.maps canvas').first().waitFor();
    expect(await page.locator('video').count()).toBe(0);
    await page.getByLabel('Folder for the image').fill('camera');
    await page.keyboard.press('Tab');
    await page.locator('h1').click();
    await page.keyboard.press('2');
    await page.keyboard.press('Enter');
    await page.waitForURL(/image=screenshots%2Fcamera%2Fphoto/);
    const [photo] = (await readdir(shot('camera'))).filter((name) => name.endsWith('.png'));
    const { objects, size } = await readVoc(shot(`camera/${photo?.replace('.png', '.xml')}`));
    expect(objects).toMatchObject([{ box: { xmin: 0, ymin: 0, xmax: size?.width, ymax: size?.height } }]);
    expect((await extracted()).some(({ street }) => street === 'camera')).toBe(true);
    await rm(shot('camera'), { recursive: true });
  });

  it('explains why there is no camera image', async () => {
    for (const [error, message] of [
      ['NotFoundError', 'No camera found'],
      ['NotAllowedError', 'Camera access was denied'],
      ['NotReadableError', 'another program may be using it'],
    ] as const) {
      const other = await context.newPage();
      // Chromium with a fake camera never fails by itself.
      await other.addInitScript((name) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name));
      }, error);
      await other.goto(new URL('/try?run=first', session.studio.url).href);
      await other.getByRole('button', { name: 'Camera', exact: true }).click();
      await other.getByRole('alert').getByText(message).waitFor();
      await other.close();
    }
  });

  it('labels screenshots one after the other with proposed boxes and keys, and undoes it', async () => {
    for (const name of ['one', 'two']) await copyFile(shot('dg/shot01.png'), shot(`dg/${name}.png`));
    await session.open('/label?run=first');
    await page.getByText('images unlike the labeled ones first').waitFor(SLOW);
    await page.locator('.image .box.own').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const first = new URL(await page.locator('.image.draw img').evaluate((image: HTMLImageElement) => image.src));
    await drag([66, 4], [96, 68]);
    await page.locator('.proposal', { hasText: '%' }).first().waitFor();
    await page.keyboard.press('1');
    await page.locator('.proposal[aria-pressed="true"]').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.toast', { hasText: /Saved screenshots\/dg\/(one|two)\.xml/ }).waitFor();
    await page.getByText('1 image without a label').waitFor();
    const second = new URL(await page.locator('.image.draw img').evaluate((image: HTMLImageElement) => image.src));
    expect(second.search).not.toBe(first.search);
    const name = first.searchParams.get('path')?.replace('.png', '.xml') ?? '';
    const { objects } = await readVoc(join(folder, name));
    expect(objects).toMatchObject([{ box: { xmin: 66, ymin: 4, xmax: 96, ymax: 68 } }]);
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 images without a label').waitFor();
    await expect(readFile(join(folder, name))).rejects.toThrow('ENOENT');
    await page.goto('about:blank');
    for (const screenshot of ['one', 'two']) await rm(shot(`dg/${screenshot}.png`));
  });

  it('labels whole images of a folder-per-class project with one key each', async () => {
    const backup = join(folder, 'screenshots-before');
    await rename(join(folder, 'screenshots'), backup);
    const crops = JSON.parse(await readFile(join(folder, 'dataset', 'samples.json'), 'utf8')).samples;
    for (const [index, { crop, label: name }] of crops.entries()) {
      const class_ = index % 4 === 3 ? 'unsorted' : name;
      await mkdir(shot(class_), { recursive: true });
      await copyFile(join(folder, crop), shot(`${class_}/p${index}.png`));
    }
    expect(await cli(['extract', '--project', folder])).toMatchObject({ code: 0 });
    await session.open('/label?run=first');
    await page.getByText('6 images without a label').waitFor();
    await page.getByText('uncertain and diverse images first').waitFor(SLOW);
    await page.locator('.panel-head .tag', { hasText: /^margin/ }).waitFor();
    await page.locator('.proposal', { hasText: '%' }).first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    for (let left = 5; left >= 0; left -= 1) {
      await page.locator('.proposal', { hasText: '%' }).first().waitFor();
      await page.keyboard.press('1');
      await page
        .getByText(left === 0 ? 'All images are labeled' : `${left} image${left === 1 ? '' : 's'} without a label`)
        .waitFor();
    }
    const samples = await extracted();
    expect(samples.filter(({ source }) => source === 'added')).toHaveLength(6);
    expect(samples.filter(({ id }) => id.startsWith('unsorted/'))).toHaveLength(6);
    await rm(join(folder, 'screenshots'), { recursive: true });
    await rename(backup, join(folder, 'screenshots'));
  });
  it('classifies a new image as the server does, and a box that is drawn on it', async () => {
    const requests: string[] = [];
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    await session.open('/try?run=first');
    await page.setInputFiles('input[type=file]', join(folder, 'screenshots', 'ttc', 'shot00.png'));
    await page.locator('.maps canvas').first().waitFor();
    // The page computes the same bits as the server.
    const local = await page.locator('[data-probabilities]').getAttribute('data-probabilities');
    const token = await page.locator('meta[name="token"]').getAttribute('content');
    const answer = await page.request.post(new URL('/api/runs/first/try', session.studio.url).href, {
      headers: { 'x-toonvision-token': token ?? '', origin: new URL(session.studio.url).origin },
      data: await readFile(join(folder, 'screenshots', 'ttc', 'shot00.png')),
    });
    expect(local?.split(' ').map(Number)).toEqual((await answer.json()).probabilities);
    expect(requests.filter((address) => /^\/api\/.*\/(?:try|maps)$/.test(address))).toEqual([]);
    const box = await page.locator('.image.draw').boundingBox();
    if (box === null) throw new Error('no image');
    // The image has 120 x 90 pixels, with a brown figure on the left and a blue one on the right.
    const at = (x: number, y: number) => [box.x + (x / 120) * box.width, box.y + (y / 90) * box.height] as const;
    await page.mouse.move(...at(66, 6));
    await page.mouse.down();
    await page.mouse.move(...at(80, 40), { steps: 4 });
    await page.mouse.move(...at(93, 64), { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Whole image' }).waitFor();
    await expect.poll(() => page.locator('.maps img').first().getAttribute('width'), SLOW).toMatch(/^2[5-9]$/);
    await writeFile(join(folder, 'broken.png'), 'not an image');
    await page.setInputFiles('input[type=file]', join(folder, 'broken.png'));
    await page.locator('.toast.bad', { hasText: 'not a supported image format' }).waitFor();
    expect(session.faults.splice(0).filter((fault) => !fault.includes('400'))).toEqual([]);
  });

  it('labels a new screenshot by drawing a box, a key and Enter, so that extract finds it', async () => {
    const street = join(folder, 'screenshots', 'ttc');
    await copyFile(join(street, 'shot00.png'), join(street, 'new.png'));
    await session.open('/label?run=first');
    const image = page.locator('.image.draw');
    await image.locator('svg').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const box = await image.boundingBox();
    if (box === null) throw new Error('no image');
    const at = (x: number, y: number) => [box.x + (x / 120) * box.width, box.y + (y / 90) * box.height] as const;
    await page.mouse.move(...at(5, 5));
    await page.mouse.down();
    await page.mouse.move(...at(35, 65), { steps: 3 });
    await page.mouse.up();
    await page.locator('.proposal', { hasText: '%' }).first().waitFor();
    const proposed = await page.locator('.proposal').first().textContent();
    const label = ['cog_bb_flunky', 'cog_lb_bigwig'].find((name) => proposed?.includes(name));
    await page.keyboard.press('1');
    await page.locator('.proposal[aria-pressed="true"]').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('All screenshots are annotated').waitFor();
    const { objects } = await readVoc(join(street, 'new.xml'));
    expect(objects).toHaveLength(1);
    expect(objects[0]).toMatchObject({ name: label, truncated: false });
    for (const [side, wanted] of [
      ['xmin', 5],
      ['ymin', 5],
      ['xmax', 35],
      ['ymax', 65],
    ] as const)
      expect(Math.abs(objects[0]!.box[side] - wanted), side).toBeLessThanOrEqual(1);
    expect(await cli(['extract', '--project', folder])).toMatchObject({ code: 0 });
    await session.open('/samples?text=new');
    await page.getByText('1 sample', { exact: true }).waitFor();
  });
});
