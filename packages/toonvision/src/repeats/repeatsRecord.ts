// repeats.json: one configuration trained over several seeds, and what came of every one.
import { z } from 'zod';
import { AUGMENTATION_NAMES, trainSettingsSchema } from '../config/index.ts';
import { runStatusSchema } from '../training/index.ts';

const count = z.int().min(0);

/** What is measured on one split; all but wrong, loss, brier and ece are better when higher. */
export const REPEATED_METRICS = [
  'wrong',
  'accuracy',
  'macroPrecision',
  'macroRecall',
  'macroF1',
  'macroAuc',
  'loss',
  'brier',
  'ece',
] as const;
/** A metric that is kept of every repeated run. */
export type RepeatedMetric = (typeof REPEATED_METRICS)[number];

const metricsSchema = z.object({
  samples: count,
  wrong: count,
  accuracy: z.number(),
  macroPrecision: z.number(),
  macroRecall: z.number(),
  macroF1: z.number(),
  /** null where a class has no sample. */
  macroAuc: z.number().nullable(),
  loss: z.number(),
  brier: z.number(),
  ece: z.number(),
  /** Rows true, columns predicted, in class order. */
  confusion: z.array(z.array(count)),
});
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

const splitDistributions = z.partialRecord(z.enum(REPEATED_METRICS), distributionSchema);

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
export const repeatsAskedSchema = z.object({
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
