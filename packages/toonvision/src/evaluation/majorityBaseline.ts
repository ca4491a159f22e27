// Baseline that always predicts the most frequent class.
import { argmax } from '@toonvision/nn';

/** Options of `majorityBaseline`. */
export interface MajorityBaselineOptions {
  classes: readonly string[];
  /** Labels that determine the most frequent class, usually of the training split. Default: `trueLabels`. */
  trainLabels?: ArrayLike<number>;
}

/** The most frequent class and the accuracy of always predicting it. */
export interface MajorityBaseline {
  /** Index of the most frequent class; the first one in case of ties. */
  label: number;
  name: string;
  /** Share of `trueLabels` of that class, 0 to 1. */
  accuracy: number;
}

/**
 * Computes the accuracy of always predicting the most frequent class (scikit-learn's `DummyClassifier`).
 *
 * @example
 * majorityBaseline([0, 1, 1, 1], { classes: ['bb', 'lb'] }); // { label: 1, name: 'lb', accuracy: 0.75 }
 */
export function majorityBaseline(
  trueLabels: ArrayLike<number>,
  { classes, trainLabels = trueLabels }: MajorityBaselineOptions,
): MajorityBaseline {
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of Array.from(trainLabels)) counts[label] = (counts[label] ?? 0) + 1;
  const label = argmax(counts);
  const hits = Array.from(trueLabels).filter((truth) => truth === label).length;
  return { label, name: classes[label] ?? '', accuracy: trueLabels.length === 0 ? 0 : hits / trueLabels.length };
}
