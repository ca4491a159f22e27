// The studio's page on training, in Chromium: the form with augmentation, a run as it goes, stopped and gone on with, repeats.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHROMIUM, startChromium, withChromium } from '@toonvision/testing/chromium';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningStudio, startStudio } from '../src/server/startStudio.ts';
import { cli, colourProject } from './cliProcess.ts';
import { listenForFaults, seriousFindings } from './pageFaults.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const PAGE = fileURLToPath(new URL('../../studio/vite.config.ts', import.meta.url));
/** For what a machine that is busy with other tests takes its time over. */
const SLOW = { timeout: 40_000 };

describe('training from the studio’s page', withChromium, () => {
  let folder: string;
  let pageFolder: string;
  let studio: RunningStudio;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];
  const open = (path: string) => page.goto(new URL(path, studio.url).href, { waitUntil: 'load' });
  const recordOf = async (run: string) => JSON.parse(await readFile(join(folder, 'runs', run, 'run.json'), 'utf8'));

  beforeAll(async () => {
    folder = await colourProject();
    for (const parts of [
      ['extract'],
      ['split'],
      ['train', '--epochs', '3', '--name', 'first'],
      ['evaluate', 'first', '--split', 'val'],
      ['train', '--epochs', '2', '--repeats', '3', '--name', 'plain'],
      ['train', '--epochs', '2', '--repeats', '3', '--name', 'foggy', '--augmentation', 'flip,fog=0.4'],
    ])
      expect(await cli([...parts, '--project', folder])).toMatchObject({ code: 0 });
    pageFolder = await mkdtemp(join(tmpdir(), 'toonvision-page-'));
    await build({ configFile: PAGE, build: { outDir: pageFolder, emptyOutDir: true } });
    const log = (text: string) => faults.push(text);
    studio = await startStudio({ directory: folder, port: 0, pageFolder, program: MAIN, log });
    browser = await startChromium(CHROMIUM ?? '');
    page = await (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage();
    listenForFaults(page, studio.url, faults);
  });
  afterAll(async () => {
    await browser?.close();
    await studio?.close();
    for (const one of [folder, pageFolder]) if (one !== undefined) await rm(one, { recursive: true, force: true });
    expect(faults).toEqual([]);
  });

  for (const theme of ['light', 'dark'] as const)
    for (const width of [1280, 390])
      it(`shows its views without a fault, ${theme}, ${width} wide`, async () => {
        await page.emulateMedia({ colorScheme: theme });
        await page.setViewportSize({ width, height: 860 });
        const views: [string, string][] = [
          ['/train', 'Augmentation'],
          ['/runs', 'one configuration over several seeds'],
          ['/runs/first', 'Validation after epoch 3'],
          ['/runs/first?tab=val&street=ttc', 'on ttc'],
          ['/runs/plain-seed-1', 'One of the repeats'],
          ['/repeats/plain', 'Seed by seed'],
          ['/repeats/plain?with=foggy&split=val&metric=loss', 'paired seeds'],
        ];
        for (const [path, words] of views) {
          await open(path);
          await page.getByText(words).first().waitFor(SLOW);
          if (path === '/train') await page.getByLabel('choose').check();
          expect(await seriousFindings(page), path).toEqual([]);
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(wider, `${path} is wider than the window`).toBeLessThanOrEqual(0);
        }
        expect(faults).toEqual([]);
      });

  it('trains with augmentation and weights, shows validation after each epoch, stops, and goes on from the table', async () => {
    await page.setViewportSize({ width: 1280, height: 860 });
    await open('/train');
    await page.getByLabel('Name').fill('from-page');
    await page.getByLabel('Epochs at most').fill('9000');
    await page.getByLabel('Patience').fill('9000');
    await page.getByLabel('Class weights').selectOption('balanced');
    await page.getByLabel('Balanced sampling').selectOption('class');
    await page.getByText('Classes are balanced twice').waitFor();
    await page.getByLabel('Balanced sampling').selectOption('street');
    await page.getByLabel('choose').check();
    await page.getByLabel('rotation', { exact: true }).check();
    await page.getByLabel('rotation: share of a full turn').fill('0.05');
    await page.getByRole('button', { name: 'Start training' }).click();
    const job = page.locator('[data-job="1"]');
    await job.getByText(/epoch \d+ of at most 9000 · [\d,]+ images\/s.* left/).waitFor(SLOW);
    await job.locator('polyline').first().waitFor();
    const title = job.getByRole('heading', { name: /Validation after epoch/ });
    const first = await title.textContent();
    await expect.poll(() => title.textContent(), SLOW).not.toBe(first);
    await page.getByText('--augmentation=flip,rotation=0.05').first().waitFor();
    // A page that is opened later shows it, too.
    await open('/runs/from-page');
    await page.getByText(/epoch \d+ of at most 9000/).waitFor();
    await page.getByRole('heading', { name: /Validation after epoch/ }).waitFor();
    await page.getByRole('button', { name: 'Stop, keep the best' }).click();
    await page.getByText('interrupted', { exact: true }).waitFor(SLOW);
    const { config, result } = await recordOf('from-page');
    expect(config).toMatchObject({
      augmentation: { randomFlip: 'horizontal', randomRotation: 0.05 },
      classWeight: { kind: 'balanced' },
      sampling: 'street',
    });
    await open('/runs');
    await page.getByRole('button', { name: 'Go on with from-page' }).click();
    await page
      .locator('section', { has: page.getByText('running', { exact: true }) })
      .first()
      .waitFor(SLOW);
    await expect.poll(async () => (await recordOf('from-page')).result.epochs, SLOW).toBeGreaterThan(result.epochs);
    await open('/runs/from-page');
    await page.getByRole('button', { name: 'Stop, keep the best' }).click();
    await page.getByRole('button', { name: 'Go on with it' }).waitFor(SLOW);
  });

  it('goes back through the epochs of a run', async () => {
    await open('/runs/first');
    const epoch = page.getByLabel('Epoch', { exact: true });
    await epoch.waitFor();
    await epoch.fill('1');
    await page.getByRole('heading', { name: 'Validation after epoch 1' }).waitFor();
    await page.getByRole('button', { name: 'the last' }).click();
    await page.getByRole('heading', { name: 'Validation after epoch 3' }).waitFor();
  });

  it('has calibration beside its numbers, the report of a street, and bars of the least sure that open maps', async () => {
    await open('/runs/first?tab=val');
    const calibration = page.locator('section', { has: page.getByRole('heading', { name: /^Calibration/ }) });
    await calibration.scrollIntoViewIfNeeded();
    await expect
      .poll(() => calibration.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth), SLOW)
      .toBeGreaterThan(0);
    for (const name of ['Calibration error (ECE)', 'Brier score', 'Log loss'])
      await calibration.getByText(name).waitFor();
    await page.getByRole('combobox', { name: 'Street' }).selectOption('dg');
    await page.waitForURL(/street=dg/);
    await page.getByText('on dg').waitFor();
    await page.locator('.doubt a').first().click();
    await page.locator('#samples .maps canvas').first().waitFor(SLOW);
  });

  it('leads from the runs to repeats, their samples, and what sets two apart', async () => {
    await open('/runs');
    await page.getByRole('link', { name: 'foggy', exact: true }).click();
    await page.waitForURL(/\/repeats\/foggy/);
    await page
      .getByText('The best run')
      .or(page.getByText('best', { exact: true }))
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Loss', exact: true }).click();
    await page.waitForURL(/metric=loss/);
    await expect
      .poll(
        () =>
          page
            .locator('img.drawn')
            .first()
            .evaluate((image: HTMLImageElement) => image.naturalWidth),
        SLOW,
      )
      .toBeGreaterThan(0);
    await page.getByLabel('with').selectOption('plain');
    await page.waitForURL(/with=plain/);
    await page.getByText('in the mean of 3 paired seeds').waitFor();
    const samples = page.locator('.strip .tile');
    if ((await samples.count()) > 0) {
      await samples.first().click();
      await page.waitForURL(/\/samples\//);
    }
  });

  it('begins repeats, shows how far they are, stops them and goes on', async () => {
    await open('/train');
    await page.getByLabel('Name').fill('three');
    await page.getByLabel('Epochs at most').fill('400');
    await page.getByLabel('Patience').fill('400');
    await page.getByLabel('Repeats').fill('3');
    await page.getByText('opens the test split').waitFor();
    await page.getByRole('button', { name: 'Start training' }).click();
    const job = page.locator('section[data-job]').first();
    await job.getByText('of 3 runs have ended').waitFor(SLOW);
    await job
      .getByText(/epoch \d+ of at most 400/)
      .first()
      .waitFor(SLOW);
    await job.getByRole('link', { name: 'three', exact: true }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Go on with them' }).click(SLOW);
    await page.getByText('running', { exact: true }).first().waitFor(SLOW);
    await page.getByRole('button', { name: 'Stop' }).click(SLOW);
    await page.getByRole('button', { name: 'Go on with them' }).waitFor(SLOW);
    expect(faults).toEqual([]);
  });
});
