// The studio's page in Chromium: views, sample gallery, edits, data issues, predictions and reconnection.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { withChromium } from '@toonvision/testing/chromium';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PredictionPage } from '../src/server/api.ts';
import { APPEARANCES, SLOW, StudioPageSession } from './studioPageSession.ts';

describe('the studio’s page', withChromium, () => {
  let session: StudioPageSession;
  let page: Page;
  const open = (path: string) => session.open(path);
  const json = async <Value>(path: string): Promise<Value> =>
    (await (await page.request.get(session.address(path))).json()) as Value;

  beforeAll(async () => {
    session = await StudioPageSession.start([
      ['extract'],
      ['split'],
      ['train', '--epochs', '3', '--name', 'first'],
      ['train', '--epochs', '2', '--seed', '5', '--name', 'second'],
      ['evaluate', 'first', '--split', 'val'],
      ['evaluate', 'second', '--split', 'val'],
    ]);
    page = session.page;
  });
  afterAll(() => session?.close());

  it('needs little script', async () => {
    const html = await readFile(join(session.pageFolder, 'index.html'), 'utf8');
    const scripts = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? '');
    expect(scripts.length).toBeGreaterThan(0);
    const sizes = await Promise.all(
      scripts.map(async (path) => gzipSync(await readFile(join(session.pageFolder, path))).length),
    );
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(300_000);
  });

  it.each(APPEARANCES)('shows every view without errors, $theme, $width wide', async (appearance) => {
    await session.checkViews(appearance, [
      ['/', 'Samples per'],
      ['/samples', '24 samples'],
      ['/samples?class=bb&street=ttc', 'Clear filters'],
      ['/samples?run=first&split=val&outcome=correct', 'Predicted class'],
      [`/samples/${encodeURIComponent('ttc/shot00#1')}`, 'Similar samples'],
      ['/findings', 'Passed and skipped checks'],
      ['/train', 'Start training'],
      ['/runs', 'second'],
      ['/runs/first', 'Learning curves'],
      ['/runs/first?tab=val', 'Confusion matrix'],
      ['/runs/first?tab=test', 'The test split is sealed'],
      ['/runs/first?tab=settings', 'Machine'],
      ['/compare?runs=first,second', 'McNemar'],
      ['/compare', 'No runs selected'],
      ['/try', 'Drop an image here'],
      ['/label', 'All screenshots are annotated'],
      ['/nowhere', 'Page not found'],
    ]);
  });

  it('links a cell of the table to its samples, and a sample to its maps', async () => {
    await open('/');
    await page.locator('table.heat tbody a').first().click();
    await page.waitForURL(/\/samples\?/);
    await page.locator('.gallery .tile').first().click();
    await page.waitForURL(/\/samples\/.+at=0/);
    await page.locator('.maps canvas').first().waitFor();
    expect(await page.locator('.maps canvas').count()).toBe(2);
    const levels = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.maps canvas');
      const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return new Set([...data].filter((_, index) => index % 4 === 1)).size;
    });
    expect(levels).toBeGreaterThan(1);
    await page.getByLabel('Method').selectOption('occlusion');
    await page.getByText('Input image').waitFor({ state: 'attached' });
    const before = page.url();
    await page.keyboard.press('j');
    await expect.poll(() => page.url(), SLOW).not.toBe(before);
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/samples\?/);
  });

  it('excludes a sample with one key, relabels it, and undoes both', async () => {
    await open(`/samples/${encodeURIComponent('ttc/shot02#1')}`);
    await page.getByText('Similar samples').waitFor();
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Include' }).waitFor();
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Exclude' }).waitFor();
    await page.getByLabel('Label').fill('cog_lb_bigwig');
    await page.getByRole('button', { name: 'Relabel' }).click();
    await page.getByText('annotated as cog_bb_flunky').waitFor();
    const { steps } = await json<{ steps: unknown[] }>('/api/project');
    expect(steps[1]).toMatchObject({ name: 'split', done: false, hint: expect.stringContaining('changed since') });
    await page.getByLabel('Label').fill('dog');
    await page.getByRole('button', { name: 'Relabel' }).click();
    await page.locator('.toast.bad', { hasText: 'unknown label' }).waitFor();
    // The rejected request is also logged by the browser.
    expect(session.faults.splice(0)).toEqual([expect.stringContaining('400')]);
    await open('/');
    await page.getByRole('button', { name: /^Undo: Relabeled ttc\/shot02#1/ }).click();
    await expect.poll(() => page.locator('.edits s').count(), SLOW).toBe(2);
    const lines = (await readFile(join(session.folder, 'dataset', 'edits.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).kind)).toEqual(['exclude', 'undo', 'relabel', 'undo']);
  });

  it('works through data issues and undoes an edit', async () => {
    await open('/findings');
    await page.locator('.kinds a').first().waitFor({ timeout: 30_000 });
    const counts = await page.locator('.kinds a .tag').allTextContents();
    await page
      .locator('.kinds a')
      .nth(counts.findIndex((count) => Number(count) > 0))
      .click();
    const exclude = page.getByRole('button', { name: /^Exclude / }).first();
    await exclude.waitFor();
    const id = ((await exclude.getAttribute('aria-label')) ?? '').replace('Exclude ', '');
    await exclude.click();
    await page.locator('.toast', { hasText: `Excluded ${id}` }).waitFor();
    const excluded = () => json('/api/samples?edited=excluded');
    expect(await excluded()).toMatchObject({ total: 1, samples: [{ id }] });
    await page.keyboard.press('u');
    await page.locator('.toast', { hasText: `Undone: Excluded ${id}` }).waitFor();
    expect(await excluded()).toMatchObject({ total: 0 });
  });

  it('links a confusion cell to its samples in the gallery', async () => {
    await open('/runs/second?tab=val');
    const cells = page.locator('table.matrix td a');
    await cells.first().waitFor();
    const counts = await cells.evaluateAll((all) => all.map((cell) => Number(cell.childNodes[1]?.textContent)));
    const largest = counts.indexOf(Math.max(...counts));
    await cells.nth(largest).click();
    await page.waitForURL(/\/samples\?run=second&split=val&true=\w+&predicted=\w+$/);
    const samples = (count: number) => (count === 1 ? '1 sample' : `${count} samples`);
    await page.getByText(samples(counts[largest]!), { exact: true }).waitFor();
    const { searchParams } = new URL(page.url());
    for (const [label, name] of [
      ['Predicted by', 'run'],
      ['True class', 'true'],
      ['Predicted class', 'predicted'],
    ] as const)
      expect(await page.getByLabel(label).inputValue()).toBe(searchParams.get(name));
    // A filter changes the address, a reload keeps it, and Back leads to the matrix.
    await page.getByLabel('Predicted class').selectOption('');
    await page.getByLabel('Outcome').selectOption('wrong');
    await page.waitForURL(/outcome=wrong/);
    const truth = searchParams.get('true');
    const row = await json<PredictionPage>(`/api/runs/second/predictions/val?true=${truth}&outcome=wrong`);
    await page.reload();
    await page.getByText(samples(row.total), { exact: true }).waitFor();
    await page.goBack();
    await page.waitForURL(/\/runs\/second\?tab=val/);
    await cells.nth(largest).click();
    await page.locator('.gallery .tile .good, .gallery .tile .bad').first().waitFor();
    await page.locator('.gallery .tile').first().click();
    await page.waitForURL(/\/samples\/.+run=second.+at=0/);
    await page.locator('.maps canvas').first().waitFor();
    expect(await page.getByRole('combobox', { name: 'Run' }).inputValue()).toBe('second');
  });

  it('lists predictions with filters and sort orders, and opens one with its maps', async () => {
    await open('/runs/second?tab=val&outcome=all&order=leastConfident');
    const list = page.locator('#samples');
    const { total, predictions } = await json<PredictionPage>('/api/runs/second/predictions/val?order=leastConfident');
    await expect.poll(() => list.locator('.tile').count(), SLOW).toBe(total);
    expect(await list.locator('.tile').evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('title')))).toEqual(
      predictions.map(({ id }) => id),
    );
    await list.getByLabel('Outcome').selectOption('correct');
    const correct = predictions.filter((row) => row.true === row.predicted).length;
    await expect.poll(() => list.locator('.tile').count(), SLOW).toBe(correct);
    await list.getByLabel('Outcome').selectOption('all');
    await list.locator('.tile').first().click();
    await list.locator('.maps canvas').first().waitFor();
    const chart = await page.request.get(session.address('/api/runs/second/evaluation/val/chart/roc?theme=dark'));
    expect(chart.headers()['content-type']).toBe('image/svg+xml');
    expect(await chart.text()).toContain('<svg');
  });

  it('can be used with keys alone', async () => {
    await open('/');
    await page.getByText('Samples per').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL(/\/samples$/);
    await page.locator('.gallery .tile').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/samples\/.+at=1/);
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor({ state: 'hidden' });
  });

  it('reconnects to a restarted server', async () => {
    await open('/samples');
    await page.locator('.gallery .tile').first().waitFor();
    await session.studio.close();
    await page.getByText('The studio is not responding').first().waitFor({ timeout: 15_000 });
    await session.restart();
    await page.getByText('The studio is not responding').waitFor({ state: 'detached', timeout: 20_000 });
    // The page has fetched the new server's token.
    await page.locator('.gallery .tile').first().click();
    await page.getByRole('button', { name: 'Exclude' }).click();
    await page.getByRole('button', { name: 'Include' }).click();
    await page.getByRole('button', { name: 'Exclude' }).waitFor();
    expect(session.faults.splice(0).filter((fault) => !/net::ERR_/.test(fault))).toEqual([]);
  });

  it('scrolls 100,000 samples with few tiles', async () => {
    const path = join(session.folder, 'dataset', 'samples.json');
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    const [first] = manifest.samples;
    manifest.samples = Array.from({ length: 100_000 }, (_, index) => ({
      ...first,
      id: `ttc/many${String(index).padStart(6, '0')}#1`,
    }));
    await writeFile(path, JSON.stringify(manifest));
    await open('/samples');
    await page.getByText('100,000 samples').waitFor({ timeout: 30_000 });
    await page.locator('.gallery .tile').first().waitFor();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.locator('.tile[title*="many099999"]').waitFor({ timeout: 15_000 });
    expect(await page.locator('.gallery .place').count()).toBeLessThan(150);
  });
});
