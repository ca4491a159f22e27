// The studio when its server ends, a run's folder disappears, or two tabs are open.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHROMIUM, startChromium, withChromium } from '@toonvision/testing/chromium';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningStudio, startStudio } from '../src/server/startStudio.ts';
import { cli, colorProject } from './cliProcess.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const PAGE = fileURLToPath(new URL('../../studio/vite.config.ts', import.meta.url));
const SLOW = { timeout: 40_000 };
const EPOCHS = 60;

let folder: string;
let studio: RunningStudio;
let pageFolder: string | undefined;
const faults: string[] = [];

const start = async () => {
  const page = pageFolder === undefined ? {} : { pageFolder };
  studio = await startStudio({ directory: folder, port: 0, program: MAIN, log: (text) => faults.push(text), ...page });
};
const ask = (path: string, method = 'GET', body?: unknown) =>
  fetch(new URL(path, studio.url), {
    method,
    headers: { 'x-toonvision-token': studio.token, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const record = async (run: string) => JSON.parse(await readFile(join(folder, 'runs', run, 'run.json'), 'utf8'));

beforeAll(async () => {
  folder = await colorProject();
  for (const parts of [['extract'], ['split'], ['train', '--epochs', '2', '--name', 'first'], ['evaluate', 'first']])
    expect(await cli([...parts, '--project', folder])).toMatchObject({ code: 0 });
  await start();
});
afterAll(async () => {
  await studio?.close();
  for (const path of [folder, pageFolder]) if (path !== undefined) await rm(path, { recursive: true, force: true });
  expect(faults).toEqual([]);
});

describe('the studio', () => {
  it('leaves a run training when it ends; the next studio shows the run', async () => {
    const request = { model: 'baseline', name: 'long', epochs: EPOCHS, patience: EPOCHS };
    expect((await ask('/api/jobs', 'POST', request)).status).toBe(201);
    await expect.poll(() => record('long').catch(() => undefined), SLOW).toMatchObject({ status: 'running' });
    await studio.close();
    await start();
    const view = async () => (await (await ask('/api/runs/long')).json()) as { status: string; history: unknown[] };
    expect((await view()).status).toMatch(/running|finished/);
    await expect.poll(async () => (await view()).status, SLOW).toBe('finished');
    expect((await view()).history).toHaveLength(EPOCHS);
    // The same training without the studio has the same bits.
    const alone = ['train', '--epochs', `${EPOCHS}`, '--patience', `${EPOCHS}`, '--name', 'alone', '--project', folder];
    expect(await cli(alone)).toMatchObject({ code: 0 });
    const [long, other] = await Promise.all(['long', 'alone'].map(record));
    expect(long.result.weightsSha256).toBe(other.result.weightsSha256);
  });

  it('answers with an error when the folder of a run is deleted meanwhile', async () => {
    const paths = ['', '/evaluation/test', '/evaluation/test/chart/confusion', '/maps?sample=x'];
    const answers: Response[] = [];
    let isPolling = true;
    const requests = paths.map(async (path) => {
      while (isPolling) answers.push(await ask(`/api/runs/first${path}`));
    });
    await expect.poll(() => answers.some(({ status }) => status === 200), SLOW).toBe(true);
    await rm(join(folder, 'runs', 'first'), { recursive: true });
    await expect.poll(async () => (await ask('/api/runs/first')).status, SLOW).toBe(404);
    isPolling = false;
    await Promise.all(requests);
    for (const answer of [...answers.filter(({ status }) => status !== 200), await ask('/api/runs/first')]) {
      expect(answer.status, answer.url).toBeLessThan(500);
      expect(await answer.json()).toMatchObject({ error: expect.stringMatching(/\w/) });
    }
    expect((await (await ask('/api/runs')).json()) as { name: string }[]).not.toContainEqual(
      expect.objectContaining({ name: 'first' }),
    );
  });

  it('shows edits of one tab in another', withChromium, async () => {
    pageFolder = await mkdtemp(join(tmpdir(), 'toonvision-page-'));
    await build({ configFile: PAGE, logLevel: 'warn', build: { outDir: pageFolder, emptyOutDir: true } });
    await studio.close();
    await start();
    const browser = await startChromium(CHROMIUM ?? '');
    try {
      const context = await browser.newContext();
      const [first, second] = [await context.newPage(), await context.newPage()];
      for (const tab of [first, second]) {
        tab.on('pageerror', (error) => faults.push(String(error)));
        await tab.goto(new URL('/samples', studio.url).href);
      }
      await first.locator('.gallery .tile').first().click();
      await first.getByRole('button', { name: 'Exclude' }).click();
      await second.locator('.gallery .tile.excluded').waitFor(SLOW);
      await second.locator('.gallery .tile.excluded').click();
      await second.getByRole('button', { name: 'Include' }).click();
      await first.getByRole('button', { name: 'Exclude' }).waitFor(SLOW);
    } finally {
      await browser.close();
    }
  });
});
