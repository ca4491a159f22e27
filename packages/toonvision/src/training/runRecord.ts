// Schema of run.json: settings, data, versions and results of a run.
import { metricNames } from '@toonvision/nn/metrics';
import { z } from 'zod';
import { augmentationSchema } from '../config/index.ts';
import {
  AUGMENTATION_NAMES,
  CLASS_WEIGHTINGS,
  OPTIMIZERS,
  RUN_LOSSES,
  SAMPLINGS,
  SCHEDULES,
} from '../settings/index.ts';
import { fromFirstFormat } from './firstRunFormat.ts';

const count = z.int().min(0);
/** A number of an epoch. JSON does not support NaN, so it is stored as null. */
const measured = z.number().nullable();

/** The values recorded for an epoch: these fields, and other metrics by name. */
const epochRecord = z
  .object({
    epoch: z.int().min(1),
    loss: measured,
    accuracy: measured,
    precision: measured,
    recall: measured,
    f1: measured,
    valLoss: measured.optional(),
    valAccuracy: measured.optional(),
    valPrecision: measured.optional(),
    valRecall: measured.optional(),
    valF1: measured.optional(),
    learningRate: measured,
    seconds: measured,
    imagesPerSecond: measured,
  })
  .catchall(measured.optional());

/** Schema of the resolved settings of a run. With the same data they give bit-identical weights. */
const runConfigSchema = z.object({
  /** Name of the built-in model, or file name. */
  model: z.string(),
  /** Custom model: path as given, and SHA-256 of the file. */
  modelFile: z.object({ path: z.string(), sha256: z.string() }).optional(),
  target: z.string(),
  /** Class names in output order: output `i` of the model is `classes[i]`. */
  classes: z.array(z.string()).min(2),
  /** Display names of classes. */
  classNames: z.record(z.string(), z.string()),
  input: z.object({
    height: count,
    width: count,
    channels: count,
    fit: z.enum(['stretch', 'letterbox']),
    interpolation: z.enum(['bilinear', 'nearest', 'bicubic']),
  }),
  seed: count,
  epochs: count,
  batchSize: count,
  /** Name of the fold in dataset/folds, or null for dataset/split.json. */
  fold: z.string().nullable(),
  /**
   * `trainVal`: trained on both splits for a fixed number of epochs, without validation. Default `train`.
   */
  trainOn: z.literal('trainVal').optional(),
  /** Initial learning rate and options of the optimizer. */
  optimizer: z.object({
    name: z.enum(OPTIMIZERS),
    learningRate: z.number(),
    beta1: z.number().optional(),
    beta2: z.number().optional(),
    epsilon: z.number().optional(),
    weightDecay: z.number().optional(),
    momentum: z.number().optional(),
    nesterov: z.boolean().optional(),
    rho: z.number().optional(),
    centered: z.boolean().optional(),
    globalClipNorm: z.number().optional(),
  }),
  /** Learning rate schedule; one step per batch. */
  schedule: z.object({
    name: z.enum(SCHEDULES),
    /** Number of linear warm-up steps from 0. */
    warmUpSteps: count,
    decaySteps: count.optional(),
    alpha: z.number().optional(),
    decayRate: z.number().optional(),
    staircase: z.boolean().optional(),
  }),
  /** The focal loss has gamma; its alpha is 1, because class weights balance the classes. */
  loss: z.object({
    name: z.enum(RUN_LOSSES),
    labelSmoothing: z.number(),
    gamma: z.number().optional(),
  }),
  earlyStopping: z.object({
    monitor: z.literal('valLoss'),
    mode: z.literal('min'),
    minDelta: z.number(),
    patience: count,
    /** Default 1. */
    startFromEpoch: z.int().min(1).optional(),
    restoreBestWeights: z.boolean(),
  }),
  /**
   * `weights`: factor of each class, in class order, computed from the training samples; null for none.
   */
  classWeight: z.object({
    kind: z.enum(CLASS_WEIGHTINGS),
    beta: z.number().optional(),
    weights: z.array(z.number()).nullable(),
  }),
  /** Strata that are sampled equally often in an epoch. */
  sampling: z.enum(SAMPLINGS),
  /** Metrics recorded per epoch in addition to the loss; runs of earlier versions lack the field and use `FIRST_METRICS`. */
  metrics: z.array(z.enum(metricNames)).optional(),
  /** Augmentation layers prepended to the model; missing if there are none. */
  augmentation: augmentationSchema.optional(),
  /** Requested augmentations that the model already starts with. */
  augmentationOfModel: z.array(z.enum(AUGMENTATION_NAMES)).optional(),
});
/** Resolved settings of a run. */
export type RunConfig = z.output<typeof runConfigSchema>;

