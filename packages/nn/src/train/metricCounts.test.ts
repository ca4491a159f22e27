import { describe, expect, it } from 'vitest';
import { MetricCounts } from './metricCounts.ts';

describe('MetricCounts', () => {
  it('tells argmax-based from thresholded values', () => {
    const counts = new MetricCounts({ kind: 'categorical', outputs: 3 });
    counts.add(Float32Array.from([0.4, 0.35, 0.25]), [0], 1); // right, but below one half
    counts.add(Float32Array.from([0.1, 0.8, 0.1]), [1], 0.5);
    counts.add(Float32Array.from([0.1, 0.6, 0.3]), [2], 1.5); // wrong, above one half
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
    const counts = new MetricCounts({ kind: 'categorical', outputs: 6 });
    const probabilities = Float32Array.from([0.3, 0.2, 0.2, 0.1, 0.1, 0.1]);
    for (const label of [0, 1, 2, 3, 4, 5]) counts.add(probabilities, [label], 0);
    const values = counts.values(['accuracy', 'top2Accuracy', 'top3Accuracy', 'top5Accuracy']);
    expect(values).toEqual({ accuracy: 1 / 6, top2Accuracy: 2 / 6, top3Accuracy: 3 / 6, top5Accuracy: 5 / 6 });
    const two = new MetricCounts({ kind: 'categorical', outputs: 2 });
    two.add(Float32Array.from([0.9, 0.1]), [1], 0);
    expect(two.values(['top2Accuracy', 'top5Accuracy'])).toEqual({ top2Accuracy: 1, top5Accuracy: 1 });
    expect(new MetricCounts({ kind: 'categorical', outputs: 2 }).values(['top2Accuracy'])).toEqual({ top2Accuracy: 0 });
  });

  it('auc: of the probabilities of each class', () => {
    const counts = new MetricCounts({ kind: 'categorical', outputs: 2 }, ['auc']);
    for (const [p, label] of [
      [0.75, 0],
      [0.5, 1],
      [0.5, 0],
      [0.25, 1],
    ] as const) {
      counts.add(Float32Array.from([p, 1 - p]), [label], 0);
    }
    // Three of four pairs in order, one tied.
    expect(counts.values(['auc'])).toEqual({ auc: 3.5 / 4 });
    expect(() => new MetricCounts({ kind: 'categorical', outputs: 2 }).values(['auc'])).toThrow(
      'auc: name it when the counts are made',
    );
  });

  it('confusion: rows true, columns predicted, where it is asked for', () => {
    const counts = new MetricCounts({ kind: 'categorical', outputs: 3 });
    expect(counts.confusion).toBeUndefined();
    counts.keepConfusion();
    for (const [probabilities, label] of [
      [[0.6, 0.3, 0.1], 0],
      [[0.6, 0.3, 0.1], 2],
      [[0.1, 0.8, 0.1], 1],
      [[0.6, 0.3, 0.1], 2],
    ] as const)
      counts.add(probabilities, [label], 0);
    expect(counts.confusion).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [2, 0, 0],
    ]);
    const sigmoid = new MetricCounts({ kind: 'binary', outputs: 1 });
    sigmoid.keepConfusion();
    sigmoid.add([0.7], [0], 0);
    expect(sigmoid.confusion).toEqual([
      [0, 1],
      [0, 0],
    ]);
    const labels = new MetricCounts({ kind: 'binary', outputs: 2 });
    labels.keepConfusion();
    labels.add([0.7, 0.1], [1, 0], 0);
    expect(labels.confusion).toBeUndefined();
  });

  it('keeps nothing between runs', () => {
    new MetricCounts({ kind: 'categorical', outputs: 2 }).add(Float32Array.from([1, 0]), [1], 9);
    expect(new MetricCounts({ kind: 'categorical', outputs: 2 }).loss).toBe(0);
  });

  it('a single sigmoid is two classes, the second above one half', () => {
    const names = [
      'accuracy',
      'auc',
      'precision',
      'recallPerClass',
      'thresholdedPrecision',
      'thresholdedRecall',
    ] as const;
    const counts = new MetricCounts({ kind: 'binary', outputs: 1 }, names);
    for (const [p, label] of [
      [0.9, 1],
      [0.5, 0], // not above one half
      [0.75, 0],
      [0.25, 1],
    ] as const) {
      counts.add(Float32Array.of(p), [label], 1);
    }
    expect(counts.values(names)).toEqual({
      accuracy: 0.5,
      // Pairs (0.9, 0.5), (0.9, 0.75) in order, (0.25, ...) not.
      auc: 0.5,
      precision: 0.5,
      recall_0: 0.5,
      recall_1: 0.5,
      thresholdedPrecision: 0.5,
      thresholdedRecall: 0.5,
    });
  });

  it('several sigmoids: each label counts for itself', () => {
    const names = [
      'accuracy',
      'auc',
      'precisionPerClass',
      'recall',
      'thresholdedPrecision',
      'thresholdedRecall',
    ] as const;
    const counts = new MetricCounts({ kind: 'binary', outputs: 2 }, names);
    counts.add(Float32Array.of(0.75, 0.75), [1, 1], 2);
    counts.add(Float32Array.of(0.875, 0.25), [0, 1], 1);
    counts.add(Float32Array.of(0.25, 0.125), [0, 0], 3);
    expect(counts.values(names)).toEqual({
      accuracy: 4 / 6,
      // (0.75 against 0.875 and 0.25), and (0.75, 0.25) against 0.125.
      auc: (0.5 + 1) / 2,
      precision_0: 0.5,
      precision_1: 1,
      recall: (1 + 0.5) / 2,
      thresholdedPrecision: 2 / 3,
      thresholdedRecall: 2 / 3,
    });
    expect(counts.loss).toBe(2);
  });

  it('continues from its state as if it had not stopped', () => {
    const names = ['accuracy', 'auc', 'f1', 'top2Accuracy', 'thresholdedRecall'] as const;
    const prediction = { kind: 'categorical', outputs: 3 } as const;
    const sample = (i: number) => Float32Array.of(((i * 7) % 11) / 11, ((i * 5) % 13) / 13, ((i * 3) % 7) / 7);
    const whole = new MetricCounts(prediction, names);
    const first = new MetricCounts(prediction, names);
    for (let i = 0; i < 20; i++) {
      whole.add(sample(i), [i % 3], 0.1 * i);
      if (i < 9) first.add(sample(i), [i % 3], 0.1 * i);
    }
    const second = new MetricCounts(prediction, names);
    second.restore(first.state());
    for (let i = 9; i < 20; i++) second.add(sample(i), [i % 3], 0.1 * i);
    expect(second.values(names)).toEqual(whole.values(names));
    expect(second.loss).toBe(whole.loss);
    expect(second.state()).toEqual(whole.state());
    expect(() => new MetricCounts({ ...prediction, outputs: 4 }, names).restore(first.state())).toThrow(
      "the metrics' counts are not of 4 classes",
    );
    expect(() => new MetricCounts(prediction, names).restore({ ...first.state(), right: 'many' })).toThrow(
      'training state: metrics: right must be a whole number of at least 0',
    );
  });
});
