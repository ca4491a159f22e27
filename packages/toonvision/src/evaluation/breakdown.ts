// Accuracy by street, label part and annotation flag.
import type { Prediction } from './prediction.ts';
import { type Interval, wilsonInterval } from './wilsonInterval.ts';

/** Counts and accuracy for one value of an attribute. */
export interface BreakdownRow {
  /** Value such as a street or an entity; `(none)` for samples without one. */
  value: string;
  support: number;
  wrong: number;
  /** 0 to 1; null without samples. */
  accuracy: number | null;
  /** Wilson 95% interval of the accuracy. */
  interval: Interval;
  /** Most frequent confusion; null if all predictions are correct. */
  mistake: { true: string; predicted: string; count: number } | null;
}

/** Accuracy by the values of one attribute. */
export interface Breakdown {
  /** `street`, a label part such as `entity`, or `flag`. */
  attribute: string;
  rows: BreakdownRow[];
}

const NONE = '(none)';

/** Options of `breakdowns`. */
export interface BreakdownOptions {
  /** Order of the values of an attribute; listed values without samples keep a row. Others are sorted by name. */
  order?: Readonly<Record<string, readonly string[]>>;
  /** Label part that the classes come from; omitted, because its rows would repeat the report. */
  target?: string;
}

/**
 * Computes accuracy by each attribute with at least two values: `street`, then the label parts, then `flag`. A sample
 * with several flags is counted in the row of each. Predictions without provenance are ignored.
 *
 * @example
 * const street = breakdowns(predictions).find(({ attribute }) => attribute === 'street');
 * street?.rows[0]; // { value: 'br', support: 33, wrong: 5, accuracy: 0.848, ... }
 */
export function breakdowns(
  predictions: readonly Prediction[],
  { order = {}, target }: BreakdownOptions = {},
): Breakdown[] {
  const located = predictions.filter(({ provenance }) => provenance !== undefined);
  const parts = new Set(located.flatMap(({ provenance }) => Object.keys(provenance?.parts ?? {})));
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
    const members = located.flatMap((prediction) => valuesOf(prediction).map((value) => ({ value, prediction })));
    const groups = Map.groupBy(members, ({ value }) => value);
    // A single row would repeat the total.
    if (groups.size < 2) return [];
    const listed = order[attribute] ?? [];
    const others = [...groups.keys()].filter((value) => !listed.includes(value)).sort(compareNoneLast);
    return {
      attribute,
      rows: [...listed, ...others].map((value) =>
        breakdownRow(
          value,
          (groups.get(value) ?? []).map(({ prediction }) => prediction),
        ),
      ),
    };
  });
}

/** Rows with samples by rising accuracy; ties are sorted by falling support. */
export function worstRows({ rows }: Breakdown): BreakdownRow[] {
  return rows
    .filter(({ support }) => support > 0)
    .sort((a, b) => (a.accuracy ?? 0) - (b.accuracy ?? 0) || b.support - a.support);
}

function compareNoneLast(a: string, b: string): number {
  if (a === NONE || b === NONE) return a === NONE ? 1 : -1;
  return a < b ? -1 : 1;
}

function breakdownRow(value: string, predictions: readonly Prediction[]): BreakdownRow {
  const wrong = predictions.filter((prediction) => prediction.true !== prediction.predicted);
  const mistakes = new Map<string, { true: string; predicted: string; count: number }>();
  for (const { true: truth, predicted } of wrong) {
    const key = JSON.stringify([truth, predicted]);
    mistakes.set(key, { true: truth, predicted, count: (mistakes.get(key)?.count ?? 0) + 1 });
  }
  const support = predictions.length;
  const correct = support - wrong.length;
  return {
    value,
    support,
    wrong: wrong.length,
    accuracy: support === 0 ? null : correct / support,
    interval: wilsonInterval(correct, support),
    mistake: [...mistakes.values()].sort((a, b) => b.count - a.count)[0] ?? null,
  };
}
