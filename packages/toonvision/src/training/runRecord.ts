// run.json: everything that made a run and everything that came of it.
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
/** A number of an epoch; JSON knows no NaN, so a loss that is none is kept as null. */
const measured = z.number().nullable();

/** Every value that was recorded for the epoch; these are always there, others by their own name. */
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

/** The settings of a run with every default filled in: with the same data they give the same weights, bit by bit. */
const runConfigSchema = z.object({
  /** Built-in name, or the name of the file. */
  model: z.string(),
  /** The user's own model: the path as given, and what the file was. */
  modelFile: z.object({ path: z.string(), sha256: z.string() }).optional(),
  target: z.string(),
  /** Class names in the order of every table; output `i` of the model is `classes[i]`. */
  classes: z.array(z.string()).min(2),
  /** What to print for a class. */
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
  /** Which split: null for dataset/split.json, else the fold of that name below dataset/folds. */
  fold: z.string().nullable(),
  /**
   * `trainVal`: on both sides, for a number of epochs that was chosen before; nothing is left to validate on. Default
   * `train`.
   */
  trainOn: z.literal('trainVal').optional(),
  /** The first learning rate and the optimizer's options, those it has. */
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
  /** How the learning rate changes; a step is a batch. */
  schedule: z.object({
    name: z.enum(SCHEDULES),
    /** The rate rises from 0 over so many steps first. */
    warmUpSteps: count,
    decaySteps: count.optional(),
    alpha: z.number().optional(),
    decayRate: z.number().optional(),
    staircase: z.boolean().optional(),
  }),
  /** The focal loss has gamma, and alpha is 1: class weights balance the classes. */
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
    /** 1 where it is left out. */
    startFromEpoch: z.int().min(1).optional(),
    restoreBestWeights: z.boolean(),
  }),
  /**
   * `weights`: the factor of each class, in class order, as it was computed from the training samples; null for none.
   */
  classWeight: z.object({
    kind: z.enum(CLASS_WEIGHTINGS),
    beta: z.number().optional(),
    weights: z.array(z.number()).nullable(),
  }),
  /** What is drawn equally often in an epoch. */
  sampling: z.enum(SAMPLINGS),
  /** What is recorded of each epoch beside the loss; not there in runs of earlier versions, which recorded `FIRST_METRICS`. */
  metrics: z.array(z.enum(metricNames)).optional(),
  /** Layers put in front of the model's own; not there where there are none. */
  augmentation: augmentationSchema.optional(),
  /** Asked for as well, but the model begins with them itself. */
  augmentationOfModel: z.array(z.enum(AUGMENTATION_NAMES)).optional(),
});
/** The settings of a run, as they were resolved. */
export type RunConfig = z.output<typeof runConfigSchema>;

/** What the data of a run was: samples per part, and a fingerprint of each thing that could change. */
const runDataSchema = z.object({
  train: count,
  val: count,
  test: count,
  fingerprints: z.object({ samples: z.string(), split: z.string(), pixels: z.string() }),
});
/** What data a run was trained on. */
export type RunData = z.output<typeof runDataSchema>;

const runResultSchema = z.object({
  stopReason: z.object({
    kind: z.enum(['epochLimit', 'plateau', 'notANumber', 'interrupted']),
    message: z.string(),
  }),
  /** 1-based; 0 when no epoch ended. */
  bestEpoch: count,
  /** Epochs that ended. */
  epochs: count,
  /** The numbers of the best epoch. */
  best: epochRecord.optional(),
  weightsSha256: z.string(),
  seconds: z.number(),
  /** Training images a second over the whole run, validation included in the time. */
  imagesPerSecond: z.number(),
  /** Largest resident memory of the process. */
  peakMemoryBytes: z.number(),
});
/** How a run ended. */
export type RunResult = z.output<typeof runResultSchema>;

/** The states of a run, as run.json has them. */
export const runStatusSchema = z.enum(['running', 'finished', 'interrupted', 'failed']);
/** The state of a run. */
export type RunStatus = z.output<typeof runStatusSchema>;

const record = z.object({
  /** 1 knew fewer settings; it is brought up to this one as it is read. */
  format: z.literal(2),
  name: z.string(),
  status: runStatusSchema,
  /** The process that trains it, while the status is `running`. */
  pid: z.int(),
  host: z.string(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  /** When it was resumed, each time. */
  resumedAt: z.array(z.string()).optional(),
  /** The command line, or undefined when a program called the library. */
  command: z.string().optional(),
  /** Of a model that was trained elsewhere; its training settings then mean nothing. */
  imported: z
    .object({
      file: z.string(),
      format: z.string(),
      generator: z.string().optional(),
      sha256: z.string(),
      /** What is not as it was in the file, in sentences. */
      remarks: z.array(z.string()).optional(),
    })
    .optional(),
  /** Where its architecture and settings come from: the point of a trial. */
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
  /** What came of it; while it runs, and of a run that was killed, as it was after the last epoch that ended. */
  result: runResultSchema.optional(),
  /** Why it failed. */
  error: z.string().optional(),
});
export const runRecordSchema = z.preprocess(fromFirstFormat, record);
/** What run.json holds. */
export type RunRecord = z.output<typeof record>;

/** The numbers of one epoch as a run keeps them. */
export type RunEpoch = z.output<typeof epochRecord>;
export const runEpochSchema = epochRecord;
