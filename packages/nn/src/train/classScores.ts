// Precision, recall and F1 of each class, from counts.

/** Precision, recall and F1 of each class, in the order of the classes. */
export interface ClassScores {
  precision: number[];
  recall: number[];
  f1: number[];
  /** Samples of each class. */
  support: number[];
}

/** What is counted of one class: right predictions of it, predictions of it, samples of it. */
export interface ClassCount {
  hits: number;
  predicted: number;
  support: number;
}

/** 0 for a part of nothing. */
export const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** The scores of classes of which so much was counted; 0 where nothing was predicted or nothing is there. */
export function scoresOf(counts: readonly ClassCount[]): ClassScores {
  return {
    precision: counts.map(({ hits, predicted }) => ratio(hits, predicted)),
    recall: counts.map(({ hits, support }) => ratio(hits, support)),
    f1: counts.map(({ hits, predicted, support }) => ratio(2 * hits, predicted + support)),
    support: counts.map(({ support }) => support),
  };
}

/** Precision, recall, F1 and support of each class from a confusion matrix (rows true, columns predicted). */
export function classScores(confusion: readonly (readonly number[])[]): ClassScores {
  return scoresOf(
    confusion.map((row, c) => ({
      hits: row[c] ?? 0,
      predicted: confusion.reduce((sum, each) => sum + (each[c] ?? 0), 0),
      support: row.reduce((sum, count) => sum + count, 0),
    })),
  );
}

/** Index of the largest value; the first of equal ones. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}
