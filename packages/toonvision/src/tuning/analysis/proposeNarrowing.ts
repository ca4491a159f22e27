// Proposes a narrowed search space from the best trials of a study, with reasons.
import { describeRange, gridOf, type HyperparameterValue, isActive, type Narrowing } from '../space/index.ts';
import { finishedTrials, type StudyRecord, type Trial, toCost } from '../study/index.ts';

/** A narrowed space, with reasons. */
export interface Proposal {
  narrowing: Narrowing;
  /** One reason per narrowed hyperparameter. */
  reasons: string[];
  /** Numbers of the trials it is based on, best first. */
  trials: number[];
}

/**
 * Narrows each numeric range to the values of the best trials, plus a margin of one step (or 10% of the range) on both sides, and
 * each category to the values that occur. Ranges that this does not narrow are omitted.
 *
 * @param count number of best trials. Default: a third of all, at least 5
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
  for (const hyperparameter of hyperparameters) {
    const values = best.flatMap(({ suggestion }) => {
      const value = suggestion.values[hyperparameter.name];
      return value === undefined || !isActive(hyperparameter, suggestion.values) ? [] : [value];
    });
    if (values.length < 3 || hyperparameter.kind === 'fixed') continue;
    const basis = `in the best ${values.length} trials`;
    if (hyperparameter.kind === 'choice' || hyperparameter.kind === 'boolean') {
      const all = gridOf(hyperparameter) ?? [];
      const present = all.filter((value) => values.includes(value));
      if (present.length === all.length) continue;
      narrowing[hyperparameter.name] = { values: present as HyperparameterValue[] };
      reasons.push(
        `${hyperparameter.name}: ${describeRange(hyperparameter)} narrowed to ${present.join(', ')}; no other value ${basis}`,
      );
      continue;
    }
    const numbers = values.map(Number);
    const isLog = hyperparameter.sampling === 'log';
    const margin = hyperparameter.step ?? (hyperparameter.max - hyperparameter.min) / 10;
    const [lowest, highest] = [Math.min(...numbers), Math.max(...numbers)];
    const min = Math.max(hyperparameter.min, tidy(isLog ? lowest / 2 : lowest - margin));
    const max = Math.min(hyperparameter.max, tidy(isLog ? highest * 2 : highest + margin));
    if (min <= hyperparameter.min && max >= hyperparameter.max) continue;
    narrowing[hyperparameter.name] = { min, max };
    reasons.push(
      `${hyperparameter.name}: ${describeRange(hyperparameter)} narrowed to ${min} to ${max}; values ${basis}: ${lowest} to ${highest}`,
    );
  }
  return { narrowing, reasons, trials: best.map(({ number }) => number) };
}

const tidy = (value: number): number => Number(value.toPrecision(6));

/** Formats a narrowing for `tune --narrow`: `pool_1_size=2..3,padding=same|valid`. */
export function formatNarrowing(narrowing: Narrowing): string {
  return Object.entries(narrowing)
    .map(([name, bounds]) => `${name}=${'values' in bounds ? bounds.values.join('|') : `${bounds.min}..${bounds.max}`}`)
    .join(',');
}
