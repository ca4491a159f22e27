// Paired comparison of two classifiers on the same samples: McNemar's test and bootstrap intervals.
import { type BootstrapOptions, bootstrapIntervals } from './bootstrap.ts';
import { type McNemar, mcnemar } from './mcnemar.ts';
import type { Prediction } from './prediction.ts';
import { createResampleScorer } from './resampleScorer.ts';
import type { Interval } from './wilsonInterval.ts';

/** Paired comparison of classifiers A and B on the same samples. */
export interface PredictionComparison {
  samples: number;
  bothRight: number;
  /** Samples that only A classified correctly. */
  onlyA: number;
  /** Samples that only B classified correctly. */
  onlyB: number;
  bothWrong: number;
  accuracyA: number;
  accuracyB: number;
  macroF1A: number;
  macroF1B: number;
  /** Accuracy of B minus accuracy of A, with a paired bootstrap interval. */
  accuracyDifference: { value: number; interval: Interval };
  macroF1Difference: { value: number; interval: Interval };
  mcnemar: McNemar;
  /** Samples that exactly one of them classified correctly. */
  differing: { id: string; file: string; true: string; a: string; b: string }[];
}

/** Options of `comparePredictions`. */
export interface ComparePredictionsOptions extends BootstrapOptions {
  classes: readonly string[];
}

/**
 * Compares the predictions of two classifiers sample by sample. Samples are matched by id, in any order.
 *
 * @throws RangeError if the samples or their true classes differ
 *
 * @example
 * comparePredictions(baseline, tuned, { classes }).mcnemar.pValue; // 0.03
 */
export function comparePredictions(
  a: readonly Prediction[],
  b: readonly Prediction[],
  { classes, ...options }: ComparePredictionsOptions,
): PredictionComparison {
  const others = new Map(b.map((prediction) => [prediction.id, prediction]));
  if (a.length === 0 || a.length !== b.length || a.some(({ id }) => !others.has(id))) {
    const shared = a.filter(({ id }) => others.has(id)).length;
    throw new RangeError(
      `expected predictions of the same samples, got ${a.length} and ${b.length} samples with ${shared} in common`,
    );
  }
  const pairs = a.map((first) => ({ first, second: others.get(first.id) ?? first }));
  for (const { first, second } of pairs) {
    if (first.true !== second.true) {
      throw new RangeError(
        `the true class of sample ${first.id} is ${first.true} in one and ${second.true} in the other`,
      );
    }
  }
  const isCorrect = (prediction: Prediction) => prediction.true === prediction.predicted;
  const count = (correctA: boolean, correctB: boolean) =>
    pairs.filter(({ first, second }) => isCorrect(first) === correctA && isCorrect(second) === correctB).length;
  const label = (name: string) => classes.indexOf(name);
  const truth = a.map((prediction) => label(prediction.true));
  const scoreA = createResampleScorer(
    truth,
    pairs.map(({ first }) => label(first.predicted)),
    classes.length,
  );
  const scoreB = createResampleScorer(
    truth,
    pairs.map(({ second }) => label(second.predicted)),
    classes.length,
  );
  const all = a.map((_, sample) => sample);
  const [totalA, totalB] = [scoreA(all), scoreB(all)];
  const intervals = bootstrapIntervals(
    a.length,
    (drawn) => {
      const [drawnA, drawnB] = [scoreA(drawn), scoreB(drawn)];
      return [drawnB.accuracy - drawnA.accuracy, drawnB.macroF1 - drawnA.macroF1];
    },
    options,
  );
  const [accuracyInterval = { low: -1, high: 1 }, macroF1Interval = { low: -1, high: 1 }] = intervals ?? [];
  const onlyA = count(true, false);
  const onlyB = count(false, true);
  return {
    samples: a.length,
    bothRight: count(true, true),
    onlyA,
    onlyB,
    bothWrong: count(false, false),
    accuracyA: totalA.accuracy,
    accuracyB: totalB.accuracy,
    macroF1A: totalA.macroF1,
    macroF1B: totalB.macroF1,
    accuracyDifference: { value: totalB.accuracy - totalA.accuracy, interval: accuracyInterval },
    macroF1Difference: { value: totalB.macroF1 - totalA.macroF1, interval: macroF1Interval },
    mcnemar: mcnemar(onlyA, onlyB),
    differing: pairs
      .filter(({ first, second }) => isCorrect(first) !== isCorrect(second))
      .map(({ first, second }) => ({
        id: first.id,
        file: first.file,
        true: first.true,
        a: first.predicted,
        b: second.predicted,
      })),
  };
}
