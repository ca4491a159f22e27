// How unsure a model was of a sample, by three measures, and the samples it was least sure of or most wrong about.
import { confidence, type Prediction } from './prediction.ts';

/** Ways to be unsure: a low highest probability, two classes nearly level, or probability spread over many classes. */
export const DOUBTS = ['maxProbability', 'margin', 'entropy'] as const;
/** A measure of doubt. */
export type Doubt = (typeof DOUBTS)[number];

/** How sure a prediction is, by each measure. */
export interface Doubts {
  /** Probability of the predicted class, 0 to 1. */
  confidence: number;
  /** By how much the most probable class leads the next, 0 to 1. */
  margin: number;
  /** Of the probabilities, in nats: 0 (sure) to ln(classes) (no idea). */
  entropy: number;
  /** -ln of the probability of the true class; below 1e-7 counts as 1e-7. */
  loss: number;
}

/** A prediction with how unsure it was. */
export type DoubtedPrediction = Prediction & Doubts;

/** The cross-entropy of one sample, as training computes it. */
function sampleLoss(probabilityOfTruth: number): number {
  return -Math.log(Math.max(probabilityOfTruth, 1e-7));
}

/** The prediction with how unsure it was. `classes` is the order of the probabilities. */
export function withDoubts(prediction: Prediction, classes: readonly string[]): DoubtedPrediction {
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
 * The samples the model was least sure of, right or wrong, the least sure first; equal ones by id.
 *
 * @example
 * leastConfident(doubted, { by: 'margin', count: 10 });
 */
export function leastConfident<P extends DoubtedPrediction>(
  predictions: readonly P[],
  { by, count }: { by: Doubt; count: number },
): P[] {
  const sureness = ({ confidence, margin, entropy }: Doubts) =>
    by === 'entropy' ? -entropy : by === 'margin' ? margin : confidence;
  return [...predictions].sort((a, b) => sureness(a) - sureness(b) || (a.id < b.id ? -1 : 1)).slice(0, count);
}

/** The wrong samples with the highest losses, the highest first: where the model was surest of something else. */
export function confidentlyWrong<P extends DoubtedPrediction>(predictions: readonly P[], count: number): P[] {
  return predictions
    .filter((prediction) => prediction.true !== prediction.predicted)
    .sort((a, b) => b.loss - a.loss || (a.id < b.id ? -1 : 1))
    .slice(0, count);
}
