// Two classifiers on the same samples: who is right where the other is wrong, and whether that is more than luck.
import { type BootstrapOptions, bootstrapIntervals } from './bootstrap.ts';
import { drawnScores } from './drawnScores.ts';
import { type McNemar, mcnemar } from './mcnemar.ts';
import type { Prediction } from './prediction.ts';
import type { Interval } from './wilsonInterval.ts';

/** Two classifiers on the same samples. */
export interface PredictionComparison {
  samples: number;
  bothRight: number;
  onlyA: number;
  onlyB: number;
  bothWrong: number;
  accuracyA: number;
  accuracyB: number;
  macroF1A: number;
  macroF1B: number;
  /** Accuracy of B less that of A, with its bootstrap interval over the samples both judged. */
  accuracyDifference: { value: number; interval: Interval };
  macroF1Difference: { value: number; interval: Interval };
  mcnemar: McNemar;
  /** Samples that just one of them got right. */
  differing: { id: string; file: string; true: string; a: string; b: string }[];
}

/** Options of `comparePredictions`. */
export interface ComparePredictionsOptions extends BootstrapOptions {
  classes: readonly string[];
}

/**
 * Compares the predictions of two classifiers sample by sample; the order of `b` does not matter.
 *
 * @throws RangeError when they judged other samples, or saw another true class in one
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
    throw new RangeError(`they judged ${a.length} and ${b.length} samples, of which ${shared} are the same`);
  }
  const pairs = a.map((first) => ({ first, second: others.get(first.id) ?? first }));
  for (const { first, second } of pairs) {
    if (first.true !== second.true) {
      throw new RangeError(`the sample ${first.id} is ${first.true} for one and ${second.true} for the other`);
    }
  }
  const isRight = (prediction: Prediction) => prediction.true === prediction.predicted;
  const count = (rightA: boolean, rightB: boolean) =>
    pairs.filter(({ first, second }) => isRight(first) === rightA && isRight(second) === rightB).length;
  const label = (name: string) => classes.indexOf(name);
  const truth = a.map((prediction) => label(prediction.true));
  const scoreA = drawnScores(
    truth,
    pairs.map(({ first }) => label(first.predicted)),
    classes.length,
  );
  const scoreB = drawnScores(
    truth,
    pairs.map(({ second }) => label(second.predicted)),
    classes.length,
  );
  const all = a.map((_, sample) => sample);
  const [wholeA, wholeB] = [scoreA(all), scoreB(all)];
  const intervals = bootstrapIntervals(
    a.length,
    (drawn) => {
      const [inA, inB] = [scoreA(drawn), scoreB(drawn)];
      return [inB.accuracy - inA.accuracy, inB.macroF1 - inA.macroF1];
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
    accuracyA: wholeA.accuracy,
    accuracyB: wholeB.accuracy,
    macroF1A: wholeA.macroF1,
    macroF1B: wholeB.macroF1,
    accuracyDifference: { value: wholeB.accuracy - wholeA.accuracy, interval: accuracyInterval },
    macroF1Difference: { value: wholeB.macroF1 - wholeA.macroF1, interval: macroF1Interval },
    mcnemar: mcnemar(onlyA, onlyB),
    differing: pairs
      .filter(({ first, second }) => isRight(first) !== isRight(second))
      .map(({ first, second }) => ({
        id: first.id,
        file: first.file,
        true: first.true,
        a: first.predicted,
        b: second.predicted,
      })),
  };
}
