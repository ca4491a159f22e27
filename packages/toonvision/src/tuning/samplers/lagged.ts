// The trials a suggestion may depend on, which makes studies independent of the number of workers.
import { sum } from '../../statistics/index.ts';
import type { Ask, EndedTrial } from './sampler.ts';

/** The trials up to `number - lag`, in order; undefined while one of them is still running. */
export function knownTrials({ number, told }: Pick<Ask, 'number' | 'told'>, lag: number): EndedTrial[] | undefined {
  const count = Math.max(0, number - lag + 1);
  const known = told.filter((trial) => trial.number < count).sort((a, b) => a.number - b.number);
  return known.length === count ? known : undefined;
}

/**
 * Reduces the objectives of each trial to one cost. Several objectives are normalized to 0..1 and combined by the augmented
 * Chebyshev function of ParEGO (Knowles 2006). Failed trials get slightly more than the worst cost.
 *
 * @param weights weight of each objective; they sum to 1
 */
export function scalarize(trials: readonly EndedTrial[], weights: readonly number[]): number[] {
  const known = trials.flatMap(({ objectives }) => (objectives === null ? [] : [objectives]));
  const count = known[0]?.length ?? 1;
  const ranges = Array.from({ length: count }, (_, index) => {
    const values = known.map((objectives) => objectives[index] ?? 0).filter(Number.isFinite);
    const low = Math.min(...values);
    return { low, width: Math.max(...values) - low };
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
