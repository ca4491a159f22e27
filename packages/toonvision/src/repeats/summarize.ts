// What several runs of one configuration say together.

import { EVALUATION_METRIC_NAMES, type Prediction } from '../evaluation/index.ts';
import type { Evaluation } from '../training/index.ts';
import { distribution } from './distribution.ts';
import type { RepeatedMetrics, RepeatedRun, RepeatedSample, RepeatsRecord } from './repeatsRecord.ts';

/** The metrics of an evaluation that repeats keep. */
export function repeatedMetrics({ samples, metrics, confusion }: Evaluation): RepeatedMetrics {
  return { samples, ...metrics, confusion };
}

/** The distribution of every metric that all runs have. */
export function metricDistributions(
  runs: readonly RepeatedRun[],
  split: 'val' | 'test',
): RepeatsRecord['metrics']['val'] {
  const measured = runs.flatMap((run) => run[split] ?? []);
  if (measured.length === 0) return {};
  return Object.fromEntries(
    EVALUATION_METRIC_NAMES.flatMap((metric) => {
      const values = measured.flatMap((metrics) => metrics[metric] ?? []);
      return values.length === measured.length ? [[metric, distribution(values)]] : [];
    }),
  );
}

/** How often each sample is wrong, the most frequent first; those that never are, are left out. */
export function wrongSampleCounts(predictions: readonly (readonly Prediction[])[]): RepeatedSample[] {
  const found = new Map<string, RepeatedSample>();
  for (const run of predictions)
    for (const { id, file, true: truth, predicted } of run) {
      if (predicted === truth) continue;
      const sample = found.get(id) ?? { id, file, true: truth, wrong: 0, guesses: {} };
      sample.wrong += 1;
      sample.guesses[predicted] = (sample.guesses[predicted] ?? 0) + 1;
      found.set(id, sample);
    }
  return [...found.values()].sort((a, b) => b.wrong - a.wrong || (a.id < b.id ? -1 : 1));
}

/** The runs with the fewest and the most wrong test samples; among equals the lower test loss counts as better. */
export function bestAndWorst(runs: readonly RepeatedRun[]): { best: RepeatedRun; worst: RepeatedRun } | undefined {
  const order = runs
    .filter((run) => run.test !== undefined)
    .sort((a, b) => (a.test?.wrong ?? 0) - (b.test?.wrong ?? 0) || (a.test?.loss ?? 0) - (b.test?.loss ?? 0));
  const [best, worst] = [order[0], order.at(-1)];
  return best === undefined || worst === undefined ? undefined : { best, worst };
}
