// Does the street tell the class? Then a model may learn the street instead of the object.
import { sum } from '../statistics/index.ts';

/** How far the street tells the class. */
export interface Confounding {
  /**
   * Mutual information of class and street over the mean of their entropies: 0 they have nothing to do with each other,
   * 1 each tells the other. As `normalized_mutual_info_score` of scikit-learn.
   */
  normalizedMutualInformation: number;
  /** Share of the samples guessed right from the street alone, each guessed from the others (leave-one-out). */
  streetAccuracy: number;
  /** Share of the samples guessed right as the most frequent class of all, each guessed from the others. */
  majorityAccuracy: number;
  /** Streets where one class has most of the samples, the most extreme first. */
  predictiveStreets: { street: string; className: string; share: number; samples: number; overall: number }[];
}

/** Options of `confounding`. */
export interface ConfoundingOptions {
  /** A street is predictive when one class has this share of its samples. Default 0.8. */
  share?: number;
  /** Fewer samples on a street say nothing. Default 10. */
  leastSamples?: number;
}

const entropy = (counts: readonly number[], total: number): number =>
  counts.reduce((sum, count) => (count === 0 ? sum : sum - (count / total) * Math.log(count / total)), 0);

/** How many samples the most frequent class of the others guesses right; the first class wins a tie. */
function leaveOneOut(counts: readonly number[]): number {
  let right = 0;
  for (const [own, count] of counts.entries()) {
    if (count === 0) continue;
    const wins = counts.every((other, index) =>
      index === own ? true : index < own ? other < count - 1 : other <= count - 1,
    );
    if (wins) right += count;
  }
  return right;
}

/**
 * Measures how far streets tell classes apart.
 *
 * @param table `table[class][street]`: samples; classes and streets without any are allowed
 * @returns zeros and no street when there are fewer than two streets or classes with samples
 *
 * @example
 * confounding([[9, 0], [1, 10]], { classes: ['bb', 'lb'], streets: ['ww', 'ttc'] }).streetAccuracy; // 0.95
 */
export function confounding(
  table: readonly (readonly number[])[],
  { classes, streets }: { classes: readonly string[]; streets: readonly string[] },
  { share = 0.8, leastSamples = 10 }: ConfoundingOptions = {},
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
    const most = Math.max(...column);
    const own = column.indexOf(most);
    const overall = (classTotals[own] ?? 0) / total;
    // A class that is everywhere is no street's doing.
    if (samples < leastSamples || most / samples < share || most / samples < overall + (1 - overall) / 2) return [];
    return [{ street: streets[index] ?? '', className: classes[own] ?? '', share: most / samples, samples, overall }];
  });
  return {
    normalizedMutualInformation: mutual / ((ofClass + ofStreet) / 2),
    streetAccuracy: columns.reduce((sum, column) => sum + leaveOneOut(column), 0) / total,
    majorityAccuracy: leaveOneOut(classTotals) / total,
    predictiveStreets: predictiveStreets.sort((a, b) => b.share - a.share || b.samples - a.samples),
  };
}
