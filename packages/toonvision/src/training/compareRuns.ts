// Compares two runs sample by sample on one split.
import { UserError } from '../errors/index.ts';
import { comparePredictions, type DoubtedPrediction, type PredictionComparison } from '../evaluation/index.ts';
import type { Evaluation } from './evaluationRecord.ts';

/** An evaluation with its predictions, as `evaluateRun` and `readEvaluation` give it. */
export interface Evaluated {
  evaluation: Evaluation;
  predictions: readonly DoubtedPrediction[];
}

/** Two runs on the same samples. */
export interface RunComparison extends PredictionComparison {
  a: string;
  b: string;
  split: Evaluation['split'];
}

/**
 * Who is right where the other is wrong, and whether the difference is more than luck: McNemar's test and bootstrap
 * intervals, drawn as the evaluation of `a` drew its own.
 *
 * @throws UserError when they tell other classes apart or were evaluated on other samples
 *
 * @example
 * const { mcnemar, accuracyDifference } = compareRuns(await readEvaluation(a, 'test'), await readEvaluation(b, 'test'));
 */
export function compareRuns(a: Evaluated, b: Evaluated): RunComparison {
  const [first, second] = [a.evaluation, b.evaluation];
  const where = `${first.run} and ${second.run}`;
  if (first.classes.join('\n') !== second.classes.join('\n')) {
    throw new UserError(`one tells apart ${first.classes.join(', ')}, the other ${second.classes.join(', ')}`, {
      where,
      remedy: 'Compare runs of one target.',
    });
  }
  const { by, resamples, seed, level } = first.bootstrap;
  const groups = by === 'sample' ? undefined : a.predictions.map((one) => one.provenance?.[by] ?? one.id);
  try {
    const classes = first.classes;
    const comparison = comparePredictions(a.predictions, b.predictions, { classes, resamples, seed, level, groups });
    return { a: first.run, b: second.run, split: first.split, ...comparison };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(error.message, {
      where,
      remedy: 'Evaluate both on the same split of the same dataset, then compare again.',
      cause: error,
    });
  }
}
