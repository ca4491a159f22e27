// Filters and sort orders of a run's predictions.
import { z } from 'zod';
import type { StoredEvaluation } from '../training/index.ts';
import type { PredictionOrder } from './api.ts';

export type StoredPrediction = StoredEvaluation['predictions'][number];

/** Query parameters that filter predictions. */
export const predictionQuery = {
  true: z.string().optional(),
  predicted: z.string().optional(),
  outcome: z.enum(['correct', 'wrong']).optional(),
};
type PredictionFilter = z.output<z.ZodObject<typeof predictionQuery>>;

export function matchesFilter(prediction: StoredPrediction, filter: PredictionFilter): boolean {
  const outcome = prediction.true === prediction.predicted ? 'correct' : 'wrong';
  return (
    prediction.true === (filter.true ?? prediction.true) &&
    prediction.predicted === (filter.predicted ?? prediction.predicted) &&
    outcome === (filter.outcome ?? outcome)
  );
}

const COMPARE: Readonly<Record<PredictionOrder, (a: StoredPrediction, b: StoredPrediction) => number>> = {
  mostConfident: (a, b) => b.confidence - a.confidence,
  leastConfident: (a, b) => a.confidence - b.confidence,
  smallestMargin: (a, b) => a.margin - b.margin,
  highestEntropy: (a, b) => b.entropy - a.entropy,
  highestLoss: (a, b) => b.loss - a.loss,
};

export const orderQuery = z.enum(Object.keys(COMPARE) as PredictionOrder[]).default('mostConfident');

/** A sorted copy; ties keep their order. */
export function sortPredictions(predictions: readonly StoredPrediction[], order: PredictionOrder): StoredPrediction[] {
  return predictions.toSorted(COMPARE[order]);
}
