// Everything that predictions alone say about a classifier: the shape of it, checked when it is read back.
import { z } from 'zod';
import type { MetricValues } from './metrics.ts';
import { predictionSchema } from './prediction.ts';

const count = z.int().min(0);
const share = z.number();
const intervalSchema = z.object({ low: share, high: share });
const scoresSchema = z.object({ precision: share, recall: share, f1: share });
const matrixSchema = z.array(z.array(z.number()));

const doubtedPredictionSchema = predictionSchema.extend({
  confidence: share,
  margin: share,
  entropy: z.number(),
  loss: z.number(),
});

/** Reads an assessment from a file; its metrics are computed again from the other numbers. */
export const assessmentSchema = z.object({
  /** Class names in the order of every table. */
  classes: z.array(z.string()).min(2),
  samples: count,
  wrong: count,
  /** Mean cross-entropy as in training; probabilities below 1e-7 count as 1e-7. */
  loss: z.number(),
  accuracy: share,
  /** Wilson's 95% interval of the accuracy. */
  accuracyInterval: intervalSchema,
  /** Rows true, columns predicted, in class order. */
  confusion: matrixSchema,
  /** Each row divided by its sum. */
  normalised: matrixSchema,
  /** Without the diagonal. */
  wrongOnly: matrixSchema,
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
  /** The rates of each class as counts, with Wilson's 95% intervals. */
  perClass: z.array(
    z.object({
      name: z.string(),
      support: count,
      predicted: count,
      right: count,
      precision: share,
      precisionInterval: intervalSchema,
      recall: share,
      recallInterval: intervalSchema,
      f1: share,
      /** One against the rest, 0 to 1. */
      brier: share,
    }),
  ),
  /** Intervals from drawing the samples again. */
  bootstrap: z.object({
    /** What was drawn: single samples, or whole groups. */
    by: z.enum(['sample', 'screenshot', 'burst']),
    /** How many of them there are. */
    units: count,
    resamples: count,
    seed: count,
    level: share,
    accuracy: intervalSchema,
    macroF1: intervalSchema,
  }),
  /** The most frequent first. */
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
  /** As scikit-learn's log_loss; differs from `loss` only where probabilities are near 0. */
  logLoss: z.number(),
  /** Summed over classes, 0 to 2. */
  brier: z.number(),
  /** Of the ROC and precision-recall curves, one class against the rest. */
  areas: z.object({
    classes: z.array(z.object({ name: z.string(), positives: count, auc: share.nullable(), averagePrecision: share })),
    macroAuc: share.nullable(),
    weightedAuc: share.nullable(),
    macroAveragePrecision: share.nullable(),
    weightedAveragePrecision: share.nullable(),
    notes: z.array(z.string()),
  }),
  /** Share of samples whose true class is among the k most probable, for k up to 5 and below the number of classes. */
  topK: z.array(z.object({ k: count, accuracy: share })),
  /** All wrong samples, the most confident first. */
  wrongSamples: z.array(doubtedPredictionSchema),
  /** The first of each ranking. */
  leastConfident: z.object({
    maxProbability: z.array(doubtedPredictionSchema),
    margin: z.array(doubtedPredictionSchema),
    entropy: z.array(doubtedPredictionSchema),
  }),
  /** Wrong samples with the highest losses. */
  confidentlyWrong: z.array(doubtedPredictionSchema),
  /** What has no meaning in these numbers and was set to a value or left out: one sentence each. */
  notes: z.array(z.string()),
});

/** Everything that predictions alone say about a classifier. */
export type Assessment = z.output<typeof assessmentSchema> & {
  /** All metrics by name, see `EVALUATION_METRICS`. */
  metrics: MetricValues;
};
