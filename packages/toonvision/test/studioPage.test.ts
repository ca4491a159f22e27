// The studio's page in Chromium, on a drawn project: every view, corrections and their undoing, training as it goes.
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { CHROMIUM, startChromium, withChromium } from '@toonvision/testing/chromium';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVoc } from '../src/annotations/index.ts';
import { type RunningStudio, startStudio } from '../src/server/startStudio.ts';
import { cli, colourProject } from './cliProcess.ts';
import { listenForFaults, seriousFindings } from './pageFaults.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const PAGE = fileURLToPath(new URL('../../studio/vite.config.ts', import.meta.url));
/** For what a machine that is busy with other tests takes its time over. */
const SLOW = { timeout: 20_000 };

describe('the studio’s page', withChromium, () => {
  let folder: string;
  let pageFolder: string;
  let studio: RunningStudio;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  const listenTo = (opened: Page): void => listenForFaults(opened, studio.url, faults);
  const open = (path: string) => page.goto(new URL(path, studio.url).href, { waitUntil: 'load' });

  beforeAll(async () => {
    folder = await colourProject();
    for (const parts of [
      ['extract'],
      ['split'],
      ['train', '--epochs', '3', '--name', 'first'],
      ['train', '--epochs', '2', '--seed', '5', '--name', 'second'],
      ['evaluate', 'first', '--split', 'val'],
      ['evaluate', 'second', '--split', 'val'],
      ['tune', '--name', 'tiny', '--space', 'bayesian', '--sampler', 'random', '--trials', '8', '--epochs', '2'],
    ])
      expect(await cli([...parts, '--project', folder])).toMatchObject({ code: 0 });
    pageFolder = await mkdtemp(join(tmpdir(), 'toonvision-page-'));
    await build({ configFile: PAGE, build: { outDir: pageFolder, emptyOutDir: true } });
    const log = (text: string) => faults.push(text);
    studio = await startStudio({ directory: folder, port: 0, pageFolder, program: MAIN, log });
    browser = await startChromium(CHROMIUM ?? '');
    context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    page = await context.newPage();
    listenTo(page);
  });
  afterAll(async () => {
    await browser?.close();
    await studio?.close();
    for (const one of [folder, pageFolder]) if (one !== undefined) await rm(one, { recursive: true, force: true });
    expect(faults).toEqual([]);
  });

  it('needs little script', async () => {
    const html = await readFile(join(pageFolder, 'index.html'), 'utf8');
    const scripts = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? '');
    expect(scripts.length).toBeGreaterThan(0);
    const sizes = await Promise.all(
      scripts.map(async (path) => gzipSync(await readFile(join(pageFolder, path))).length),
    );
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(300_000);
  });

  for (const theme of ['light', 'dark'] as const)
    for (const width of [1280, 390])
      it(`shows every view without a fault, ${theme}, ${width} wide`, async () => {
        await page.emulateMedia({ colorScheme: theme });
        await page.setViewportSize({ width, height: 860 });
        const views: [string, string][] = [
          ['/', 'Samples per'],
          ['/samples', '24 samples'],
          ['/samples?class=bb&street=ttc', 'All samples'],
          [`/samples/${encodeURIComponent('ttc/shot00#1')}`, 'Looks alike'],
          ['/findings', 'What was looked for'],
          ['/train', 'Start training'],
          ['/runs', 'second'],
          ['/runs/first', 'Curves'],
          ['/runs/first?tab=val', 'Confusion'],
          ['/runs/first?tab=test', 'The test split is sealed'],
          ['/runs/first?tab=settings', 'Machine'],
          ['/compare?runs=first,second', 'McNemar'],
          ['/compare', 'No runs are chosen'],
          ['/studies', 'Begin the search'],
          ['/studies/tiny', 'A tighter space'],
          ['/try', 'Drop a picture here'],
          ['/label', 'Every screenshot is annotated'],
          ['/nowhere', 'There is no such view'],
        ];
        for (const [path, words] of views) {
          await open(path);
          await page.getByText(words).first().waitFor({ timeout: 20_000 });
          expect(await seriousFindings(page), path).toEqual([]);
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(wider, `${path} is wider than the window`).toBeLessThanOrEqual(0);
        }
        expect(faults).toEqual([]);
      });

  it('leads from a cell of the table to its samples, and to one with maps', async () => {
    await page.setViewportSize({ width: 1280, height: 860 });
    await open('/');
    await page.locator('table.heat tbody a').first().click();
    await page.waitForURL(/\/samples\?/);
    await page.locator('.gallery .tile').first().click();
    await page.waitForURL(/\/samples\/.+at=0/);
    await page.locator('.maps canvas').first().waitFor();
    expect(await page.locator('.maps canvas').count()).toBe(2);
    const coloured = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.maps canvas');
      const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return new Set([...data].filter((_, at) => at % 4 === 1)).size;
    });
    expect(coloured).toBeGreaterThan(1);
    await page.getByLabel('Method').selectOption('occlusion');
    await page.getByText('the picture itself').waitFor({ state: 'attached' });
    const before = page.url();
    await page.keyboard.press('j');
    await expect.poll(() => page.url(), SLOW).not.toBe(before);
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/samples\?/);
  });

  it('leaves a sample out by one key, gives another label, and undoes both', async () => {
    const id = 'ttc/shot02#1';
    await open(`/samples/${encodeURIComponent(id)}`);
    await page.getByText('Looks alike').waitFor();
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Take in again' }).waitFor();
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Leave out' }).waitFor();
    await page.getByLabel('Label').fill('cog_lb_bigwig');
    await page.getByRole('button', { name: 'Correct' }).click();
    await page.getByText('annotated as cog_bb_flunky').waitFor();
    const steps = await (await page.request.get(new URL('/api/project', studio.url).href)).json();
    expect(steps.steps[1]).toMatchObject({
      name: 'split',
      done: false,
      hint: expect.stringContaining('changed since'),
    });
    await page.getByLabel('Label').fill('dog');
    await page.getByRole('button', { name: 'Correct' }).click();
    await page.locator('.toast.bad', { hasText: 'unknown label dog' }).waitFor();
    // A refusal is told in words; the browser notes it, too.
    expect(faults.splice(0)).toEqual([expect.stringContaining('400')]);
    await open('/');
    await page.getByRole('button', { name: /^Undo: ttc\/shot02#1 is now/ }).click();
    await expect.poll(() => page.locator('.edits s').count(), SLOW).toBe(2);
    const lines = (await readFile(join(folder, 'dataset', 'edits.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).kind)).toEqual(['exclude', 'undo', 'relabel', 'undo']);
  });

  it('works through findings, and goes back', async () => {
    await open('/findings');
    await page.locator('.kinds a').first().waitFor({ timeout: 30_000 });
    const kinds = await page.locator('.kinds a .tag').allTextContents();
    await page
      .locator('.kinds a')
      .nth(kinds.findIndex((count) => count !== '0'))
      .click();
    const leave = page.getByRole('button', { name: /^Leave out / }).first();
    await leave.waitFor();
    const id = ((await leave.getAttribute('aria-label')) ?? '').replace('Leave out ', '');
    await leave.click();
    await page.locator('.toast', { hasText: `Left out ${id}` }).waitFor();
    const excluded = new URL('/api/samples?edited=excluded', studio.url).href;
    expect(await (await page.request.get(excluded)).json()).toMatchObject({ total: 1, samples: [{ id }] });
    await page.keyboard.press('u');
    await page.locator('.toast', { hasText: `Undone: Left out ${id}` }).waitFor();
    expect(await (await page.request.get(excluded)).json()).toMatchObject({ total: 0 });
  });

  it('opens the samples of a cell of the confusion matrix', async () => {
    await open('/runs/second?tab=val');
    const cells = page.locator('table.matrix td button');
    await cells.first().waitFor();
    const shares = await cells.evaluateAll((all) =>
      all.map((one) => Number.parseInt(one.querySelector('small')?.textContent ?? '', 10)),
    );
    const largest = shares.indexOf(Math.max(...shares));
    await cells.nth(largest).click();
    await page.waitForURL(/true=.+predicted=/);
    expect(await cells.nth(largest).getAttribute('aria-pressed')).toBe('true');
    await page.locator('#samples .tile').first().click();
    await page.locator('#samples .maps canvas').first().waitFor();
    const chart = await page.request.get(
      new URL('/api/runs/second/evaluation/val/chart/roc?theme=dark', studio.url).href,
    );
    expect(chart.headers()['content-type']).toBe('image/svg+xml');
    expect(await chart.text()).toContain('<svg');
  });

  it('trains from the form, shows it live, and stops it', async () => {
    await open('/train');
    await page.getByLabel('Name').fill('from-page');
    await page.getByLabel('Epochs at most').fill('9000');
    await page.getByLabel('Patience').fill('9000');
    await page.getByRole('button', { name: 'Start training' }).click();
    const job = page.locator('[data-job="1"]');
    await job.getByText(/epoch \d+ of at most 9000/).waitFor({ timeout: 30_000 });
    await job.locator('polyline').first().waitFor();
    await job.getByRole('button', { name: 'Stop, keep the best' }).click();
    await job.getByText('ended', { exact: true }).waitFor({ timeout: 30_000 });
    await open('/runs/from-page');
    await page.getByText('interrupted', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Go on with it' }).waitFor();
  });

  it('links axes, front and table of a study, and keeps the choice in the address', async () => {
    await open('/studies');
    await page.getByRole('link', { name: 'tiny' }).click();
    await page.waitForURL(/\/studies\/tiny$/);
    const rows = page.locator('table.trials tbody tr');
    await expect.poll(() => rows.count(), SLOW).toBe(8);
    expect(await page.locator('svg.parallel polyline').count()).toBe(8);
    expect(await page.locator('svg.front circle').count()).toBe(8);
    const losses = page.getByRole('button', { name: /^valLoss: arrow up/ });
    const box = await losses.boundingBox();
    if (box === null) throw new Error('there is no axis');
    // The lower half of the losses.
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height - 2, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/brush=/);
    const chosen = await rows.count();
    expect(chosen).toBeGreaterThan(0);
    expect(chosen).toBeLessThan(8);
    expect(await page.locator('svg.front circle[opacity="0.95"]').count()).toBe(chosen);
    await page.reload();
    await expect.poll(() => rows.count(), SLOW).toBe(chosen);
    await losses.press('Escape');
    await expect.poll(() => rows.count(), SLOW).toBe(8);
    await losses.press('ArrowDown');
    await page.waitForURL(/brush=/);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await expect.poll(() => rows.count(), SLOW).toBe(8);
    await rows.nth(2).hover();
    const trial = await rows.nth(2).getAttribute('data-trial');
    await page.locator(`svg.front circle[data-trial="${trial}"][r="7"]`).waitFor();
    await page.getByRole('button', { name: 'parameters', exact: true }).click();
    const sizes = await rows.locator('td:nth-child(4)').allTextContents();
    const numbers = sizes.map((text) => Number(text.replaceAll(',', '')));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    await page.locator('img.drawn[alt="Each hyperparameter by itself"]').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('goes on with a study, and begins another that is seen as it goes and stopped', async () => {
    await open('/studies/tiny');
    await page.getByLabel('Trials in all').fill('9');
    await page.getByRole('button', { name: 'Go on' }).click();
    const rows = page.locator('table.trials tbody tr');
    await expect.poll(() => rows.count(), { timeout: 40_000 }).toBe(9);
    await open('/studies');
    await page.getByLabel('Name').fill('endless');
    await page.getByLabel('Space').selectOption('bayesian');
    await page.getByLabel('Sampler').selectOption('random');
    await page.getByLabel('Trials', { exact: true }).fill('5000');
    await page.getByLabel('Epochs a trial, at most').fill('2');
    await page.getByLabel('A second one').selectOption('parameters');
    await page.getByRole('button', { name: 'Begin the search' }).click();
    await page.waitForURL(/\/studies\/endless$/);
    await page.locator('svg.front circle').nth(2).waitFor({ timeout: 40_000 });
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Go on' }).waitFor({ timeout: 40_000 });
    expect(faults.splice(0).filter((fault) => !fault.includes('404'))).toEqual([]);
  });

  it('shows a run that was started elsewhere, and that it is gone', async () => {
    await open('/runs');
    await page.getByText('second').first().waitFor();
    expect(await cli(['train', '--epochs', '2', '--name', 'elsewhere', '--project', folder])).toMatchObject({
      code: 0,
    });
    const row = page.getByRole('link', { name: 'elsewhere' });
    await row.first().waitFor({ timeout: 15_000 });
    await rm(join(folder, 'runs', 'elsewhere'), { recursive: true });
    await row.first().waitFor({ state: 'detached', timeout: 15_000 });
    // Who asked for it in the moment it went was told that it is not there.
    const gone = /status of 404 .*\/api\/runs\/elsewhere$/;
    expect(faults.splice(0).filter((fault) => !gone.test(fault))).toEqual([]);
  });

  it('says what a picture shows, whole and in a box that is drawn', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await open('/try?run=first');
    await page.setInputFiles('input[type=file]', join(folder, 'screenshots', 'ttc', 'shot00.png'));
    await page.locator('.maps canvas').first().waitFor();
    // Computed in the page, to the bits of the server.
    const said = await page.locator('[data-probabilities]').getAttribute('data-probabilities');
    const token = await page.locator('meta[name="token"]').getAttribute('content');
    const answer = await page.request.post(new URL('/api/runs/first/try', studio.url).href, {
      headers: { 'x-toonvision-token': token ?? '', origin: new URL(studio.url).origin },
      data: await readFile(join(folder, 'screenshots', 'ttc', 'shot00.png')),
    });
    expect(said?.split(' ').map(Number)).toEqual((await answer.json()).probabilities);
    expect(asked.filter((address) => /^\/api\/.*\/(?:try|maps)$/.test(address))).toEqual([]);
    const box = await page.locator('.picture.draw').boundingBox();
    if (box === null) throw new Error('there is no picture');
    // The picture is 120 x 90; the brown one stands on the left, the blue one on the right.
    const at = (x: number, y: number) => [box.x + (x / 120) * box.width, box.y + (y / 90) * box.height] as const;
    await page.mouse.move(...at(66, 6));
    await page.mouse.down();
    await page.mouse.move(...at(80, 40), { steps: 4 });
    await page.mouse.move(...at(93, 64), { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Whole picture' }).waitFor();
    await expect.poll(() => page.locator('.maps img').first().getAttribute('width'), SLOW).toMatch(/^2[5-9]$/);
    await writeFile(join(folder, 'broken.png'), 'no picture');
    await page.setInputFiles('input[type=file]', join(folder, 'broken.png'));
    await page.locator('.toast.bad', { hasText: 'no picture that can be read' }).waitFor();
    expect(faults.splice(0).filter((fault) => !fault.includes('400'))).toEqual([]);
  });

  it('labels a new screenshot by drawing, one key and Enter, so that extract takes it in', async () => {
    const street = join(folder, 'screenshots', 'ttc');
    await copyFile(join(street, 'shot00.png'), join(street, 'new.png'));
    await open('/label?run=first');
    const picture = page.locator('.picture.draw');
    await picture.locator('svg').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const box = await picture.boundingBox();
    if (box === null) throw new Error('there is no picture');
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
    await page.getByText('Every screenshot is annotated').waitFor();
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
    await open('/samples?text=new');
    await page.getByText('1 sample', { exact: true }).waitFor();
  });

  it('goes by keys alone', async () => {
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
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Keys' }).waitFor({ state: 'hidden' });
  });

  it('goes on when the server comes back on the same port', async () => {
    await open('/samples');
    await page.locator('.gallery .tile').first().waitFor();
    const { port } = studio;
    await studio.close();
    await page.getByText('The studio does not answer').first().waitFor({ timeout: 15_000 });
    const log = (text: string) => faults.push(text);
    studio = await startStudio({ directory: folder, port, pageFolder, program: MAIN, log });
    await page.getByText('The studio does not answer').waitFor({ state: 'detached', timeout: 20_000 });
    // Its token is another one by now; the page has learnt it.
    await page.locator('.gallery .tile').first().click();
    await page.getByRole('button', { name: 'Leave out' }).click();
    await page.getByRole('button', { name: 'Take in again' }).click();
    await page.getByRole('button', { name: 'Leave out' }).waitFor();
    expect(faults.splice(0).filter((fault) => !/net::ERR_/.test(fault))).toEqual([]);
  });

  it('scrolls a hundred thousand samples with few tiles', async () => {
    const path = join(folder, 'dataset', 'samples.json');
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
