// Accuracy and macro-F1 of a draw of samples, fast enough to be taken thousands of times.
import { ratio, scoreClass } from '@toonvision/nn/metrics';

export interface DrawnScores {
  accuracy: number;
  macroF1: number;
}

/**
 * Makes a function that scores draws of the given samples. A class that occurs among all samples but not in a draw is left
 * out of that draw's macro-F1, because there it has no F1; a class that occurs nowhere counts 0, as in the report.
 *
 * @param trueLabels integers from 0 to `classes - 1`
 * @param predictedLabels as many
 * @example
 * const score = drawnScores([0, 1], [0, 0], 2);
 * score([0, 0]).accuracy; // 1
 */
export function drawnScores(
  trueLabels: readonly number[],
  predictedLabels: readonly number[],
  classes: number,
): (drawn: readonly number[]) => DrawnScores {
  const counts = Array.from({ length: classes }, () => ({ hits: 0, predicted: 0, support: 0 }));
  const count = (samples: Iterable<number>) => {
    for (const one of counts) Object.assign(one, { hits: 0, predicted: 0, support: 0 });
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
    const f1 = sum(present.map((one) => scoreClass(one).f1));
    return { accuracy: ratio(correct, drawn.length), macroF1: ratio(f1, present.length + absent) };
  };
}
