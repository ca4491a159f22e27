// Where Chromium is, if this machine has one, and how the tests start it.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** undefined where there is none; CHROMIUM_PATH names another place. */
export const CHROMIUM: string | undefined = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && path !== '' && existsSync(path));

export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
