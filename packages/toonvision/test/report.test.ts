// The report of a run: content, robustness, and accessibility in a real browser.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CHROMIUM, withChromium } from '@toonvision/testing/chromium';
import { type Browser, chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, type Project } from '../src/config/index.ts';
import { extract } from '../src/dataset/index.ts';
import { formatMetrics } from '../src/evaluation/index.ts';
import { readRepeats, trainRepeats } from '../src/repeats/index.ts';
import { writeReport } from '../src/reports/index.ts';
import { ensureSplit, readEvaluation, readRun } from '../src/training/index.ts';
import { OBJECTIVE_NAMES } from '../src/tuning/index.ts';
import { cli, colorProject } from './cliProcess.ts';

const MODEL = `import { layers } from '@toonvision/nn';
export default (_input, classes) => [
  layers.rescaling({ scale: 1 / 255 }),
  layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
  layers.maxPooling2d({ poolSize: 4 }),
  layers.flatten(),
  layers.dense({ units: classes, activation: 'softmax' }),
];
`;

let folder: string;
let project: Project;
let file: string;
let figures: string[];
beforeAll(async () => {
  folder = await colorProject(20);
  const model = join(folder, 'tiny.ts');
  await writeFile(model, MODEL);
  project = await loadConfig(folder);
  await extract({ project });
  await ensureSplit({ project });
  await trainRepeats({
    project,
    model,
    seeds: [0, 1],
    epochs: 2,
    batchSize: 8,
    name: 'pair',
    command: 'toonvision <x> & "y"',
  });
  ({ file, figures } = await writeReport({ project, run: 'pair-seed-0' }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the report of a run', () => {
  it('has every section, the numbers of the evaluation and the escaped command', async () => {
    const page = await readFile(file, 'utf8');
    const { evaluation } = await readEvaluation(await readRun(project, 'pair-seed-0'), 'test');
    expect(page).toContain(`${evaluation.wrong} of ${evaluation.samples} test samples are misclassified`);
    for (const id of ['data', 'training', 'results', 'errors', 'samples', 'repeats', 'settings'])
      expect(page, id).toContain(`<h2 id="${id}">`);
    expect(page).toContain('This run is one of the 2 runs pair');
    expect(page).toContain('toonvision &lt;x&gt; &amp; &quot;y&quot;');
    expect(page).toContain(evaluation.weightsSha256 ?? 'none');
    expect(page).toContain('Grad-CAM of the predicted class');
    expect(page).not.toMatch(/\[object|undefined|NaN/);
    expect((await stat(file)).size).toBeLessThan(5_000_000);
    expect(page.replaceAll(/data:[^"]*/g, '')).not.toMatch(/(?:src|href)="(?!#|")/);
  });

  it('shows every metric, also for an evaluation stored by a version without metrics', async () => {
    const run = await readRun(project, 'pair-seed-0');
    const path = join(run.directory, 'evaluation-test.json');
    const text = await readFile(path, 'utf8');
    const { metrics, ...earlier } = JSON.parse(text);
    await writeFile(path, JSON.stringify(earlier));
    const { evaluation } = await readEvaluation(run, 'test').finally(() => writeFile(path, text));
    expect(evaluation.metrics).toEqual(metrics);
    expect(evaluation.metrics).toMatchObject({ accuracy: earlier.accuracy, macroF1: earlier.report.macroAverage.f1 });
    const page = (await readFile(file, 'utf8')).replaceAll('&#39;', "'");
    for (const { title, text } of formatMetrics(evaluation.metrics))
      expect(page).toMatch(new RegExp(`>${title}</t[hd]><td[^>]*>${text}</td>`));
  });

  it.each([
    ['balancedAccuracy', 'balancedAccuracy'],
    ['cohenKappa', 'cohenKappa'],
    ['recall', 'macroRecall'],
  ] as const)('includes %s in training history, evaluation, repeats and objectives', async (trained, evaluated) => {
    const { directory } = await readRun(project, 'pair-seed-0');
    const [header] = (await readFile(join(directory, 'history.csv'), 'utf8')).split('\n');
    const capitalized = `${trained.charAt(0).toUpperCase()}${trained.slice(1)}`;
    expect(header?.split(',')).toEqual(expect.arrayContaining([trained, `val${capitalized}`]));
    const { evaluation } = await readEvaluation(await readRun(project, 'pair-seed-0'), 'test');
    expect(evaluation.metrics[evaluated]).toEqual(expect.any(Number));
    const { metrics } = await readRepeats(project, 'pair');
    expect(metrics.test[evaluated]?.values[0]).toBe(evaluation.metrics[evaluated]);
    expect(OBJECTIVE_NAMES).toContain(`val${evaluated.charAt(0).toUpperCase()}${evaluated.slice(1)}`);
  });

  it('writes its charts to figures/, light and dark, as SVG and PNG', async () => {
    expect(figures.some((path) => path.endsWith('least-confident-samples-dark.png'))).toBe(true);
    const names = await readdir(join(folder, 'runs', 'pair-seed-0', 'figures'));
    for (const name of [
      'curves',
      'confusion',
      'wrong-only',
      'report',
      'least-confident',
      'reliability',
      'architecture',
      'repeats',
    ])
      for (const suffix of ['light.svg', 'dark.svg', 'light.png', 'dark.png'])
        expect(names).toContain(`${name}-${suffix}`);
  });

  it('covers a run without evaluation, marks changed data, and rejects unknown runs and damaged files', async () => {
    await rm(join(folder, 'runs', 'pair-seed-1', 'evaluation-test.json'));
    await rm(join(folder, 'runs', 'pair-seed-1', 'evaluation-val.json'));
    const reported = await cli(['report', 'pair-seed-1', '--project', folder]);
    expect(reported.code, reported.stderr).toBe(0);
    const page = await readFile(join(folder, 'runs', 'pair-seed-1', 'report.html'), 'utf8');
    expect(page).toContain('The run has not been evaluated yet');
    expect(page).not.toContain('<h2 id="results">');
    const unknown = await cli(['report', 'pair-seed-2', '--project', folder]);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('did you mean')]);
    const samples = join(folder, 'dataset', 'split.json');
    const split = await readFile(samples, 'utf8');
    const moved = split.replace('"train"', '"later"').replace('"test"', '"train"').replace('"later"', '"test"');
    await writeFile(samples, moved);
    const changed = await cli(['report', 'pair-seed-1', '--project', folder]);
    expect([changed.code, changed.stderr]).toEqual([
      1,
      expect.stringContaining('the samples of the splits have changed'),
    ]);
    expect((await cli(['report', 'pair-seed-1', '--force', '--project', folder])).code).toBe(0);
    const marked = await readFile(join(folder, 'runs', 'pair-seed-1', 'report.html'), 'utf8');
    expect(marked).toContain('Changed since the run: dataset/split.json');
    await writeFile(samples, split);
    const history = join(folder, 'runs', 'pair-seed-1', 'history.json');
    await writeFile(history, '[{"epoch":');
    const damaged = await cli(['report', 'pair-seed-1', '--project', folder]);
    expect([damaged.code, damaged.stderr]).toEqual([1, expect.stringContaining('history.json')]);
  });
});

describe('in Chromium', withChromium, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  });
  afterAll(() => browser?.close());

  it.each(['light', 'dark'] as const)(
    'opens from disk without errors or accessibility violations (%s)',
    async (scheme) => {
      const page = await browser.newPage({ colorScheme: scheme, viewport: { width: 1100, height: 800 } });
      const messages: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => messages.push(message.text()));
      page.on('pageerror', (error) => messages.push(error.message));
      page.on('request', (request) => requests.push(request.url().slice(0, 40)));
      await page.goto(pathToFileURL(file).href);
      expect(messages).toEqual([]);
      expect(requests.filter((url) => !url.startsWith('data:') && !url.startsWith('file:'))).toEqual([]);
      const broken = await page.evaluate(
        '[...document.images].filter((i) => !i.complete || i.naturalWidth === 0).length',
      );
      expect(broken).toBe(0);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      const out = await mkdtemp(join(tmpdir(), 'toonvision-report-'));
      await page.screenshot({ path: join(out, 'report.png'), fullPage: true });
      const { channels } = await sharp(join(out, 'report.png')).stats();
      expect(channels[0]?.stdev).toBeGreaterThan(5);
      await rm(out, { recursive: true });
      await page.close();

      // The page's policy forbids scripts, including axe, so it is checked without the policy.
      const unrestricted = await browser.newPage({ colorScheme: scheme, bypassCSP: true });
      await unrestricted.goto(pathToFileURL(file).href);
      await unrestricted.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
      const violations = await unrestricted.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 120)]))',
      );
      expect(violations).toEqual([]);
      await unrestricted.close();
    },
  );

  it('fits a phone screen', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
    await page.goto(pathToFileURL(file).href);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.close();
  });
});
