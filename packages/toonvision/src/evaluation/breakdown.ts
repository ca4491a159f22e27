// Accuracy by where samples come from: per street, per entity, per other part of the label, per flag.
import type { Prediction } from './prediction.ts';
import { type Interval, wilsonInterval } from './wilsonInterval.ts';

/** One value of an attribute: how many samples, how many wrong. */
export interface BreakdownRow {
  /** The street, the entity ...; `(none)` for samples that have none. */
  value: string;
  support: number;
  wrong: number;
  /** 0 to 1; null without samples. */
  accuracy: number | null;
  /** Wilson's 95% interval of the accuracy. */
  interval: Interval;
  /** The most frequent mistake; null where nothing is wrong. */
  mistake: { true: string; predicted: string; count: number } | null;
}

/** Accuracy by the values of one attribute. */
export interface Breakdown {
  /** `street`, a part of the label such as `entity`, or `flag`. */
  attribute: string;
  rows: BreakdownRow[];
}

const NONE = '(none)';

/** Options of `breakdowns`. */
export interface BreakdownOptions {
  /** Values of an attribute in their own order; those without a sample keep a row. Others are sorted by name. */
  order?: Readonly<Record<string, readonly string[]>>;
  /** The part of the label that the classes are: its rows would only repeat the report. */
  target?: string;
}

/**
 * Tables of accuracy by each attribute that tells samples apart: `street`, then the parts of labels, then `flag`. A sample
 * with several flags stands in the row of each. Predictions without provenance give no table.
 *
 * @example
 * const street = breakdowns(predictions).find(({ attribute }) => attribute === 'street');
 * street?.rows[0]; // { value: 'br', support: 33, wrong: 5, accuracy: 0.848, ... }
 */
export function breakdowns(
  predictions: readonly Prediction[],
  { order = {}, target }: BreakdownOptions = {},
): Breakdown[] {
  const known = predictions.filter(({ provenance }) => provenance !== undefined);
  const parts = new Set(known.flatMap(({ provenance }) => Object.keys(provenance?.parts ?? {})));
  if (target !== undefined) parts.delete(target);
  const attributes: { attribute: string; valuesOf: (prediction: Prediction) => readonly string[] }[] = [
    { attribute: 'street', valuesOf: ({ provenance }) => [provenance?.street ?? NONE] },
    ...[...parts].sort().map((part) => ({
      attribute: part,
      valuesOf: ({ provenance }: Prediction) => [provenance?.parts[part] ?? NONE],
    })),
    {
      attribute: 'flag',
      valuesOf: ({ provenance }) =>
        provenance === undefined || provenance.flags.length === 0 ? [NONE] : provenance.flags,
    },
  ];
  return attributes.flatMap(({ attribute, valuesOf }) => {
    const members = known.flatMap((prediction) => valuesOf(prediction).map((value) => ({ value, prediction })));
    const inside = Map.groupBy(members, ({ value }) => value);
    // One row for everything would say what the total says.
    if (inside.size < 2) return [];
    const listed = order[attribute] ?? [];
    const others = [...inside.keys()].filter((value) => !listed.includes(value)).sort(noneLast);
    return {
      attribute,
      rows: [...listed, ...others].map((value) =>
        rowOf(
          value,
          (inside.get(value) ?? []).map(({ prediction }) => prediction),
        ),
      ),
    };
  });
}

/**
 * The rows with a sample, the lowest accuracy first; of equal ones the one with more samples.
 */
export function worstRows({ rows }: Breakdown): BreakdownRow[] {
  return rows
    .filter(({ support }) => support > 0)
    .sort((a, b) => (a.accuracy ?? 0) - (b.accuracy ?? 0) || b.support - a.support);
}

function noneLast(a: string, b: string): number {
  if (a === NONE || b === NONE) return a === NONE ? 1 : -1;
  return a < b ? -1 : 1;
}

function rowOf(value: string, predictions: readonly Prediction[]): BreakdownRow {
  const wrong = predictions.filter((prediction) => prediction.true !== prediction.predicted);
  const mistakes = new Map<string, { true: string; predicted: string; count: number }>();
  for (const { true: truth, predicted } of wrong) {
    const key = JSON.stringify([truth, predicted]);
    mistakes.set(key, { true: truth, predicted, count: (mistakes.get(key)?.count ?? 0) + 1 });
  }
  const support = predictions.length;
  const right = support - wrong.length;
  return {
    value,
    support,
    wrong: wrong.length,
    accuracy: support === 0 ? null : right / support,
    interval: wilsonInterval(right, support),
    mistake: [...mistakes.values()].sort((a, b) => b.count - a.count)[0] ?? null,
  };
}
