// Paired comparison of two runs on the same samples.
import { UserError } from '../errors/index.ts';
import { comparePredictions, type PredictionComparison, type ScoredPrediction } from '../evaluation/index.ts';
import type { Evaluation } from './evaluationRecord.ts';

/** An evaluation with its predictions, as returned by `evaluateRun` and `readEvaluation`. */
export interface Evaluated {
  evaluation: Evaluation;
  predictions: readonly ScoredPrediction[];
}

/** Comparison of two runs on the same samples. */
export interface RunComparison extends PredictionComparison {
  a: string;
  b: string;
  split: Evaluation['split'];
}

/**
 * Compares two runs by McNemar's test and bootstrap intervals, resampled as in the evaluation of `a`.
 *
 * @throws UserError if the runs have different classes or were evaluated on different samples
 *
 * @example
 * const { mcnemar, accuracyDifference } = compareRuns(await readEvaluation(a, 'test'), await readEvaluation(b, 'test'));
 */
export function compareRuns(a: Evaluated, b: Evaluated): RunComparison {
  const [first, second] = [a.evaluation, b.evaluation];
  const where = `${first.run} and ${second.run}`;
  if (first.classes.join('\n') !== second.classes.join('\n')) {
    throw new UserError(`the classes differ: ${first.classes.join(', ')} and ${second.classes.join(', ')}`, {
      where,
      remedy: 'Compare runs of one target.',
    });
  }
  const { by, resamples, seed, level } = first.bootstrap;
  const groups = by === 'sample' ? undefined : a.predictions.map(({ provenance, id }) => provenance?.[by] ?? id);
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
