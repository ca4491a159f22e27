// Compares two configurations over the seeds both were trained with.
import { UserError } from '../errors/index.ts';
import { EVALUATION_METRIC_NAMES, EVALUATION_METRICS, type EvaluationMetric } from '../evaluation/index.ts';
import { type Distribution, distribution } from './distribution.ts';
import type { RepeatsRecord } from './repeatsRecord.ts';
import { criticalT, twoSidedP } from './studentT.ts';

/** One metric of two configurations, seed by seed. */
export interface MetricComparison {
  metric: EvaluationMetric;
  better: 'lower' | 'higher';
  a: Distribution;
  b: Distribution;
  /** b less a, mean over the paired seeds, with the t interval of `level`; null for a single pair. */
  difference: number;
  interval: { low: number; high: number } | null;
  /** Two-sided paired t test; null for a single pair, 1 where nothing differs. */
  pValue: number | null;
  /** The interval does not hold 0. */
  distinguishable: boolean;
}

/** Two configurations over the same seeds. */
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
  /** Default `test`. */
  split?: 'val' | 'test';
  /** Of the intervals. Default 0.95. */
  level?: number;
}

/**
 * The difference of two configurations, seed by seed: with the same seed both saw the same order of samples, so pairs are
 * compared. The t interval says how far the mean difference of such pairs may be from the one measured.
 *
 * @throws UserError (exit code 2) when they have no seed in common or tell other classes apart
 *
 * @example
 * compareRepeats(baseline, tuned).metrics[0]; // { metric: 'wrong', difference: -3.2, interval: { low: -9, high: 2.6 }, ... }
 */
export function compareRepeats(
  a: RepeatsRecord,
  b: RepeatsRecord,
  { split = 'test', level = 0.95 }: CompareRepeatsOptions = {},
): RepeatsComparison {
  const where = `${a.name} and ${b.name}`;
  if (a.classes.join('\n') !== b.classes.join('\n')) {
    throw new UserError(`one tells apart ${a.classes.join(', ')}, the other ${b.classes.join(', ')}`, {
      where,
      remedy: 'Compare repeats of one target.',
      exitCode: 2,
    });
  }
  const pairs = a.runs.flatMap((first) => {
    const second = b.runs.find(({ seed }) => seed === first.seed);
    const [one, other] = [first[split], second?.[split]];
    return one === undefined || other === undefined ? [] : [{ seed: first.seed, one, other }];
  });
  if (pairs.length === 0) {
    throw new UserError(`no seed was evaluated on ${split} in both`, {
      where,
      remedy: `The seeds are ${a.seeds.join(', ')} and ${b.seeds.join(', ')}: train the same ones with --repeats.`,
      exitCode: 2,
    });
  }
  const other = pairs.find(({ one, other }) => one.samples !== other.samples);
  if (other !== undefined) {
    throw new UserError(`they were evaluated on ${other.one.samples} and ${other.other.samples} samples`, {
      where,
      remedy: 'Repeats are compared on one split of one dataset; train both again.',
      exitCode: 2,
    });
  }
  const metrics = EVALUATION_METRIC_NAMES.flatMap((metric): MetricComparison[] => {
    const values = pairs.flatMap(({ one, other }) => {
      const [first, second] = [one[metric], other[metric]];
      return typeof first !== 'number' || typeof second !== 'number' ? [] : [[first, second] as const];
    });
    if (values.length < pairs.length) return [];
    const differences = distribution(values.map(([first, second]) => second - first));
    const { mean, sd } = differences;
    const degrees = values.length - 1;
    const error = sd / Math.sqrt(values.length);
    const reach = degrees === 0 ? Number.NaN : criticalT(level, degrees) * error;
    const interval = degrees === 0 ? null : { low: mean - reach, high: mean + reach };
    const certain = mean === 0 ? 1 : 0;
    return [
      {
        metric,
        better: EVALUATION_METRICS[metric].direction === 'min' ? 'lower' : 'higher',
        a: distribution(values.map(([first]) => first)),
        b: distribution(values.map(([, second]) => second)),
        difference: mean,
        interval,
        pValue: degrees === 0 ? null : error === 0 ? certain : twoSidedP(mean / error, degrees),
        distinguishable: interval !== null && (interval.low > 0 || interval.high < 0),
      },
    ];
  });
  return { a: a.name, b: b.name, split, seeds: pairs.map(({ seed }) => seed), level, metrics };
}
