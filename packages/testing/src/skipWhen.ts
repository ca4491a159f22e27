// Options that skip a test or a suite for a stated reason, which the end of a test run prints.
import type { TestOptions } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    skipReason?: string;
  }
}

/**
 * Options of `it` or `describe` that skip it when `condition` holds.
 *
 * @param reason printed at the end of a run, for example "Chromium is not installed"
 * @example
 * describe('in Chromium', skipWhen(CHROMIUM === undefined, 'Chromium is not installed'), () => { ... });
 */
export const skipWhen = (condition: boolean, reason: string): TestOptions =>
  condition ? { skip: true, meta: { skipReason: reason } } : {};
