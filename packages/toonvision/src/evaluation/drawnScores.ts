// Accuracy and macro-F1 of a draw of samples, fast enough to be taken thousands of times.

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
  const right = new Int32Array(classes);
  const occurrences = new Int32Array(classes);
  const add = (counts: Int32Array, label: number) => {
    counts[label] = (counts[label] ?? 0) + 1;
  };
  for (const label of [...trueLabels, ...predictedLabels]) add(occurrences, label);
  const nowhere = occurrences.filter((count) => count === 0).length;
  return (drawn) => {
    right.fill(0);
    occurrences.fill(0);
    let allRight = 0;
    for (const sample of drawn) {
      const truth = trueLabels[sample] ?? 0;
      const predicted = predictedLabels[sample] ?? 0;
      add(occurrences, truth);
      add(occurrences, predicted);
      if (truth !== predicted) continue;
      add(right, truth);
      allRight += 1;
    }
    let sum = 0;
    let there = nowhere;
    for (let label = 0; label < classes; label++) {
      const count = occurrences[label] ?? 0;
      if (count === 0) continue;
      there += 1;
      // 2 TP / (predicted + support).
      sum += (2 * (right[label] ?? 0)) / count;
    }
    return { accuracy: drawn.length === 0 ? 0 : allRight / drawn.length, macroF1: there === 0 ? 0 : sum / there };
  };
}
