// `node bench/dist/studioPage.js demo-town`: the studio's page on 100,000 samples in Chromium: script, first view, scrolling.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { describeMachine, loadWarning } from './machine.ts';
import { median } from './median.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    samples: { type: 'string', default: '100000' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
  },
});
const [folder = 'demo-town'] = positionals;
if (!existsSync(join(folder, 'dataset', 'samples.json')) || !existsSync(values.chromium)) {
  console.error(
    `node bench/dist/studioPage.js [demo-town] [--samples 100000] [--chromium /usr/bin/chromium]: needs an extracted project and Chromium; looked at ${folder} and ${values.chromium}`,
  );
  process.exit(2);
}
const LOADS = 9;
const SECONDS = 6;
const SPEEDS = [1200, 4000];

/** A copy of the project whose samples come again and again under other names. */
async function manySamples(count: number): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'studio-page-'));
  for (const name of ['toonvision.config.ts', 'dataset', 'screenshots'])
    await cp(join(folder, name), join(copy, name), { recursive: true });
  await rm(join(copy, 'dataset', 'split.json'), { force: true });
  const path = join(copy, 'dataset', 'samples.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { samples: { id: string }[] };
  const { samples } = manifest;
  manifest.samples = Array.from({ length: count }, (_, index) => {
    const sample = samples[index % samples.length];
    const round = Math.floor(index / samples.length);
    return { ...sample, id: `${sample?.id.replace('#', `_${round}#`)}` };
  });
  await writeFile(path, JSON.stringify(manifest));
  return copy;
}

/** Milliseconds from the navigation to an element that is there and drawn. */
async function firstView(page: Page, address: string, selector: string): Promise<number> {
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator(selector).first().waitFor();
  return page.evaluate(
    () =>
      new Promise<number>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))),
  );
}

/** Milliseconds between frames while the page scrolls at the given pixels per second. */
function frames(page: Page, speed: number, seconds: number): Promise<number[]> {
  return page.evaluate(
    ({ speed, seconds }) =>
      new Promise<number[]>((done) => {
        const times: number[] = [];
        const start = performance.now();
        let last = start;
        const step = (now: number): void => {
          times.push(now - last);
          scrollBy(0, (speed * (now - last)) / 1000);
          last = now;
          if (now - start < seconds * 1000) requestAnimationFrame(step);
          else done(times.slice(1));
        };
        requestAnimationFrame(step);
      }),
    { speed, seconds },
  );
}

const machine = describeMachine();
const warning = loadWarning(machine);
if (warning !== undefined) console.log(warning);
console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
const copy = await manySamples(Number(values.samples));
const main = fileURLToPath(new URL('../../packages/toonvision/bin/toonvision.js', import.meta.url));
const server = spawn(process.execPath, [main, 'studio', '--port', '0', '--no-open', '--project', resolve(copy)]);
const browser = await chromium.launch({
  executablePath: values.chromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const address = await new Promise<string>((done, failed) => {
    let text = '';
    server.stdout.on('data', (part: Buffer) => {
      text += part;
      const found = /http:\/\/\S+/.exec(text);
      if (found !== null) done(found[0]);
    });
    server.on('exit', () => failed(new Error(`the studio ended: ${text}`)));
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  const scripts = new Map<string, number>();
  page.on('response', async (response) => {
    if (response.request().resourceType() !== 'script') return;
    scripts.set(response.url(), gzipSync(await response.body()).length);
  });
  const cold = await firstView(page, address, 'h1');
  const firstScripts = [...scripts.values()].reduce((sum, size) => sum + size, 0);
  const warm: number[] = [];
  for (let turn = 0; turn < LOADS; turn += 1) warm.push(await firstView(page, address, 'h1'));
  const whole: number[] = [];
  for (let turn = 0; turn < LOADS; turn += 1) whole.push(await firstView(page, address, 'table'));
  console.log(`first view: ${(firstScripts / 1000).toFixed(1)} kB of script, gzipped`);
  console.log(`first load after the start (samples are read): heading after ${cold.toFixed(0)} ms`);
  console.log(
    `later loads, median of ${LOADS}: heading after ${median(warm).toFixed(0)} ms, table of the dataset ${median(whole).toFixed(0)} ms`,
  );
  const gallery = await firstView(page, new URL('/samples', address).href, '.gallery .tile img');
  console.log(`gallery of ${Number(values.samples).toLocaleString('en')}: first crops after ${gallery.toFixed(0)} ms`);
  for (const speed of SPEEDS) {
    const times = (await frames(page, speed, SECONDS)).toSorted((a, b) => a - b);
    const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(1);
    const rate = (1000 * times.length) / times.reduce((sum, time) => sum + time, 0);
    console.log(
      `scrolling ${speed} pixels/s for ${SECONDS} s: ${rate.toFixed(1)} frames/s; a frame takes ${at(0.5)} ms in the median, ${at(0.95)} ms at most in 95%, ${at(1)} ms the longest`,
    );
  }
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8').catch(() => '');
  const peak = /VmHWM:\s+(\d+)/.exec(status)?.[1];
  if (peak !== undefined) console.log(`the server took at most ${Math.round(Number(peak) / 1024)} MiB`);
} finally {
  server.removeAllListeners('exit');
  await browser.close();
  server.kill('SIGINT');
  await new Promise((done) => server.once('exit', done));
  await rm(copy, { recursive: true, force: true });
}
