// The site of documents in Chromium: every page and link, nothing asked of elsewhere, search by typing, both colour schemes, a phone.
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHROMIUM, startChromium, withChromium } from '@toonvision/testing/chromium';
import type { Browser, Page } from 'playwright-core';
import { type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSite } from '../src/site/buildSite.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary?: string }[];
}

describe('the site', () => {
  let folder: string;
  let addresses: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toonvision-site-'));
    // Throws for every link between documents that leads nowhere.
    addresses = await buildSite(ROOT, folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has a page of every document, and of the reference', () => {
    const some = ['index.html', 'guides.html', 'ideas.html', 'architecture.html', 'bench.html', 'contributing.html'];
    expect(addresses).toEqual(
      expect.arrayContaining([...some, 'reference/layers.html', 'reference/toonvision/tuning.html']),
    );
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('names no other host in what a page loads', async () => {
    for (const file of [...addresses, 'site.css']) {
      const text = await readFile(join(folder, file), 'utf8');
      expect(text.match(/(?:src="|url\(|@import |<link[^>]*href=")(?:https?:)?\/\/[^"]*/g), file).toBeNull();
    }
  });

  describe('in Chromium', withChromium, () => {
    let server: PreviewServer;
    let browser: Browser;
    let page: Page;
    let home: string;
    const faults: string[] = [];

    beforeAll(async () => {
      const config = fileURLToPath(new URL('../vite.config.ts', import.meta.url));
      server = await preview({
        configFile: config,
        build: { outDir: folder },
        preview: { port: 0, host: '127.0.0.1' },
      });
      const at = server.httpServer.address();
      home = `http://127.0.0.1:${at !== null && typeof at === 'object' ? at.port : 0}/`;
      browser = await startChromium(CHROMIUM ?? '');
      page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) faults.push(`${page.url()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.stack}`));
      page.on('request', (request) => {
        if (!request.url().startsWith(home)) faults.push(`asked ${request.url()}`);
      });
      page.on('response', (answer) => {
        if (answer.status() >= 400) faults.push(`${answer.status()} ${answer.url()}`);
      });
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
    });

    const seriousFindings = async (): Promise<string[]> => {
      // The page's own policy lets no script in; the test's comes from the debugger.
      await page.evaluate(AXE);
      const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
        violations: Violation[];
      };
      return found.violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${page.url()} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`);
    };

    it('leads from the first page to every other, by links that all lead somewhere', async () => {
      const anchors = new Map<string, Set<string>>();
      const wanted: { from: string; to: string }[] = [];
      const queue = [home];
      for (const address of queue) {
        const answer = await page.goto(address, { waitUntil: 'load' });
        expect(answer?.status(), address).toBe(200);
        const seen = await page.evaluate(() => ({
          ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
          links: [...document.querySelectorAll('a')].map(({ href }) => href),
          lost: [...document.images]
            .filter((image) => image.complete && image.naturalWidth === 0)
            .map(({ src }) => src),
        }));
        expect(seen.lost).toEqual([]);
        anchors.set(address, new Set(seen.ids));
        for (const link of seen.links.filter((one) => one.startsWith(home))) {
          wanted.push({ from: address, to: link });
          const target = link.replace(/#.*$/, '');
          if (!queue.includes(target)) queue.push(target);
        }
      }
      const known = (to: string) => {
        const [target = '', anchor] = to.split('#');
        return anchor === undefined || anchors.get(target)?.has(decodeURIComponent(anchor)) === true;
      };
      expect(wanted.filter(({ to }) => !known(to))).toEqual([]);
      const reached = queue.map((address) => address.slice(home.length) || 'index.html');
      expect(reached).toEqual(expect.arrayContaining(addresses));
      expect(faults).toEqual([]);
    });

    it('finds a layer, an option and a guide by typing', async () => {
      await page.goto(home);
      for (const [typed, expected] of [
        ['maxpool', 'reference/layers.html#maxpooling2d'],
        ['min-epochs', 'reference/commands.html#tune'],
        ['imbalanced', 'guides.html#imbalanced-data'],
      ] as const) {
        await page.keyboard.press('Escape');
        await page.keyboard.press('/');
        await page.locator('search input').fill('');
        await page.keyboard.type(typed);
        await page.locator(`#found a[href$="${expected}"]`).first().waitFor();
      }
      await page.locator('search input').fill('imbalanced data');
      await page.locator('#found a[href$="guides.html#imbalanced-data"]').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(/guides\.html#imbalanced-data$/);
      await page.locator('search input').fill('qqqqxyz');
      await page.getByText('Nothing found.').waitFor();
      expect(faults).toEqual([]);
    });

    it('is without serious findings in light and dark, wide and on a phone', async () => {
      const grounds = new Set<string>();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width: 1280, height: 860 });
        for (const address of ['index.html', 'guides.html', 'reference/layers.html', 'reference/config.html']) {
          await page.goto(home + address);
          expect(await seriousFindings()).toEqual([]);
        }
        grounds.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
        await page.setViewportSize({ width: 360, height: 740 });
        for (const address of ['index.html', 'reference/commands.html', 'reference/toonvision/tuning.html']) {
          await page.goto(home + address);
          // Nothing but wide code and tables is moved sideways.
          expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBe(360);
        }
        await page.goto(home);
        await page.getByText('Menu', { exact: true }).click();
        await page.locator('search input').fill('dropout');
        await page.locator('#found a').first().waitFor();
        expect(await seriousFindings()).toEqual([]);
      }
      expect(grounds.size).toBe(2);
      expect(faults).toEqual([]);
    });
  });
});
