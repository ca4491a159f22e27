// Summarizes runs of one configuration with different seeds.
import { EVALUATION_METRIC_NAMES, type Prediction } from '../evaluation/index.ts';
import type { Evaluation } from '../training/index.ts';
import { distribution } from './distribution.ts';
import type { RepeatedMetrics, RepeatedRun, RepeatedSample, RepeatsRecord } from './repeatsRecord.ts';

/** Selects the metrics of an evaluation that are stored in repeats.json. */
export function repeatedMetrics({ samples, metrics, confusion }: Evaluation): RepeatedMetrics {
  return { samples, ...metrics, confusion };
}

/** Computes the distribution of each metric that all evaluated runs have. */
export function metricDistributions(
  runs: readonly RepeatedRun[],
  split: 'val' | 'test',
): RepeatsRecord['metrics']['val'] {
  const evaluated = runs.flatMap((run) => run[split] ?? []);
  if (evaluated.length === 0) return {};
  return Object.fromEntries(
    EVALUATION_METRIC_NAMES.flatMap((metric) => {
      const values = evaluated.flatMap((metrics) => metrics[metric] ?? []);
      return values.length === evaluated.length ? [[metric, distribution(values)]] : [];
    }),
  );
}

/** Counts how often each sample is misclassified, most frequent first, without samples that never are. */
export function wrongSampleCounts(predictions: readonly (readonly Prediction[])[]): RepeatedSample[] {
  const samples = new Map<string, RepeatedSample>();
  for (const run of predictions)
    for (const { id, file, true: truth, predicted } of run) {
      if (predicted === truth) continue;
      const sample = samples.get(id) ?? { id, file, true: truth, wrong: 0, guesses: {} };
      sample.wrong += 1;
      sample.guesses[predicted] = (sample.guesses[predicted] ?? 0) + 1;
      samples.set(id, sample);
    }
  return [...samples.values()].sort((a, b) => b.wrong - a.wrong || (a.id < b.id ? -1 : 1));
}

/** Finds the runs with the fewest and the most wrong test samples; ties are decided by test loss. */
export function bestAndWorst(runs: readonly RepeatedRun[]): { best: RepeatedRun; worst: RepeatedRun } | undefined {
  const ranked = runs
    .filter((run) => run.test !== undefined)
    .sort((a, b) => (a.test?.wrong ?? 0) - (b.test?.wrong ?? 0) || (a.test?.loss ?? 0) - (b.test?.loss ?? 0));
  const [best, worst] = [ranked[0], ranked.at(-1)];
  return best === undefined || worst === undefined ? undefined : { best, worst };
}
