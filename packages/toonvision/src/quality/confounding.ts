// Measures how well the street predicts the class: if it does, a model may learn the street instead of the object.
import { sum } from '../statistics/index.ts';

/** How well the street predicts the class. */
export interface Confounding {
  /**
   * Mutual information of class and street, normalized by the mean of their entropies: 0 if they are independent, 1 if
   * each determines the other. Same as `normalized_mutual_info_score` of scikit-learn.
   */
  normalizedMutualInformation: number;
  /** Leave-one-out accuracy of predicting the most frequent class of the street. */
  streetAccuracy: number;
  /** Leave-one-out accuracy of predicting the most frequent class overall. */
  majorityAccuracy: number;
  /** Streets dominated by one class, in descending order of its share. */
  predictiveStreets: { street: string; className: string; share: number; samples: number; overall: number }[];
}

/** Options of `confounding`. */
export interface ConfoundingOptions {
  /** Minimum share of one class in a predictive street. Default 0.8. */
  share?: number;
  /** Minimum number of samples in a predictive street. Default 10. */
  minSamples?: number;
}

const entropy = (counts: readonly number[], total: number): number =>
  counts.reduce((sum, count) => (count === 0 ? sum : sum - (count / total) * Math.log(count / total)), 0);

/** Counts the samples predicted correctly by the most frequent class of the others; the first class wins a tie. */
function countLeaveOneOut(counts: readonly number[]): number {
  let correct = 0;
  for (const [label, count] of counts.entries()) {
    if (count === 0) continue;
    const wins = counts.every((other, index) =>
      index === label ? true : index < label ? other < count - 1 : other <= count - 1,
    );
    if (wins) correct += count;
  }
  return correct;
}

/**
 * Measures how well streets predict classes.
 *
 * @param table `table[class][street]`: number of samples; classes and streets without samples are allowed
 * @returns zeros and no streets if fewer than two streets or classes have samples
 *
 * @example
 * confounding([[9, 0], [1, 10]], { classes: ['bb', 'lb'], streets: ['ww', 'ttc'] }).streetAccuracy; // 0.95
 */
export function confounding(
  table: readonly (readonly number[])[],
  { classes, streets }: { classes: readonly string[]; streets: readonly string[] },
  { share = 0.8, minSamples = 10 }: ConfoundingOptions = {},
): Confounding {
  const classTotals = table.map(sum);
  const columns = streets.map((_, street) => table.map((row) => row[street] ?? 0));
  const streetTotals = columns.map(sum);
  const total = sum(classTotals);
  const filled = (totals: readonly number[]) => totals.filter((count) => count > 0).length;
  if (filled(classTotals) < 2 || filled(streetTotals) < 2)
    return { normalizedMutualInformation: 0, streetAccuracy: 0, majorityAccuracy: 0, predictiveStreets: [] };
  const [ofClass, ofStreet] = [entropy(classTotals, total), entropy(streetTotals, total)];
  const together = entropy(table.flat(), total);
  const mutual = Math.max(0, ofClass + ofStreet - together);
  const predictiveStreets = columns.flatMap((column, index) => {
    const samples = streetTotals[index] ?? 0;
    const max = Math.max(...column);
    const label = column.indexOf(max);
    const overall = (classTotals[label] ?? 0) / total;
    // A class that is frequent everywhere does not make a street predictive.
    if (samples < minSamples || max / samples < share || max / samples < overall + (1 - overall) / 2) return [];
    return [{ street: streets[index] ?? '', className: classes[label] ?? '', share: max / samples, samples, overall }];
  });
  return {
    normalizedMutualInformation: mutual / ((ofClass + ofStreet) / 2),
    streetAccuracy: columns.reduce((sum, column) => sum + countLeaveOneOut(column), 0) / total,
    majorityAccuracy: countLeaveOneOut(classTotals) / total,
    predictiveStreets: predictiveStreets.sort((a, b) => b.share - a.share || b.samples - a.samples),
  };
}
