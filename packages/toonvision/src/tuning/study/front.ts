// Which trials nothing beats, and which of them to take.
import { standardErrorOfMean } from '../../statistics/index.ts';
import { isSize, toCost, toCosts } from './objectives.ts';
import type { StudySettings, Trial, TrialResult } from './studyRecord.ts';

/** A trial that has a result. */
export type FinishedTrial = Trial & { state: 'finished'; result: TrialResult };

/** The trials that have a result, in their order. */
export function finishedTrials(trials: readonly Trial[]): FinishedTrial[] {
  return trials.filter((trial): trial is FinishedTrial => trial.state === 'finished' && trial.result !== undefined);
}

/** The rows that no other is at least as good as in all and better in one (small is good); of equal ones the first. */
export function nonDominated(rows: readonly (readonly number[])[]): number[] {
  const beats = (a: readonly number[], b: readonly number[]) =>
    a.every((value, index) => value <= (b[index] ?? 0)) && a.some((value, index) => value < (b[index] ?? 0));
  return rows.flatMap((row, at) => {
    if (!row.every(Number.isFinite)) return [];
    const isBeaten = rows.some(
      (other, index) => beats(other, row) || (index < at && other.every((value, i) => value === row[i])),
    );
    return isBeaten ? [] : [at];
  });
}

/** The trials a choice is made from: the newest of each point (rungs go on with the same one). */
function lastOfEach(trials: readonly FinishedTrial[]): FinishedTrial[] {
  const carried = new Set(trials.flatMap(({ suggestion }) => suggestion.fromTrial ?? []));
  return trials.filter(({ number }) => !carried.has(number));
}

/**
 * The Pareto front of a study: by its objectives; by quality and parameters where it has one objective alone. Smallest model first.
 */
export function paretoFront(
  { objectives }: Pick<StudySettings, 'objectives'>,
  trials: readonly Trial[],
): FinishedTrial[] {
  const own = lastOfEach(finishedTrials(trials));
  const rows = own.map(({ result }) => {
    const row = toCosts(objectives, result.objectives);
    return objectives.length > 1 ? row : [...row, result.parameters];
  });
  return nonDominated(rows)
    .flatMap((at) => own[at] ?? [])
    .sort((a, b) => a.result.parameters - b.result.parameters || a.number - b.number);
}

/** Those finished trials that are within limits. */
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

/** How one trial of the front is chosen. */
export const BEST_RULES = ['smallest', 'lowest'] as const;
/** How one trial of the front is chosen. */
export type BestRule = (typeof BEST_RULES)[number];

/**
 * The trial to take. `lowest`: the best value of the first objective that is a metric. `smallest` (default): of those within one
 * standard error of it the one with the fewest parameters (Breiman et al. 1984); the error is that over executions, else that of
 * the validation loss over its samples, or of a share over as many.
 */
export function bestTrial(
  { objectives }: Pick<StudySettings, 'objectives'>,
  trials: readonly Trial[],
  rule: BestRule = 'smallest',
  valSamples = 0,
): FinishedTrial | undefined {
  const own = lastOfEach(finishedTrials(trials));
  const at = Math.max(
    0,
    objectives.findIndex((name) => !isSize(name)),
  );
  const name = objectives[at] ?? 'valLoss';
  const costOf = ({ result }: FinishedTrial) => toCost(name, result.objectives[at] ?? Number.NaN);
  const sorted = own
    .filter((trial) => Number.isFinite(costOf(trial)))
    .sort((a, b) => costOf(a) - costOf(b) || a.number - b.number);
  const [lowest] = sorted;
  if (lowest === undefined || rule === 'lowest') return lowest;
  const limit = costOf(lowest) + standardError(lowest, name, valSamples);
  return sorted
    .filter((trial) => costOf(trial) <= limit)
    .sort((a, b) => a.result.parameters - b.result.parameters || costOf(a) - costOf(b))[0];
}

/** Of a trial's quality. */
function standardError({ result }: FinishedTrial, name: string, valSamples: number): number {
  const values = result.executions.map(({ metrics }) => metrics[name] ?? Number.NaN);
  if (values.length > 1) return standardErrorOfMean(values);
  const [value = Number.NaN] = values;
  if (name === 'valLoss') return result.executions[0]?.lossStandardError ?? 0;
  return valSamples > 0 && value >= 0 && value <= 1 ? Math.sqrt((value * (1 - value)) / valSamples) : 0;
}
