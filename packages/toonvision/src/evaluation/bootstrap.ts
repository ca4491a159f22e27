// Percentile bootstrap intervals of scores, with optional grouping.

import { randomWords, streamKey } from '@toonvision/nn';
import { quantile } from '../statistics/index.ts';
import type { Interval } from './wilsonInterval.ts';

/** Options of `bootstrapIntervals`. */
export interface BootstrapOptions {
  /** Number of resamples. Default 2000. */
  resamples?: number;
  /** Random seed; the same samples and seed give the same interval on every machine. Default 0. */
  seed?: number;
  /** Confidence level, 0 to 1. Default 0.95. */
  level?: number;
  /**
   * Group of each sample, if samples are not independent. Whole groups are resampled (cluster bootstrap), so the crops
   * of one screenshot stay together. Default: each sample is its own group.
   */
  groups?: readonly string[];
}

/**
 * Computes percentile intervals of several scores from the same resamples. Source: Efron, "Bootstrap methods: another
 * look at the jackknife" (1979); Field and Welsh, "Bootstrapping clustered data" (2007) for groups.
 *
 * @param samples number of samples
 * @param computeScores computes the scores of a resample, given the indices of its samples with repetition
 * @returns one interval per score; undefined without samples
 *
 * @example
 * const [interval] = bootstrapIntervals(values.length, (drawn) => [mean(drawn.map((i) => values[i]))]);
 */
export function bootstrapIntervals(
  samples: number,
  computeScores: (drawn: readonly number[]) => readonly number[],
  { resamples = 2000, seed = 0, level = 0.95, groups }: BootstrapOptions = {},
): Interval[] | undefined {
  if (samples === 0) return undefined;
  const members = groupMembers(samples, groups);
  const key = streamKey(seed, 'bootstrap');
  const distributions: number[][] = [];
  for (let resample = 0; resample < resamples; resample++) {
    const drawn: number[] = [];
    for (let index = 0; index < members.length; index += 4) {
      const words = randomWords(key, index / 4, 0, resample);
      for (const word of words.slice(0, members.length - index)) {
        const group = members[Math.floor((word * members.length) / 2 ** 32)];
        for (const sample of group ?? []) drawn.push(sample);
      }
    }
    for (const [index, score] of computeScores(drawn).entries()) {
      const scores = distributions[index] ?? [];
      scores.push(score);
      distributions[index] = scores;
    }
  }
  return distributions.map((scores) => {
    const sorted = Float64Array.from(scores).sort();
    return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) };
  });
}

function groupMembers(samples: number, groups: readonly string[] | undefined): number[][] {
  if (groups === undefined) return Array.from({ length: samples }, (_, sample) => [sample]);
  if (groups.length !== samples) {
    throw new RangeError(`bootstrapIntervals() groups: expected one per sample (${samples}), got ${groups.length}`);
  }
  return [...Map.groupBy(groups.keys(), (sample) => groups[sample]).values()];
}
