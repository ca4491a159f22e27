// Accuracy and macro-F1 of bootstrap resamples, fast enough for thousands of them.
import { ratio, scoreClass } from '@toonvision/nn/metrics';

export interface ResampleScores {
  accuracy: number;
  macroF1: number;
}

/**
 * Creates a function that scores resamples. A class that occurs in the data but not in a resample is excluded from the
 * macro-F1 of that resample, because its F1 is undefined there; a class that never occurs counts as 0, as in the
 * report.
 *
 * @param trueLabels integers from 0 to `classes - 1`
 * @param predictedLabels integers of the same range and number
 *
 * @example
 * const scoreResample = createResampleScorer([0, 1], [0, 0], 2);
 * scoreResample([0, 0]).accuracy; // 1
 */
export function createResampleScorer(
  trueLabels: readonly number[],
  predictedLabels: readonly number[],
  classes: number,
): (drawn: readonly number[]) => ResampleScores {
  const counts = Array.from({ length: classes }, () => ({ hits: 0, predicted: 0, support: 0 }));
  const count = (samples: Iterable<number>) => {
    for (const row of counts) Object.assign(row, { hits: 0, predicted: 0, support: 0 });
    for (const sample of samples) {
      const [truth, prediction] = [counts[trueLabels[sample] ?? 0], counts[predictedLabels[sample] ?? 0]];
      if (truth === undefined || prediction === undefined) continue;
      truth.support += 1;
      prediction.predicted += 1;
      if (truth === prediction) truth.hits += 1;
    }
    return counts.filter(({ predicted, support }) => predicted + support > 0);
  };
  const absent = classes - count(trueLabels.keys()).length;
  return (drawn) => {
    const present = count(drawn);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const correct = sum(present.map(({ hits }) => hits));
    const f1 = sum(present.map((row) => scoreClass(row).f1));
    return { accuracy: ratio(correct, drawn.length), macroF1: ratio(f1, present.length + absent) };
  };
}
