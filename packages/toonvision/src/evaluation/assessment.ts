// The schema of an assessment: everything that follows from a classifier's predictions alone.
import { z } from 'zod';
import { normalizeRows, offDiagonal } from './confusionMatrix.ts';
import { type EvaluationNumbers, evaluationMetrics, type MetricValues } from './metrics.ts';
import { predictionSchema } from './prediction.ts';

const count = z.int().min(0);
const share = z.number();
const intervalSchema = z.object({ low: share, high: share });
const scoresSchema = z.object({ precision: share, recall: share, f1: share });
const matrixSchema = z.array(z.array(z.number()));

const scoredPredictionSchema = predictionSchema.extend({
  confidence: share,
  margin: share,
  entropy: z.number(),
  loss: z.number(),
});

/** Parses a stored assessment. Fields that follow from the confusion matrix are recomputed, not read. */
export const assessmentSchema = z.object({
  /** Class names in the order of every table. */
  classes: z.array(z.string()).min(2),
  samples: count,
  wrong: count,
  /** Mean cross-entropy as in training, in nats; probabilities below 1e-7 count as 1e-7. */
  loss: z.number(),
  accuracy: share,
  /** Wilson 95% interval of the accuracy. */
  accuracyInterval: intervalSchema,
  /** True classes as rows, predicted classes as columns, in class order. */
  confusion: matrixSchema,
  report: z.object({
    classes: z.array(scoresSchema.extend({ name: z.string(), support: count })),
    accuracy: share.optional(),
    microAverage: scoresSchema,
    macroAverage: scoresSchema,
    weightedAverage: scoresSchema,
    support: count,
    digits: count,
    notes: z.array(z.string()),
  }),
  /** Counts and rates of each class with Wilson 95% intervals. */
  perClass: z.array(
    z.object({
      name: z.string(),
      support: count,
      predicted: count,
      /** Number of correct predictions of the class. */
      right: count,
      precision: share,
      precisionInterval: intervalSchema,
      recall: share,
      recallInterval: intervalSchema,
      f1: share,
      /** One class against the rest, 0 to 1. */
      brier: share,
    }),
  ),
  /** Bootstrap intervals. */
  bootstrap: z.object({
    /** Resampled unit: single samples or whole groups. */
    by: z.enum(['sample', 'screenshot', 'burst']),
    /** Number of units. */
    units: count,
    resamples: count,
    seed: count,
    level: share,
    accuracy: intervalSchema,
    macroF1: intervalSchema,
  }),
  /** Most frequent first. */
  confusedPairs: z.array(z.object({ true: z.string(), predicted: z.string(), count, share })),
  breakdowns: z.array(
    z.object({
      attribute: z.string(),
      rows: z.array(
        z.object({
          value: z.string(),
          support: count,
          wrong: count,
          accuracy: share.nullable(),
          interval: intervalSchema,
          mistake: z.object({ true: z.string(), predicted: z.string(), count }).nullable(),
        }),
      ),
    }),
  ),
  calibration: z.object({
    bins: z.array(
      z.object({
        low: share,
        high: share,
        count,
        confidence: share.nullable(),
        accuracy: share.nullable(),
        interval: intervalSchema,
      }),
    ),
    ece: share,
    mce: share,
  }),
  /** scikit-learn's `log_loss`; differs from `loss` only for probabilities near 0. */
  logLoss: z.number(),
  /** Multiclass Brier score, summed over classes, 0 to 2. */
  brier: z.number(),
  /** Areas under the ROC and precision-recall curves, one class against the rest. */
  areas: z.object({
    classes: z.array(z.object({ name: z.string(), positives: count, auc: share.nullable(), averagePrecision: share })),
    macroAuc: share.nullable(),
    weightedAuc: share.nullable(),
    macroAveragePrecision: share.nullable(),
    weightedAveragePrecision: share.nullable(),
    notes: z.array(z.string()),
  }),
  /** Top-k accuracy for k up to 5, below the number of classes. */
  topK: z.array(z.object({ k: count, accuracy: share })),
  /** All misclassified samples, most confident first. */
  wrongSamples: z.array(scoredPredictionSchema),
  /** Least confident samples by each uncertainty measure. */
  leastConfident: z.object({
    maxProbability: z.array(scoredPredictionSchema),
    margin: z.array(scoredPredictionSchema),
    entropy: z.array(scoredPredictionSchema),
  }),
  /** Misclassified samples with the highest losses. */
  confidentlyWrong: z.array(scoredPredictionSchema),
  /** Undefined scores that were set to a value or omitted, one sentence each. */
  notes: z.array(z.string()),
});

/** Scores that follow from the other fields of an assessment; written to files, but not read from them. */
export interface DerivedScores {
  /** All metrics by name, see `EVALUATION_METRICS`. */
  metrics: MetricValues;
  /** Confusion matrix with each row divided by its sum. */
  normalized: number[][];
  /** Confusion matrix with zeros on the diagonal. */
  offDiagonal: number[][];
}

/** Everything that follows from a classifier's predictions alone. */
export type Assessment = z.output<typeof assessmentSchema> & DerivedScores;

/** Computes the scores that follow from the other fields. Earlier versions stored some of them under other names. */
export function deriveScores(numbers: EvaluationNumbers): DerivedScores {
  const { confusion } = numbers;
  return {
    metrics: evaluationMetrics(numbers),
    normalized: normalizeRows(confusion),
    offDiagonal: offDiagonal(confusion),
  };
}
