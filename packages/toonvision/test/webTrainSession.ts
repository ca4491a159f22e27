// The page of examples/web-train in Chromium, with crops of the demo town to train on, for tests of the page.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHROMIUM, startChromium } from '@toonvision/testing/chromium';
import { servePage } from '@toonvision/testing/pageServer';
import { sharedFixture } from '@toonvision/testing/sharedFixture';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { expect, onTestFinished } from 'vitest';
import { cli } from './cliProcess.ts';
import { copyTown } from './sharedTown.ts';

const CONFIG = fileURLToPath(new URL('../../../examples/web-train/vite.config.ts', import.meta.url));
/** The strictest policy under which the page works, sent with every file including workers. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
  "style-src 'self'; img-src blob: data:";
const SLOW = { timeout: 40_000 };

/** Settings of training, as fields of the page's form. */
export const SETTINGS = { height: 120, width: 48, epochs: 4, patience: 4, batchSize: 16, seed: 3 };

/** Builds the page once per test run; returns its folder. */
export const buildWebTrainPage = (): Promise<string> =>
  sharedFixture('web-train-page', (folder) => build({ configFile: CONFIG, build: { outDir: folder } }));

/** A folder with the Cogs of the demo town: `<suit>/<crop>.png` for each of four suits. Shared; do not change it. */
export const suitCrops = (): Promise<string> =>
  sharedFixture('suit-crops', async (folder) => {
    const town = `${folder}-town`;
    await copyTown(town);
    expect(await cli(['extract', '--project', town])).toMatchObject({ code: 0 });
    const crops = await readdir(join(town, 'dataset', 'crops'), { recursive: true, withFileTypes: true });
    for (const { parentPath, name } of crops) {
      const suit = /^cog_(bb|lb|cb|sb)_.*\.png$/.exec(name)?.[1];
      if (suit === undefined) continue;
      await mkdir(join(folder, suit), { recursive: true });
      await cp(join(parentPath, name), join(folder, suit, name));
    }
    await rm(town, { recursive: true });
  });

/** Paths `<class>/<file>` of the images in a folder of classes, sorted. */
export async function imagePathsOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
}

/** Starts Chromium and serves the built page with and without shared memory; `end` stops both. */
export async function startWebTrain() {
  const pageFolder = await buildWebTrainPage();
  const temporary = await mkdtemp(join(tmpdir(), 'toonvision-web-train-'));
  const headers = { 'Content-Security-Policy': POLICY };
  const isolatedServer = await servePage(pageFolder, { isolated: true, headers });
  const plainServer = await servePage(pageFolder, { isolated: false, headers });
  const browser = await startChromium(CHROMIUM ?? '');

  /** Opens the page. Errors, warnings and requests to other servers fail the test. */
  const open = async ({ isolated = true, width = 1000 } = {}): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const { url } = isolated ? isolatedServer : plainServer;
    const faults: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => {
      if (!/^(?:blob|data):/.test(request.url()) && !request.url().startsWith(url))
        faults.push(`requested ${request.url()}`);
      if (request.method() !== 'GET') faults.push(`sent ${request.method()} ${request.url()}`);
    });
    onTestFinished(async () => {
      await page.close();
      expect(faults).toEqual([]);
    });
    await page.goto(`${url}index.html`);
    return page;
  };

  const waitForStatus = (page: Page, text: string | RegExp) => page.locator('#status', { hasText: text }).waitFor(SLOW);

  return {
    open,
    waitForStatus,
    /** Chooses a folder of suit crops. */
    chooseFolder: async (page: Page, folder: string) => {
      await page.setInputFiles('#folder', folder);
      await waitForStatus(page, `${(await imagePathsOf(folder)).length} images in 4 classes.`);
    },
    fillSettings: async (page: Page, settings: Partial<typeof SETTINGS>) => {
      for (const [name, value] of Object.entries(settings)) await page.fill(`[name="${name}"]`, String(value));
    },
    download: async (page: Page, name: string): Promise<Buffer> => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.click(`a[download="${name}"]`)]);
      return readFile(await file.path());
    },
    /** A new folder that holds `files`, given by path. */
    folderOf: async (files: Record<string, string | Uint8Array>): Promise<string> => {
      const folder = await mkdtemp(join(temporary, 'files-'));
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), content);
      }
      return folder;
    },
    end: async () => {
      await browser.close();
      for (const server of [isolatedServer, plainServer]) await server.end();
      await rm(temporary, { recursive: true, force: true });
    },
  };
}

export type WebTrainSession = Awaited<ReturnType<typeof startWebTrain>>;
