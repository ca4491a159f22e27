// Schema of repeats.json: one configuration trained with several seeds, and its results.
import { z } from 'zod';
import { trainSettingsSchema } from '../config/index.ts';
import { confusionMetrics, EVALUATION_METRIC_NAMES, type EvaluationMetric } from '../evaluation/index.ts';
import { AUGMENTATION_NAMES } from '../settings/index.ts';
import { runStatusSchema } from '../training/index.ts';

const count = z.int().min(0);

const shape = Object.fromEntries(EVALUATION_METRIC_NAMES.map((name) => [name, z.number()])) as Record<
  Exclude<EvaluationMetric, 'macroAuc'>,
  z.ZodNumber
>;

const stored = z.object({
  samples: count,
  ...shape,
  /** null if no class has both positives and negatives. */
  macroAuc: z.number().nullable(),
  /** True classes as rows, predicted classes as columns, in class order. */
  confusion: z.array(z.array(count)),
});
const withConfusion = z.object({ confusion: stored.shape.confusion }).loose();
/** Records of earlier versions lack some metrics that follow from the confusion matrix. */
const metricsSchema = z.preprocess((value) => {
  const parsed = withConfusion.safeParse(value);
  return parsed.success ? { ...confusionMetrics(parsed.data.confusion), ...parsed.data } : value;
}, stored);
/** Metrics of one run. */
export type RepeatedMetrics = z.output<typeof metricsSchema>;

const distributionSchema = z.object({
  values: z.array(z.number()),
  mean: z.number(),
  sd: z.number(),
  min: z.number(),
  median: z.number(),
  max: z.number(),
});

const splitDistributions = z.partialRecord(z.enum(EVALUATION_METRIC_NAMES), distributionSchema);

export const repeatedRunSchema = z.object({
  run: z.string(),
  seed: count,
  status: runStatusSchema,
  epochs: count,
  bestEpoch: count,
  seconds: z.number(),
  weightsSha256: z.string(),
  val: metricsSchema.optional(),
  test: metricsSchema.optional(),
});
/** A run of repeats with its seed and results. */
export type RepeatedRun = z.output<typeof repeatedRunSchema>;

const repeatedSampleSchema = z.object({
  id: z.string(),
  file: z.string(),
  true: z.string(),
  /** Number of runs that misclassify the sample. */
  wrong: count,
  /** Number of runs by wrongly predicted class. */
  guesses: z.record(z.string(), count),
});
/** A test sample and how often it is misclassified over all runs. */
export type RepeatedSample = z.output<typeof repeatedSampleSchema>;

/** Settings that must not change when repeats are resumed. */
const repeatsSettingsSchema = z.object({
  model: z.string(),
  target: z.string().nullable(),
  fold: z.string().nullable(),
  settings: trainSettingsSchema.omit({ seed: true }),
});

export const repeatsRecordSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  status: z.enum(['running', 'finished', 'interrupted', 'failed']),
  /** Process that trains the runs while the status is `running`. */
  pid: z.int(),
  host: z.string(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  command: z.string().optional(),
  asked: repeatsSettingsSchema,
  target: z.string(),
  classes: z.array(z.string()).min(2),
  classNames: z.record(z.string(), z.string()),
  parameters: count,
  multiplyAdds: count,
  /** Requested augmentation that was skipped because the model already starts with it. */
  augmentationOfModel: z.array(z.enum(AUGMENTATION_NAMES)).optional(),
  seeds: z.array(count).min(1),
  runs: z.array(repeatedRunSchema),
  metrics: z.object({ val: splitDistributions, test: splitDistributions }),
  /** Test samples misclassified at least once, most frequent first. */
  samples: z.array(repeatedSampleSchema),
});
/** Content of repeats.json. */
export type RepeatsRecord = z.output<typeof repeatsRecordSchema>;
