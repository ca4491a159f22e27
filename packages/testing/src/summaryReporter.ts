// A vitest reporter that ends a run with the reasons of skipped tests and one plain line of counts.
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import './skipWhen.ts';

const NO_REASON = 'no reason given';

function skipReasonOf(test: TestCase): string {
  const result = test.result();
  if (result.state === 'skipped' && result.note !== undefined) return result.note;
  for (let task: TestCase | TestSuite | TestModule = test; task.type !== 'module'; task = task.parent) {
    const { skipReason } = task.meta();
    if (skipReason !== undefined) return skipReason;
  }
  return NO_REASON;
}

/** The lines that end a run: a line for each reason of skipping with its number of tests, then the counts. */
export function summarize(modules: readonly TestModule[], unhandledErrors = 0): string[] {
  const counts = { passed: 0, failed: unhandledErrors, skipped: 0 };
  const reasons = new Map<string, number>();
  for (const module of modules) {
    // A file or suite that fails outside its tests counts as one failure.
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed' || state === 'failed') counts[state] += 1;
      else {
        counts.skipped += 1;
        const reason = skipReasonOf(test);
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
    }
  }
  return [
    ...Array.from(reasons, ([reason, count]) => `skipped ${count}: ${reason}`).sort(),
    `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
  ];
}

export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    console.log(summarize(modules, unhandledErrors.length).join('\n'));
  }
}
