// Bootstrap intervals: how far a score moves when the samples are drawn again from themselves.

import { randomWords, streamKey } from '@toonvision/nn';
import { quantile } from '../statistics/index.ts';
import type { Interval } from './wilsonInterval.ts';

/** Options of `bootstrapIntervals`. */
export interface BootstrapOptions {
  /** Draws. Default 2000. */
  resamples?: number;
  /** Default 0: the same samples and seed give the same interval on every machine. */
  seed?: number;
  /** Share of the draws inside the interval, 0 to 1. Default 0.95. */
  level?: number;
  /**
   * The group of each sample, where samples are not independent: whole groups are drawn (a cluster bootstrap), so the
   * crops of one screenshot come or go together. Default: each sample on its own.
   */
  groups?: readonly string[];
}

/**
 * Percentile intervals of several scores from the same draws. Source: Efron, "Bootstrap methods: another look at the
 * jackknife" (1979); Field and Welsh, "Bootstrapping clustered data" (2007) for groups.
 *
 * @param samples how many there are
 * @param scoresOf the scores of a draw: sample numbers, each as often as it was drawn
 * @returns one interval a score; undefined without samples
 *
 * @example
 * const [mean] = bootstrapIntervals(values.length, (drawn) => [drawn.reduce((sum, i) => sum + values[i], 0) / drawn.length]);
 */
export function bootstrapIntervals(
  samples: number,
  scoresOf: (drawn: readonly number[]) => readonly number[],
  { resamples = 2000, seed = 0, level = 0.95, groups }: BootstrapOptions = {},
): Interval[] | undefined {
  if (samples === 0) return undefined;
  const members = membersOf(samples, groups);
  const key = streamKey(seed, 'bootstrap');
  const draws: number[][] = [];
  for (let resample = 0; resample < resamples; resample++) {
    const drawn: number[] = [];
    for (let at = 0; at < members.length; at += 4) {
      const words = randomWords(key, at / 4, 0, resample);
      for (const word of words.slice(0, members.length - at)) {
        const group = members[Math.floor((word * members.length) / 2 ** 32)];
        for (const sample of group ?? []) drawn.push(sample);
      }
    }
    for (const [index, score] of scoresOf(drawn).entries()) {
      const scores = draws[index] ?? [];
      scores.push(score);
      draws[index] = scores;
    }
  }
  return draws.map((scores) => {
    const sorted = Float64Array.from(scores).sort();
    return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) };
  });
}

function membersOf(samples: number, groups: readonly string[] | undefined): number[][] {
  if (groups === undefined) return Array.from({ length: samples }, (_, sample) => [sample]);
  if (groups.length !== samples) {
    throw new RangeError(`bootstrapIntervals() groups: ${groups.length} for ${samples} samples; give one a sample`);
  }
  return [...Map.groupBy(groups.keys(), (sample) => groups[sample]).values()];
}
