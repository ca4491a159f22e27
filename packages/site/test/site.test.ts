// The documentation site in Chromium: every page and link, no request to other hosts, search, both color schemes, a phone.
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
    // Throws for every broken link between documents.
    addresses = await buildSite(ROOT, folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has a page for every document and every page of the reference', () => {
    const some = ['index.html', 'guides.html', 'ideas.html', 'architecture.html', 'bench.html', 'contributing.html'];
    expect(addresses).toEqual(
      expect.arrayContaining([...some, 'reference/layers.html', 'reference/toonvision/tuning.html']),
    );
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('loads nothing from other hosts', async () => {
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
    const errors: string[] = [];

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
        if (['error', 'warning'].includes(message.type())) errors.push(`${page.url()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.stack}`));
      page.on('request', (request) => {
        if (!request.url().startsWith(home)) errors.push(`requested ${request.url()}`);
      });
      page.on('response', (answer) => {
        if (answer.status() >= 400) errors.push(`${answer.status()} ${answer.url()}`);
      });
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
    });

    const seriousViolations = async (): Promise<string[]> => {
      // The page's policy forbids other scripts; this one is evaluated by the debugger.
      await page.evaluate(AXE);
      const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
        violations: Violation[];
      };
      return found.violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${page.url()} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`);
    };

    it('links every page from the first one, without a broken link', async () => {
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
        for (const link of seen.links.filter((link) => link.startsWith(home))) {
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
      expect(errors).toEqual([]);
    });

    it('finds a layer, an option and a guide', async () => {
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
      await page.getByText('No results.').waitFor();
      expect(errors).toEqual([]);
    });

    it('has no serious accessibility violation in light and dark, wide and on a phone', async () => {
      const backgrounds = new Set<string>();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width: 1280, height: 860 });
        for (const address of ['index.html', 'guides.html', 'reference/layers.html', 'reference/config.html']) {
          await page.goto(home + address);
          expect(await seriousViolations()).toEqual([]);
        }
        backgrounds.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
        await page.setViewportSize({ width: 360, height: 740 });
        for (const address of ['index.html', 'reference/commands.html', 'reference/toonvision/tuning.html']) {
          await page.goto(home + address);
          // Only wide code and tables scroll sideways.
          expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBe(360);
        }
        await page.goto(home);
        await page.getByText('Menu', { exact: true }).click();
        await page.locator('search input').fill('dropout');
        await page.locator('#found a').first().waitFor();
        expect(await seriousViolations()).toEqual([]);
      }
      expect(backgrounds.size).toBe(2);
      expect(errors).toEqual([]);
    });
  });
});
