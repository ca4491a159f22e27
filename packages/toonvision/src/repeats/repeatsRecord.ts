// repeats.json: one configuration trained over several seeds, and what came of every one.
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
  /** null where no class has both positives and negatives. */
  macroAuc: z.number().nullable(),
  /** Rows true, columns predicted, in class order. */
  confusion: z.array(z.array(count)),
});
const withConfusion = z.object({ confusion: stored.shape.confusion }).loose();
/** A record of an earlier version lacks metrics, which follow from its confusion matrix. */
const metricsSchema = z.preprocess((value) => {
  const found = withConfusion.safeParse(value);
  return found.success ? { ...confusionMetrics(found.data.confusion), ...found.data } : value;
}, stored);
/** The metrics of one repeated run. */
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
/** One run of repeats: its seed, and what came of it. */
export type RepeatedRun = z.output<typeof repeatedRunSchema>;

/** A test sample over all runs. */
const repeatedSampleSchema = z.object({
  id: z.string(),
  file: z.string(),
  true: z.string(),
  /** Runs that were wrong, and how often each other class was said. */
  wrong: count,
  guesses: z.record(z.string(), count),
});
/** A sample over all runs: how often it was wrong. */
export type RepeatedSample = z.output<typeof repeatedSampleSchema>;

/** What makes two repeats the same, beside their seeds. */
const repeatsAskedSchema = z.object({
  model: z.string(),
  target: z.string().nullable(),
  fold: z.string().nullable(),
  settings: trainSettingsSchema.omit({ seed: true }),
});

export const repeatsRecordSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  status: z.enum(['running', 'finished', 'interrupted', 'failed']),
  /** The process that trains them, while the status is `running`. */
  pid: z.int(),
  host: z.string(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  command: z.string().optional(),
  asked: repeatsAskedSchema,
  target: z.string(),
  classes: z.array(z.string()).min(2),
  classNames: z.record(z.string(), z.string()),
  parameters: count,
  multiplyAdds: count,
  /** Augmentation that was asked for, but the model begins with it itself. */
  augmentationOfModel: z.array(z.enum(AUGMENTATION_NAMES)).optional(),
  seeds: z.array(count).min(1),
  runs: z.array(repeatedRunSchema),
  metrics: z.object({ val: splitDistributions, test: splitDistributions }),
  /** Of the test split, those that are wrong most often first; samples that are always right are left out. */
  samples: z.array(repeatedSampleSchema),
});
/** What repeats.json holds. */
export type RepeatsRecord = z.output<typeof repeatsRecordSchema>;
