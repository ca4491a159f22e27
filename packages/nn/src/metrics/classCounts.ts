// Counts of predictions by class, and precision, recall and F1 from them.

/** What is counted of one class: correct predictions of it, predictions of it, samples of it. */
export interface ClassCount {
  hits: number;
  predicted: number;
  support: number;
}

/** Predictions counted by class; with several sigmoids a decision is one label of one sample, else one sample. */
export interface ClassTally {
  classes: readonly ClassCount[];
  decisions: number;
  correct: number;
}

/** Precision, recall and F1 of each class, in the order of the classes. */
export interface ClassScores {
  precision: number[];
  recall: number[];
  f1: number[];
  /** Samples of each class. */
  support: number[];
}

/** `part / whole`; 0 where `whole` is 0. */
export const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The arithmetic mean; 0 without values. */
export const mean = (values: readonly number[]): number => ratio(sum(values), values.length);

/** Counts from a confusion matrix (rows true, columns predicted). */
export function tallyOf(confusion: readonly (readonly number[])[]): ClassTally {
  const classes = confusion.map((row, label) => ({
    hits: row[label] ?? 0,
    predicted: sum(confusion.map((each) => each[label] ?? 0)),
    support: sum(row),
  }));
  return { classes, decisions: sum(classes.map((x) => x.support)), correct: sum(classes.map((x) => x.hits)) };
}

/** Precision, recall and F1 of one class, each 0 to 1; 0 where nothing was predicted or no sample is of the class. */
export function scoreClass({ hits, predicted, support }: ClassCount): {
  precision: number;
  recall: number;
  f1: number;
} {
  const precision = ratio(hits, predicted);
  const recall = ratio(hits, support);
  // The same as 2 hits / (predicted + support) but for the last bit, and that bit decides how the article's 0.825 is
  // rounded: its scikit-learn (before 1.3) computed this form and printed 0.83.
  return { precision, recall, f1: ratio(2 * precision * recall, precision + recall) };
}

/** Precision, recall, F1 and support of each class from a confusion matrix (rows true, columns predicted). */
export function classScores(confusion: readonly (readonly number[])[]): ClassScores {
  const { classes } = tallyOf(confusion);
  const scores = classes.map(scoreClass);
  return {
    precision: scores.map(({ precision }) => precision),
    recall: scores.map(({ recall }) => recall),
    f1: scores.map(({ f1 }) => f1),
    support: classes.map(({ support }) => support),
  };
}
