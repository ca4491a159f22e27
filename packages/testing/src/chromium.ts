// Finds an installed Chromium and starts it for the tests.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { skipWhen } from './skipWhen.ts';

/** Path of Chromium, or undefined if it is not installed. The environment variable CHROMIUM_PATH takes precedence. */
export const CHROMIUM: string | undefined = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && path !== '' && existsSync(path));

/** Options of a test that needs Chromium. */
export const withChromium = skipWhen(CHROMIUM === undefined, 'Chromium is not installed; CHROMIUM_PATH can name one');

/** Starts Chromium headless. Close the browser after use. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
