// Training on the studio's page in Chromium: the form, active runs, stopping and resuming, and repeats.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withChromium } from '@toonvision/testing/chromium';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPEARANCES, SLOW, StudioPageSession } from './studioPageSession.ts';

describe('training from the studio’s page', withChromium, () => {
  let session: StudioPageSession;
  let page: Page;
  const recordOf = async (run: string) =>
    JSON.parse(await readFile(join(session.folder, 'runs', run, 'run.json'), 'utf8'));

  beforeAll(async () => {
    session = await StudioPageSession.start([
      ['extract'],
      ['split'],
      ['train', '--epochs', '3', '--name', 'first'],
      ['evaluate', 'first', '--split', 'val'],
      ['train', '--epochs', '2', '--repeats', '3', '--name', 'plain'],
      ['train', '--epochs', '2', '--repeats', '3', '--name', 'foggy', '--augmentation', 'flip,fog=0.4'],
    ]);
    page = session.page;
  });
  afterAll(() => session?.close());

  it.each(APPEARANCES)('shows its views without errors, $theme, $width wide', async (appearance) => {
    await session.checkViews(
      appearance,
      [
        ['/train', 'Augmentation'],
        ['/runs', 'one configuration trained with several seeds'],
        ['/runs/first', 'Validation after epoch 3'],
        ['/runs/first?tab=val&street=ttc', 'in ttc'],
        ['/runs/plain-seed-1', 'Part of the repeats'],
        ['/repeats/plain', 'Runs are paired by seed'],
        ['/repeats/plain?with=foggy&split=val&metric=loss', 'paired seeds'],
      ],
      async () => {
        const custom = page.getByLabel('Custom');
        if ((await custom.count()) > 0) await custom.check();
      },
    );
  });

  it('trains with augmentation and class weights, shows each epoch, stops, and resumes', async () => {
    await page.setViewportSize({ width: 1280, height: 860 });
    await session.open('/train');
    await page.getByLabel('Name').fill('from-page');
    await page.getByLabel('Max. epochs').fill('9000');
    await page.getByLabel('Patience').fill('9000');
    await page.getByLabel('Class weights').selectOption('balanced');
    await page.getByLabel('Balanced sampling').selectOption('class');
    await page.getByText('Classes are balanced twice').waitFor();
    await page.getByLabel('Balanced sampling').selectOption('street');
    await page.getByLabel('Custom').check();
    await page.getByLabel('rotation', { exact: true }).check();
    await page.getByLabel('rotation: fraction of a full turn').fill('0.05');
    await page.getByRole('button', { name: 'Start training' }).click();
    const job = page.locator('[data-job="1"]');
    await job.getByText(/Epoch \d+ of up to 9000 · [\d,]+ images\/s.* left/).waitFor(SLOW);
    await job.locator('polyline').first().waitFor();
    const title = job.getByRole('heading', { name: /Validation after epoch/ });
    const first = await title.textContent();
    await expect.poll(() => title.textContent(), SLOW).not.toBe(first);
    await page.getByText('--augmentation=flip,rotation=0.05').first().waitFor();
    // The run's own page shows the same progress.
    await session.open('/runs/from-page');
    await page.getByText(/Epoch \d+ of up to 9000/).waitFor();
    await page.getByRole('heading', { name: /Validation after epoch/ }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('interrupted', { exact: true }).waitFor(SLOW);
    const { config, result } = await recordOf('from-page');
    expect(config).toMatchObject({
      augmentation: { randomFlip: 'horizontal', randomRotation: 0.05 },
      classWeight: { kind: 'balanced' },
      sampling: 'street',
    });
    await session.open('/runs');
    await page.getByRole('button', { name: 'Resume from-page' }).click();
    await page
      .locator('section', { has: page.getByText('running', { exact: true }) })
      .first()
      .waitFor(SLOW);
    await expect.poll(async () => (await recordOf('from-page')).result.epochs, SLOW).toBeGreaterThan(result.epochs);
    await session.open('/runs/from-page');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor(SLOW);
  });

  it('shows the confusion matrix of earlier epochs', async () => {
    await session.open('/runs/first');
    const epoch = page.getByLabel('Epoch', { exact: true });
    await epoch.waitFor();
    await epoch.fill('1');
    await page.getByRole('heading', { name: 'Validation after epoch 1' }).waitFor();
    await page.getByRole('button', { name: 'Latest' }).click();
    await page.getByRole('heading', { name: 'Validation after epoch 3' }).waitFor();
  });

  it('shows calibration, the report of a street, and the least confident predictions with their maps', async () => {
    await session.open('/runs/first?tab=val');
    const calibration = page.locator('section', { has: page.getByRole('heading', { name: /^Calibration/ }) });
    await calibration.scrollIntoViewIfNeeded();
    await expect
      .poll(() => calibration.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth), SLOW)
      .toBeGreaterThan(0);
    for (const name of ['Calibration error (ECE)', 'Brier score', 'Log loss'])
      await calibration.getByText(name).waitFor();
    await page.getByRole('combobox', { name: 'Street' }).selectOption('dg');
    await page.waitForURL(/street=dg/);
    await page.getByText('in dg').waitFor();
    await page.locator('.uncertain a').first().click();
    await page.locator('#samples .maps canvas').first().waitFor(SLOW);
  });

  it('links runs to repeats, their samples and a comparison', async () => {
    await session.open('/runs');
    await page.getByRole('link', { name: 'foggy', exact: true }).click();
    await page.waitForURL(/\/repeats\/foggy/);
    await page
      .getByText('Best run')
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
    await page.getByText('on average over 3 paired seeds').waitFor();
    const samples = page.locator('.strip .tile');
    if ((await samples.count()) > 0) {
      await samples.first().click();
      await page.waitForURL(/\/samples\//);
    }
  });

  it('starts repeats, shows their progress, stops and resumes them', async () => {
    await session.open('/train');
    await page.getByLabel('Name').fill('three');
    await page.getByLabel('Max. epochs').fill('400');
    await page.getByLabel('Patience').fill('400');
    await page.getByLabel('Repeats').fill('3');
    await page.getByText('opens the test split').waitFor();
    await page.getByRole('button', { name: 'Start training' }).click();
    const job = page.locator('section[data-job]').first();
    await job.getByText('of 3 runs finished').waitFor(SLOW);
    await job
      .getByText(/Epoch \d+ of up to 400/)
      .first()
      .waitFor(SLOW);
    await job.getByRole('link', { name: 'three', exact: true }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Resume' }).click(SLOW);
    await page.getByText('running', { exact: true }).first().waitFor(SLOW);
    await page.getByRole('button', { name: 'Stop' }).click(SLOW);
    await page.getByRole('button', { name: 'Resume' }).waitFor(SLOW);
    expect(session.faults).toEqual([]);
  });

  it('shows a run in the job that trains it, and stops it there', async () => {
    await session.open('/train');
    await page.getByLabel('Name').fill('in-job');
    await page.getByLabel('Max. epochs').fill('9000');
    await page.getByLabel('Patience').fill('9000');
    await page.getByRole('button', { name: 'Start training' }).click();
    const job = page.locator('section[data-job]').first();
    await job.getByText(/Epoch \d+ of up to 9000/).waitFor({ timeout: 30_000 });
    await job.locator('polyline').first().waitFor();
    await job.getByRole('button', { name: 'Stop' }).click();
    await job.getByText('ended', { exact: true }).waitFor({ timeout: 30_000 });
    await session.open('/runs/in-job');
    await page.getByText('interrupted', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
  });

  it('shows a run that was started elsewhere, and its removal', async () => {
    await session.open('/runs');
    await page.getByText('first').first().waitFor();
    await session.run('train', '--epochs', '2', '--name', 'elsewhere');
    const row = page.getByRole('link', { name: 'elsewhere' });
    await row.first().waitFor({ timeout: 15_000 });
    await rm(join(session.folder, 'runs', 'elsewhere'), { recursive: true });
    await row.first().waitFor({ state: 'detached', timeout: 15_000 });
    // Requests at the moment of its removal are answered with 404.
    const notFound = /status of 404 .*\/api\/runs\/elsewhere$/;
    expect(session.faults.splice(0).filter((fault) => !notFound.test(fault))).toEqual([]);
  });
});
