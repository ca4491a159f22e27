// What one would reach by always naming the most frequent class.
import { argmax } from '@toonvision/nn';

/** Options of `majorityBaseline`. */
export interface MajorityBaselineOptions {
  classes: readonly string[];
  /** Labels the majority is taken from, as a classifier would have seen them. Default: `trueLabels` themselves. */
  trainLabels?: ArrayLike<number>;
}

/** What always guessing the most frequent class comes to. */
export interface MajorityBaseline {
  /** Index of the most frequent class; the first of several. */
  label: number;
  name: string;
  /** Share of `trueLabels` that are of that class, 0 to 1. */
  accuracy: number;
}

/**
 * The accuracy of always guessing the most frequent class.
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
