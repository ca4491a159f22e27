// What a suggestion may know: trials up to n - lag, all of them ended.
import { sum } from '../../statistics/index.ts';
import type { Ask, ToldTrial } from './sampler.ts';

/** The trials that suggestion `number` may look at, in order; undefined while one of them has not ended. */
export function knownTrials({ number, told }: Pick<Ask, 'number' | 'told'>, lag: number): ToldTrial[] | undefined {
  const count = Math.max(0, number - lag + 1);
  const known = told.filter((trial) => trial.number < count).sort((a, b) => a.number - b.number);
  return known.length === count ? known : undefined;
}

/**
 * Each trial's objectives as one number, to be made small: itself for one objective; for several the augmented Chebyshev sum of
 * ParEGO (Knowles 2006), each brought to 0..1 over the trials. Failed trials count as the worst, and a little more.
 *
 * @param weights one an objective, adding up to 1
 */
export function scalarised(trials: readonly ToldTrial[], weights: readonly number[]): number[] {
  const known = trials.flatMap(({ objectives }) => (objectives === null ? [] : [objectives]));
  const count = known[0]?.length ?? 1;
  const ranges = Array.from({ length: count }, (_, index) => {
    const own = known.map((objectives) => objectives[index] ?? 0).filter(Number.isFinite);
    const low = Math.min(...own);
    return { low, width: Math.max(...own) - low };
  });
  const scores = trials.map(({ objectives }) => {
    if (objectives === null || !objectives.every(Number.isFinite)) return Number.NaN;
    if (count === 1) return objectives[0] ?? 0;
    const parts = objectives.map(
      (value, index) =>
        (weights[index] ?? 0) * ((value - (ranges[index]?.low ?? 0)) / ((ranges[index]?.width ?? 0) || 1)),
    );
    return Math.max(...parts) + 0.05 * sum(parts);
  });
  const finite = scores.filter(Number.isFinite);
  if (finite.length === 0) return scores.map(() => 0);
  const [best, worst] = [Math.min(...finite), Math.max(...finite)];
  return scores.map((score) => (Number.isFinite(score) ? score : worst + 0.1 * (worst - best)));
}
