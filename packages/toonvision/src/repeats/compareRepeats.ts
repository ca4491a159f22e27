// Paired comparison of two configurations over common seeds.
import { UserError } from '../errors/index.ts';
import { EVALUATION_METRIC_NAMES, EVALUATION_METRICS, type EvaluationMetric } from '../evaluation/index.ts';
import { type Distribution, distribution } from './distribution.ts';
import type { RepeatsRecord } from './repeatsRecord.ts';
import { criticalT, twoSidedP } from './studentT.ts';

/** Paired comparison of one metric. */
export interface MetricComparison {
  metric: EvaluationMetric;
  better: 'lower' | 'higher';
  a: Distribution;
  b: Distribution;
  /** Mean of b minus a over the paired seeds. */
  difference: number;
  /** Confidence interval of the difference (Student's t); null for a single pair. */
  interval: { low: number; high: number } | null;
  /** Two-sided paired t-test; null for a single pair, 1 if no pair differs. */
  pValue: number | null;
  /** Whether the interval excludes 0. */
  distinguishable: boolean;
}

/** Paired comparison of two configurations over common seeds. */
export interface RepeatsComparison {
  a: string;
  b: string;
  split: 'val' | 'test';
  seeds: number[];
  level: number;
  metrics: MetricComparison[];
}

/** Options of `compareRepeats`. */
export interface CompareRepeatsOptions {
  /** Evaluated split. Default `test`. */
  split?: 'val' | 'test';
  /** Confidence level of the intervals. Default 0.95. */
  level?: number;
}

/**
 * Compares two configurations by paired t-tests over common seeds. Runs of one seed are paired because they see the
 * samples in the same order.
 *
 * @throws UserError (exit code 2) if the repeats have no seed in common, or differ in classes or evaluated samples
 *
 * @example
 * compareRepeats(baseline, tuned).metrics[0]; // { metric: 'wrong', difference: -3.2, interval: { low: -9, ... }, ... }
 */
export function compareRepeats(
  a: RepeatsRecord,
  b: RepeatsRecord,
  { split = 'test', level = 0.95 }: CompareRepeatsOptions = {},
): RepeatsComparison {
  const where = `${a.name} and ${b.name}`;
  if (a.classes.join('\n') !== b.classes.join('\n')) {
    throw new UserError(`expected the same classes, got ${a.classes.join(', ')} and ${b.classes.join(', ')}`, {
      where,
      remedy: 'Compare repeats of the same target.',
      exitCode: 2,
    });
  }
  const pairs = a.runs.flatMap((run) => {
    const first = run[split];
    const second = b.runs.find(({ seed }) => seed === run.seed)?.[split];
    return first === undefined || second === undefined ? [] : [{ seed: run.seed, first, second }];
  });
  if (pairs.length === 0) {
    throw new UserError(`no common seed was evaluated on ${split}`, {
      where,
      remedy: `The seeds are ${a.seeds.join(', ')} and ${b.seeds.join(', ')}; train common seeds with --repeats.`,
      exitCode: 2,
    });
  }
  const mismatch = pairs.find(({ first, second }) => first.samples !== second.samples);
  if (mismatch !== undefined) {
    const { first, second } = mismatch;
    throw new UserError(`the numbers of evaluated samples differ: ${first.samples} and ${second.samples}`, {
      where,
      remedy: 'Train both again on the same split of the same dataset.',
      exitCode: 2,
    });
  }
  const metrics = EVALUATION_METRIC_NAMES.flatMap((metric): MetricComparison[] => {
    const values = pairs.flatMap(({ first, second }) => {
      const pair = [first[metric], second[metric]] as const;
      return typeof pair[0] === 'number' && typeof pair[1] === 'number' ? [[pair[0], pair[1]] as const] : [];
    });
    if (values.length < pairs.length) return [];
    const differences = distribution(values.map(([first, second]) => second - first));
    const { mean, sd } = differences;
    const degrees = values.length - 1;
    const error = sd / Math.sqrt(values.length);
    const margin = degrees === 0 ? Number.NaN : criticalT(level, degrees) * error;
    const interval = degrees === 0 ? null : { low: mean - margin, high: mean + margin };
    // Without variance the test is certain.
    const degenerate = mean === 0 ? 1 : 0;
    return [
      {
        metric,
        better: EVALUATION_METRICS[metric].direction === 'min' ? 'lower' : 'higher',
        a: distribution(values.map(([first]) => first)),
        b: distribution(values.map(([, second]) => second)),
        difference: mean,
        interval,
        pValue: degrees === 0 ? null : error === 0 ? degenerate : twoSidedP(mean / error, degrees),
        distinguishable: interval !== null && (interval.low > 0 || interval.high < 0),
      },
    ];
  });
  return { a: a.name, b: b.name, split, seeds: pairs.map(({ seed }) => seed), level, metrics };
}
