// Tests of nearestName.ts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeUnknownName, nearestName, unknownName } from './index.ts';

describe('nearestName', () => {
  test('tolerates a single typo', () => {
    expect(nearestName('flunkie', ['yesman', 'flunky'])).toBe('flunky');
    expect(nearestName('hieght', ['width', 'height'])).toBe('height');
    expect(nearestName('Targets', ['targets'])).toBe('targets');
    expect(nearestName('xyz', ['targets', 'label'])).toBeUndefined();
    expect(nearestName('x', [])).toBeUndefined();
  });

  test('returns a known name itself', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,10}$/), { minLength: 1 }), (names) => {
        for (const name of names) expect(nearestName(name, names)).toBe(name);
      }),
    );
  });
});

describe('unknownName', () => {
  test('suggests the nearest name, otherwise lists the known names', () => {
    const known = new Set(['accuracy', 'auc']);
    expect(describeUnknownName('metric', 'acuracy', known)).toBe('unknown metric "acuracy"; did you mean "accuracy"?');
    expect(describeUnknownName('metric', 'foo', known)).toBe('unknown metric "foo"; expected one of accuracy, auc');
    expect(describeUnknownName('metric', 'foo', ['auc'])).toBe('unknown metric "foo"; expected auc');
    expect(describeUnknownName('metric', 'foo', [])).toBe('unknown metric "foo"');
    const many = Array.from({ length: 30 }, (_, index) => `sample-${index}`);
    expect(describeUnknownName('sample', 'x', many)).toMatch(/sample-19, ... \(30 in all\)$/);
  });

  test('is a usage error with location and remedy', () => {
    const error = unknownName('run', 'b', [], { where: 'runs', remedy: 'Start one.' });
    expect([error.message, error.exitCode]).toEqual(['runs: unknown run "b"\n  Start one.', 2]);
  });
});
