// Proposes a tighter space from the best trials of a study, and says why.
import { describeRange, gridOf, type HyperparameterValue, isActive, type Narrowing } from '../space/index.ts';
import { finishedTrials, type StudyRecord, type Trial, toCost } from '../study/index.ts';

/** A tighter space for another search, with the reasons. */
export interface Proposal {
  narrowing: Narrowing;
  /** One a hyperparameter that is narrowed. */
  reasons: string[];
  /** The trials it was made from, the best first. */
  trials: number[];
}

/**
 * What the best trials leave of each range: from their least to their largest value, with one step (or a tenth of the range) on both
 * sides; of words those that occur. A range that this does not narrow stays.
 *
 * @param count how many of the best; default a third of all, at least 5
 */
export function proposeNarrowing(
  { settings, hyperparameters }: Pick<StudyRecord, 'settings' | 'hyperparameters'>,
  trials: readonly Trial[],
  count?: number,
): Proposal {
  const costOf = (value: number | undefined) => toCost(settings.objectives[0] ?? 'valLoss', value ?? 0);
  const ranked = finishedTrials(trials)
    .filter(({ result }) => Number.isFinite(result.objectives[0]))
    .sort((a, b) => costOf(a.result.objectives[0]) - costOf(b.result.objectives[0]) || a.number - b.number);
  const best = ranked.slice(0, count ?? Math.max(5, Math.round(ranked.length / 3)));
  const narrowing: Narrowing = {};
  const reasons: string[] = [];
  for (const one of hyperparameters) {
    const values = best.flatMap(({ suggestion }) => {
      const value = suggestion.values[one.name];
      return value === undefined || !isActive(one, suggestion.values) ? [] : [value];
    });
    if (values.length < 3 || one.kind === 'fixed') continue;
    const of = `of the best ${values.length} trials`;
    if (one.kind === 'choice' || one.kind === 'boolean') {
      const all = gridOf(one) ?? [];
      const seen = all.filter((value) => values.includes(value));
      if (seen.length === all.length) continue;
      narrowing[one.name] = { values: seen as HyperparameterValue[] };
      reasons.push(`${one.name}: ${describeRange(one)} becomes ${seen.join(', ')}; ${of} none has another`);
      continue;
    }
    const numbers = values.map(Number);
    const isLog = one.sampling === 'log';
    const margin = one.step ?? (one.max - one.min) / 10;
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
    const min = Math.max(one.min, tidy(isLog ? least / 2 : least - margin));
    const max = Math.min(one.max, tidy(isLog ? most * 2 : most + margin));
    if (min <= one.min && max >= one.max) continue;
    narrowing[one.name] = { min, max };
    reasons.push(`${one.name}: ${describeRange(one)} becomes ${min} to ${max}; ${of} all lie from ${least} to ${most}`);
  }
  return { narrowing, reasons, trials: best.map(({ number }) => number) };
}

const tidy = (value: number): number => Number(value.toPrecision(6));

/** As `tune --narrow` takes it: `pool_1_size=2..3,padding=same|valid`. */
export function narrowingText(narrowing: Narrowing): string {
  return Object.entries(narrowing)
    .map(([name, own]) => `${name}=${'values' in own ? own.values.join('|') : `${own.min}..${own.max}`}`)
    .join(',');
}
