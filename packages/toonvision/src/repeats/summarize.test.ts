// Tests of summarize.ts.
import { describe, expect, it } from 'vitest';
import type { Prediction } from '../evaluation/index.ts';
import type { RepeatedRun } from './repeatsRecord.ts';
import { bestAndWorst, metricDistributions, wrongSampleCounts } from './summarize.ts';

const prediction = (id: string, truth: string, predicted: string): Prediction =>
  ({ id, file: `${id}.png`, true: truth, predicted, probabilities: [1, 0] }) as Prediction;
const run = (seed: number, wrong: number, loss: number, macroAuc: number | null = 0.9): RepeatedRun =>
  ({ run: `r-${seed}`, seed, test: { wrong, loss, macroAuc } }) as unknown as RepeatedRun;

describe('summaries of repeats', () => {
  it('counts how often each sample is misclassified, and as what', () => {
    const counts = wrongSampleCounts([
      [prediction('x', 'a', 'b'), prediction('y', 'a', 'a'), prediction('z', 'b', 'a')],
      [prediction('x', 'a', 'c'), prediction('y', 'a', 'a'), prediction('z', 'b', 'b')],
      [prediction('x', 'a', 'b'), prediction('y', 'a', 'b'), prediction('z', 'b', 'b')],
    ]);
    expect(counts).toEqual([
      { id: 'x', file: 'x.png', true: 'a', wrong: 3, guesses: { b: 2, c: 1 } },
      { id: 'y', file: 'y.png', true: 'a', wrong: 1, guesses: { b: 1 } },
      { id: 'z', file: 'z.png', true: 'b', wrong: 1, guesses: { a: 1 } },
    ]);
  });

  it('omits a metric that one of the runs lacks', () => {
    const { wrong, macroAuc, loss } = metricDistributions([run(0, 2, 0.5), run(1, 4, 0.7, null)], 'test');
    expect(wrong).toMatchObject({ mean: 3, min: 2, max: 4, values: [2, 4] });
    expect(loss?.mean).toBeCloseTo(0.6, 12);
    expect(macroAuc).toBeUndefined();
    expect(metricDistributions([run(0, 2, 0.5)], 'val')).toEqual({});
  });

  it('finds the best and the worst run, with ties decided by loss', () => {
    const runs = [run(0, 4, 0.5), run(1, 2, 0.6), run(2, 2, 0.4)];
    expect(bestAndWorst(runs)).toEqual({ best: runs[2], worst: runs[0] });
    expect(bestAndWorst([])).toBeUndefined();
  });
});
