import { describe, expect, it } from 'vitest';
import { classScores, MetricCounts } from './metrics.ts';

describe('classScores', () => {
  it('gives the numbers of the original baseline report', () => {
    // Rows true: bb, lb, cb, sb.
    const scores = classScores([
      [33, 0, 5, 3],
      [0, 59, 1, 0],
      [1, 7, 33, 0],
      [2, 1, 0, 52],
    ]);
    expect(scores.support).toEqual([41, 60, 41, 55]);
    expect(scores.precision[0]).toBeCloseTo(33 / 36, 12);
    expect(scores.recall[2]).toBeCloseTo(33 / 41, 12);
    expect(scores.f1[3]).toBeCloseTo((2 * 52) / (55 + 55), 12);
  });

  it('counts 0 where nothing was predicted or nothing is there', () => {
    const scores = classScores([
      [0, 2],
      [0, 0],
    ]);
    expect(scores.precision).toEqual([0, 0]);
    expect(scores.recall).toEqual([0, 0]);
    expect(scores.f1).toEqual([0, 0]);
  });
});

describe('MetricCounts', () => {
  it('tells argmax-based from thresholded values', () => {
    const counts = new MetricCounts(3);
    counts.add(Float32Array.from([0.4, 0.35, 0.25]), 0, 1); // right, but below one half
    counts.add(Float32Array.from([0.1, 0.8, 0.1]), 1, 0.5);
    counts.add(Float32Array.from([0.1, 0.6, 0.3]), 2, 1.5); // wrong, above one half
    const values = counts.values([
      'accuracy',
      'recall',
      'thresholdedPrecision',
      'thresholdedRecall',
      'precisionPerClass',
    ]);
    expect(values.accuracy).toBeCloseTo(2 / 3, 12);
    expect(values.recall).toBeCloseTo(2 / 3, 12);
    expect(values.thresholdedPrecision).toBe(0.5);
    expect(values.thresholdedRecall).toBeCloseTo(1 / 3, 12);
    expect([values.precision_0, values.precision_1, values.precision_2]).toEqual([1, 0.5, 0]);
    expect(counts.loss).toBe(1);
  });

  it('top-k: the class among the k most probable, the first of equal ones first', () => {
    const counts = new MetricCounts(6);
    const probabilities = Float32Array.from([0.3, 0.2, 0.2, 0.1, 0.1, 0.1]);
    for (const label of [0, 1, 2, 3, 4, 5]) counts.add(probabilities, label, 0);
    const values = counts.values(['accuracy', 'top2Accuracy', 'top3Accuracy', 'top5Accuracy']);
    expect(values).toEqual({ accuracy: 1 / 6, top2Accuracy: 2 / 6, top3Accuracy: 3 / 6, top5Accuracy: 5 / 6 });
    const two = new MetricCounts(2);
    two.add(Float32Array.from([0.9, 0.1]), 1, 0);
    expect(two.values(['top2Accuracy', 'top5Accuracy'])).toEqual({ top2Accuracy: 1, top5Accuracy: 1 });
    expect(new MetricCounts(2).values(['top2Accuracy'])).toEqual({ top2Accuracy: 0 });
  });

  it('auc: of the probabilities of each class', () => {
    const counts = new MetricCounts(2, ['auc']);
    for (const [p, label] of [
      [0.75, 0],
      [0.5, 1],
      [0.5, 0],
      [0.25, 1],
    ] as const) {
      counts.add(Float32Array.from([p, 1 - p]), label, 0);
    }
    // Three of four pairs in order, one tied.
    expect(counts.values(['auc'])).toEqual({ auc: 3.5 / 4 });
    expect(() => new MetricCounts(2).values(['auc'])).toThrow('auc: name it when the counts are made');
  });

  it('keeps nothing between runs', () => {
    new MetricCounts(2).add(Float32Array.from([1, 0]), 1, 9);
    expect(new MetricCounts(2).loss).toBe(0);
  });
});
