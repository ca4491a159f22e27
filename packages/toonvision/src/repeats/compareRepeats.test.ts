// Tests of compareRepeats.ts with values computed by hand and with SciPy.
import { describe, expect, it } from 'vitest';
import { compareRepeats } from './compareRepeats.ts';
import type { RepeatsRecord } from './repeatsRecord.ts';

function repeats(name: string, wrong: Record<number, number>, change: Partial<RepeatsRecord> = {}): RepeatsRecord {
  const runs = Object.entries(wrong).map(([seed, count]) => {
    const test = {
      samples: 100,
      wrong: count,
      accuracy: 1 - count / 100,
      macroPrecision: 0.5,
      macroRecall: 0.5,
      macroF1: 0.5,
      macroAuc: null,
      loss: count / 10,
      brier: 0.1,
      ece: 0.1,
      confusion: [],
    };
    return {
      run: `${name}-${seed}`,
      seed: Number(seed),
      status: 'finished',
      epochs: 1,
      bestEpoch: 1,
      seconds: 1,
      test,
    };
  });
  return {
    name,
    classes: ['a', 'b'],
    seeds: Object.keys(wrong).map(Number),
    runs,
    ...change,
  } as unknown as RepeatsRecord;
}

describe('compareRepeats', () => {
  it('computes the t interval of the paired differences over common seeds', () => {
    const a = repeats('a', { 0: 20, 1: 16, 2: 28, 3: 18, 9: 90 });
    const b = repeats('b', { 3: 15, 2: 20, 1: 15, 0: 12, 8: 1 });
    const comparison = compareRepeats(a, b);
    expect(comparison).toMatchObject({ a: 'a', b: 'b', split: 'test', seeds: [0, 1, 2, 3], level: 0.95 });
    const [wrong] = comparison.metrics;
    // Differences -8, -1, -8, -3: mean -5, sd sqrt(38 / 3), t(3) 3.18245.
    const margin = (3.182446305284263 * Math.sqrt(38 / 3)) / 2;
    expect(wrong).toMatchObject({ metric: 'wrong', better: 'lower', difference: -5, distinguishable: false });
    expect(wrong?.interval?.low).toBeCloseTo(-5 - margin, 9);
    expect(wrong?.interval?.high).toBeCloseTo(-5 + margin, 9);
    // scipy.stats.ttest_rel([12, 15, 20, 15], [20, 16, 28, 18]).pvalue
    expect(wrong?.pValue).toBeCloseTo(0.0673062837817968, 12);
    expect(wrong?.a.mean).toBe(20.5);
    expect(comparison.metrics.map(({ metric }) => metric)).not.toContain('macroAuc');
  });

  it('calls a difference distinguishable if its interval excludes 0', () => {
    const a = repeats('a', { 0: 20, 1: 22, 2: 21 });
    const better = compareRepeats(a, repeats('b', { 0: 10, 1: 11, 2: 12 })).metrics;
    expect(better.find(({ metric }) => metric === 'accuracy')).toMatchObject({
      better: 'higher',
      distinguishable: true,
    });
    expect(better.find(({ metric }) => metric === 'brier')).toMatchObject({
      difference: 0,
      pValue: 1,
      distinguishable: false,
    });
    const always = compareRepeats(a, repeats('b', { 0: 21, 1: 23, 2: 22 })).metrics[0];
    expect(always).toMatchObject({ difference: 1, interval: { low: 1, high: 1 }, pValue: 0, distinguishable: true });
  });

  it('gives no interval for a single pair', () => {
    const [wrong] = compareRepeats(repeats('a', { 0: 20 }), repeats('b', { 0: 2 })).metrics;
    expect(wrong).toMatchObject({ difference: -18, interval: null, pValue: null, distinguishable: false });
  });

  it('rejects repeats without common seeds or with different classes', () => {
    const a = repeats('a', { 0: 20 });
    expect(() => compareRepeats(a, repeats('b', { 1: 2 }))).toThrow('no common seed was evaluated on test');
    expect(() => compareRepeats(a, repeats('b', { 0: 2 }), { split: 'val' })).toThrow('evaluated on val');
    expect(() => compareRepeats(a, repeats('b', { 0: 2 }, { classes: ['a', 'c'] }))).toThrow('got a, b and a, c');
  });
});
