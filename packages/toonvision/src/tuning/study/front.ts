// The Pareto front of a study and the recommended trial.
import { standardErrorOfMean } from '../../statistics/index.ts';
import { isSize, toCost, toCosts } from './objectives.ts';
import type { StudySettings, Trial, TrialResult } from './studyRecord.ts';

/** A trial that has a result. */
export type FinishedTrial = Trial & { state: 'finished'; result: TrialResult };

/** Filters the trials that have a result, keeping their order. */
export function finishedTrials(trials: readonly Trial[]): FinishedTrial[] {
  return trials.filter((trial): trial is FinishedTrial => trial.state === 'finished' && trial.result !== undefined);
}

/** Indices of the non-dominated rows, all columns minimized; of equal rows the first. */
export function nonDominated(rows: readonly (readonly number[])[]): number[] {
  const dominates = (a: readonly number[], b: readonly number[]) =>
    a.every((value, index) => value <= (b[index] ?? 0)) && a.some((value, index) => value < (b[index] ?? 0));
  return rows.flatMap((row, at) => {
    if (!row.every(Number.isFinite)) return [];
    const isDominated = rows.some(
      (other, index) => dominates(other, row) || (index < at && other.every((value, i) => value === row[i])),
    );
    return isDominated ? [] : [at];
  });
}

/** The newest trial of each point; trials continued by a higher rung are omitted. */
function newestPerPoint(trials: readonly FinishedTrial[]): FinishedTrial[] {
  const continued = new Set(trials.flatMap(({ suggestion }) => suggestion.fromTrial ?? []));
  return trials.filter(({ number }) => !continued.has(number));
}

/**
 * The Pareto front of a study over its objectives; a single objective is paired with the number of parameters. Smallest model
 * first.
 */
export function paretoFront(
  { objectives }: Pick<StudySettings, 'objectives'>,
  trials: readonly Trial[],
): FinishedTrial[] {
  const candidates = newestPerPoint(finishedTrials(trials));
  const rows = candidates.map(({ result }) => {
    const row = toCosts(objectives, result.objectives);
    return objectives.length > 1 ? row : [...row, result.parameters];
  });
  return nonDominated(rows)
    .flatMap((x) => candidates[x] ?? [])
    .sort((a, b) => a.result.parameters - b.result.parameters || a.number - b.number);
}

/** Filters the trials within the size limits; trials without a result are kept. */
export function withinLimits(
  trials: readonly Trial[],
  {
    maxParameters = Number.POSITIVE_INFINITY,
    maxMultiplyAdds = Number.POSITIVE_INFINITY,
  }: { maxParameters?: number; maxMultiplyAdds?: number },
): Trial[] {
  return trials.filter(
    ({ result }) =>
      result === undefined || (result.parameters <= maxParameters && result.multiplyAdds <= maxMultiplyAdds),
  );
}

/** How to select one trial of the front. */
export const BEST_RULES = ['smallest', 'lowest'] as const;
/** How to select one trial of the front. */
export type BestRule = (typeof BEST_RULES)[number];

/**
 * The recommended trial. `lowest`: the best value of the first objective that is a metric. `smallest` (default): the trial with
 * the fewest parameters within one standard error of it (Breiman et al. 1984). The standard error is taken over executions;
 * with one execution, over the validation samples.
 */
export function bestTrial(
  { objectives }: Pick<StudySettings, 'objectives'>,
  trials: readonly Trial[],
  rule: BestRule = 'smallest',
  valSamples = 0,
): FinishedTrial | undefined {
  const candidates = newestPerPoint(finishedTrials(trials));
  const at = Math.max(
    0,
    objectives.findIndex((name) => !isSize(name)),
  );
  const name = objectives[at] ?? 'valLoss';
  const costOf = ({ result }: FinishedTrial) => toCost(name, result.objectives[at] ?? Number.NaN);
  const sorted = candidates
    .filter((trial) => Number.isFinite(costOf(trial)))
    .sort((a, b) => costOf(a) - costOf(b) || a.number - b.number);
  const [lowest] = sorted;
  if (lowest === undefined || rule === 'lowest') return lowest;
  const limit = costOf(lowest) + standardError(lowest, name, valSamples);
  return sorted
    .filter((trial) => costOf(trial) <= limit)
    .sort((a, b) => a.result.parameters - b.result.parameters || costOf(a) - costOf(b))[0];
}

/** Standard error of a trial's metric. */
function standardError({ result }: FinishedTrial, name: string, valSamples: number): number {
  const values = result.executions.map(({ metrics }) => metrics[name] ?? Number.NaN);
  if (values.length > 1) return standardErrorOfMean(values);
  const [value = Number.NaN] = values;
  if (name === 'valLoss') return result.executions[0]?.lossStandardError ?? 0;
  return valSamples > 0 && value >= 0 && value <= 1 ? Math.sqrt((value * (1 - value)) / valSamples) : 0;
}
