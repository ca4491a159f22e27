// A small project, its studio and the built page in Chromium, for tests of the page.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CHROMIUM, startChromium } from '@toonvision/testing/chromium';
import { sharedFixture } from '@toonvision/testing/sharedFixture';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { expect } from 'vitest';
import { type RunningStudio, startStudio } from '../src/server/startStudio.ts';
import { cli, colorProject } from './cliProcess.ts';
import { listenForFaults, seriousFindings } from './pageFaults.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const PAGE_CONFIG = fileURLToPath(new URL('../../studio/vite.config.ts', import.meta.url));

/** Timeout for machines that are busy with other tests. */
export const SLOW = { timeout: 40_000 };

/** Themes and widths in which every view is checked. */
export const APPEARANCES = (['light', 'dark'] as const).flatMap((theme) =>
  [1280, 390].map((width) => ({ theme, width })),
);

export class StudioPageSession {
  readonly folder: string;
  readonly pageFolder: string;
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of server and page; tests remove the ones they expect. */
  readonly faults: string[];
  studio: RunningStudio;

  private constructor(parts: Omit<StudioPageSession, 'open' | 'address' | 'run' | 'restart' | 'close' | 'checkViews'>) {
    this.folder = parts.folder;
    this.pageFolder = parts.pageFolder;
    this.browser = parts.browser;
    this.context = parts.context;
    this.page = parts.page;
    this.faults = parts.faults;
    this.studio = parts.studio;
  }

  /** @param commands command lines of `toonvision` that prepare the project */
  static async start(
    commands: readonly (readonly string[])[],
    launch: () => Promise<Browser> = () => startChromium(CHROMIUM ?? ''),
  ): Promise<StudioPageSession> {
    const folder = await colorProject();
    for (const command of commands) await runCommand(folder, command);
    const pageFolder = await sharedFixture('studio-page', (outDir) =>
      build({ configFile: PAGE_CONFIG, build: { outDir, emptyOutDir: true } }),
    );
    const faults: string[] = [];
    const studio = await startPage(folder, pageFolder, faults, 0);
    const browser = await launch();
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    const page = await context.newPage();
    listenForFaults(page, studio.url, faults);
    return new StudioPageSession({ folder, pageFolder, browser, context, page, faults, studio });
  }

  address(path: string): string {
    return new URL(path, this.studio.url).href;
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.address(path), { waitUntil: 'load' });
  }

  /** Runs a command of `toonvision` on the project, which must succeed. */
  run(...command: string[]): Promise<string> {
    return runCommand(this.folder, command);
  }

  /** Starts another server on the port of the closed one. */
  async restart(): Promise<void> {
    this.studio = await startPage(this.folder, this.pageFolder, this.faults, this.studio.port);
  }

  /** Opens views in a theme and width: each shows its text, is accessible and not wider than the window. */
  async checkViews(
    { theme, width }: (typeof APPEARANCES)[number],
    views: readonly (readonly [path: string, text: string])[],
    prepare?: () => Promise<void>,
  ): Promise<void> {
    const { page } = this;
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 860 });
    for (const [path, text] of views) {
      await this.open(path);
      await page.getByText(text).first().waitFor(SLOW);
      await prepare?.();
      expect(await seriousFindings(page), path).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `${path} is wider than the window`).toBeLessThanOrEqual(0);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 860 });
    expect(this.faults).toEqual([]);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.studio.close();
    await rm(this.folder, { recursive: true, force: true });
    expect(this.faults).toEqual([]);
  }
}

async function runCommand(folder: string, command: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await cli([...command, '--project', folder]);
  expect(code, `${command.join(' ')}: ${stderr}`).toBe(0);
  return stdout;
}

const startPage = (directory: string, pageFolder: string, faults: string[], port: number): Promise<RunningStudio> =>
  startStudio({ directory, port, pageFolder, program: MAIN, log: (text) => faults.push(text) });
