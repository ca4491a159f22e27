// The end of a test run: reasons of skipped tests, and counts.
import { expect, it } from 'vitest';
import type { TestModule } from 'vitest/node';
import { skipWhen } from './skipWhen.ts';
import { summarize } from './summaryReporter.ts';

interface FakeTest {
  state: 'passed' | 'failed' | 'skipped';
  reason?: string;
}

function moduleOf(
  tests: readonly FakeTest[],
  { suiteReason, errors = 0 }: { suiteReason?: string; errors?: number } = {},
) {
  const meta = (skipReason?: string) => () => ({ skipReason });
  const module = { type: 'module', errors: () => new Array(errors).fill({ message: 'no such file' }) };
  const suite = { type: 'suite', meta: meta(suiteReason), parent: module, errors: () => [] };
  const cases = tests.map(({ state, reason }) => ({
    ...{ type: 'test', parent: suite, meta: meta(reason) },
    result: () => ({ state }),
  }));
  return { ...module, children: { allSuites: () => [suite], allTests: () => cases } } as unknown as TestModule;
}

it('counts tests and prints each reason for skipping once', () => {
  const modules = [
    moduleOf([{ state: 'passed' }, { state: 'failed' }, { state: 'skipped', reason: 'no checker' }]),
    moduleOf([{ state: 'skipped' }, { state: 'skipped' }], { suiteReason: 'no Chromium' }),
    moduleOf([{ state: 'skipped' }]),
  ];
  expect(summarize(modules)).toEqual([
    'skipped 1: no checker',
    'skipped 1: no reason given',
    'skipped 2: no Chromium',
    '1 passed, 1 failed, 4 skipped',
  ]);
});

it('counts errors outside tests as failures', () => {
  expect(summarize([moduleOf([{ state: 'passed' }], { errors: 1 })], 2)).toEqual(['1 passed, 3 failed, 0 skipped']);
});

it('skips only when the condition holds', () => {
  expect(skipWhen(false, 'no Chromium')).toEqual({});
  expect(skipWhen(true, 'no Chromium')).toEqual({ skip: true, meta: { skipReason: 'no Chromium' } });
});
