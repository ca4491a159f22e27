// Uncertainty of single predictions, and rankings by it.
import { confidence, type Prediction } from './prediction.ts';

/**
 * Measures of uncertainty, as in active learning: probability of the predicted class, margin between the two most
 * probable classes, entropy of the probabilities.
 */
export const UNCERTAINTY_MEASURES = ['maxProbability', 'margin', 'entropy'] as const;
/** A measure of uncertainty. */
export type UncertaintyMeasure = (typeof UNCERTAINTY_MEASURES)[number];

/** Uncertainty and loss of a prediction. */
export interface Uncertainty {
  /** Probability of the predicted class, 0 to 1. */
  confidence: number;
  /** Difference between the two highest probabilities, 0 to 1. */
  margin: number;
  /** Entropy of the probabilities in nats, 0 (certain) to ln(number of classes) (uniform). */
  entropy: number;
  /** Cross-entropy: -ln of the probability of the true class; probabilities below 1e-7 count as 1e-7. */
  loss: number;
}

/** A prediction with its uncertainty. */
export type ScoredPrediction = Prediction & Uncertainty;

/** Cross-entropy of one sample, as in training. */
function sampleLoss(trueProbability: number): number {
  return -Math.log(Math.max(trueProbability, 1e-7));
}

/**
 * Adds the uncertainty measures to a prediction.
 *
 * @param classes class names in the order of the probabilities
 */
export function measureUncertainty(prediction: Prediction, classes: readonly string[]): ScoredPrediction {
  const { probabilities } = prediction;
  const [first = 0, second = 0] = [...probabilities].sort((a, b) => b - a);
  return {
    ...prediction,
    confidence: confidence(prediction),
    margin: first - second,
    entropy: probabilities.reduce((sum, value) => sum - (value > 0 ? value * Math.log(value) : 0), 0),
    loss: sampleLoss(probabilities[classes.indexOf(prediction.true)] ?? 0),
  };
}

/**
 * Returns the `count` least confident predictions, correct or not, least confident first; ties are sorted by id.
 *
 * @example
 * leastConfident(predictions, { by: 'margin', count: 10 });
 */
export function leastConfident<P extends ScoredPrediction>(
  predictions: readonly P[],
  { by, count }: { by: UncertaintyMeasure; count: number },
): P[] {
  const certainty = ({ confidence, margin, entropy }: Uncertainty) =>
    by === 'entropy' ? -entropy : by === 'margin' ? margin : confidence;
  return [...predictions].sort((a, b) => certainty(a) - certainty(b) || (a.id < b.id ? -1 : 1)).slice(0, count);
}

/** Returns the `count` misclassified samples with the highest losses, highest first. */
export function confidentlyWrong<P extends ScoredPrediction>(predictions: readonly P[], count: number): P[] {
  return predictions
    .filter((prediction) => prediction.true !== prediction.predicted)
    .sort((a, b) => b.loss - a.loss || (a.id < b.id ? -1 : 1))
    .slice(0, count);
}