/** Schema of the data of a run: samples per split, and fingerprints. */
const runDataSchema = z.object({
  train: count,
  val: count,
  test: count,
  fingerprints: z.object({ samples: z.string(), split: z.string(), pixels: z.string() }),
});
/** Data of a run. */
export type RunData = z.output<typeof runDataSchema>;

const runResultSchema = z.object({
  stopReason: z.object({
    kind: z.enum(['epochLimit', 'plateau', 'notANumber', 'interrupted']),
    message: z.string(),
  }),
  /** 1-based; 0 if no epoch has ended. */
  bestEpoch: count,
  /** Number of finished epochs. */
  epochs: count,
  /** Values of the best epoch. */
  best: epochRecord.optional(),
  weightsSha256: z.string(),
  seconds: z.number(),
  /** Training images per second over the whole run, including validation time. */
  imagesPerSecond: z.number(),
  /** Peak resident memory of the process. */
  peakMemoryBytes: z.number(),
});
/** Result of a run. */
export type RunResult = z.output<typeof runResultSchema>;

/** Status values of a run in run.json. */
export const runStatusSchema = z.enum(['running', 'finished', 'interrupted', 'failed']);
/** Status of a run. */
export type RunStatus = z.output<typeof runStatusSchema>;

const record = z.object({
  /** Format version; version 1 is converted when read. */
  format: z.literal(2),
  name: z.string(),
  status: runStatusSchema,
  /** Process that trains the run, while the status is `running`. */
  pid: z.int(),
  host: z.string(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  /** Dates at which it was resumed. */
  resumedAt: z.array(z.string()).optional(),
  /** Command line; undefined for library calls. */
  command: z.string().optional(),
  /** Origin of an imported model; its training settings are meaningless. */
  imported: z
    .object({
      file: z.string(),
      format: z.string(),
      generator: z.string().optional(),
      sha256: z.string(),
      /** Differences from the imported file, as messages. */
      remarks: z.array(z.string()).optional(),
    })
    .optional(),
  /** Study and trial that its architecture and settings come from. */
  study: z
    .object({
      name: z.string(),
      trial: count,
      values: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    })
    .optional(),
  config: runConfigSchema,
  /** Number of worker threads, which changes the speed and never the result; 0 trains in the calling thread. */
  threads: z.int().min(0),
  data: runDataSchema,
  model: z.object({ parameters: count, multiplyAdds: count }),
  versions: z.object({ node: z.string(), toonvision: z.string(), nn: z.string() }),
  machine: z.object({
    platform: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cores: z.int(),
    memoryBytes: z.number(),
  }),
  /** Result; for a running or killed run, as of the last finished epoch. */
  result: runResultSchema.optional(),
  /** Error message of a failed run. */
  error: z.string().optional(),
});
export const runRecordSchema = z.preprocess(fromFirstFormat, record);
/** Content of run.json. */
export type RunRecord = z.output<typeof record>;

/** Values of one epoch as stored. */
export type RunEpoch = z.output<typeof epochRecord>;
export const runEpochSchema = epochRecord;
