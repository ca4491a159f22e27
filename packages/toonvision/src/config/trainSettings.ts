// The settings of training as a user may write them, in the configuration, on the command line or in a program.
import { z } from 'zod';
import { type AugmentationSettings, augmentationSchema } from './augmentation.ts';

export const OPTIMIZERS = ['adam', 'adamW', 'sgd', 'rmsprop'] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

export const SCHEDULES = ['constant', 'cosineDecay', 'exponentialDecay'] as const;
export type ScheduleName = (typeof SCHEDULES)[number];

export const RUN_LOSSES = ['sparseCategoricalCrossentropy', 'categoricalFocalCrossentropy'] as const;
export type RunLossName = (typeof RUN_LOSSES)[number];

export const CLASS_WEIGHTINGS = ['none', 'balanced', 'effectiveNumber'] as const;
export type ClassWeighting = (typeof CLASS_WEIGHTINGS)[number];

export const SAMPLINGS = ['none', 'class', 'street', 'classAndStreet'] as const;
export type Sampling = (typeof SAMPLINGS)[number];

/** An optimizer with its options; those that are not given have Keras' defaults. */
export interface OptimizerSettings {
  /** Which one. */
  name: OptimizerName;
  /** adam, adamW: share of the past in the mean of gradients, in [0, 1). Default 0.9. */
  beta1?: number;
  /** adam, adamW: share of the past in the mean of squares, in [0, 1). Default 0.999. */
  beta2?: number;
  /** adam, adamW, rmsprop: added to the root, above 0. Default 1e-7. */
  epsilon?: number;
  /** adamW: share of each weight taken off a step, times the rate. Default 0.004. */
  weightDecay?: number;
  /** sgd, rmsprop: in [0, 1). Default 0. */
  momentum?: number;
  /** sgd: looks one step ahead; needs a momentum. Default false. */
  nesterov?: boolean;
  /** rmsprop: share of the past in the mean of squares, in [0, 1). Default 0.9. */
  rho?: number;
  /** rmsprop: divides by the gradient's deviation. Default false. */
  centered?: boolean;
  /** All: the largest L2 norm of all gradients together, above 0. Default: no limit. */
  globalClipNorm?: number;
}

/** How the learning rate changes from batch to batch; epochs are counted in batches and need not be whole. */
export interface ScheduleSettings {
  /** Which one; `'constant'` with `warmUpEpochs` is a rise and then constant. Default `'constant'`. */
  name?: ScheduleName;
  /** The rate rises from 0 over so many epochs first. Default 0. */
  warmUpEpochs?: number;
  /** cosineDecay: epochs until the lowest rate, without it all that remain; exponentialDecay: epochs for one `decayRate`, without it 10. */
  decayEpochs?: number;
  /** cosineDecay: the lowest rate as a share of the first. Default 0. */
  alpha?: number;
  /** exponentialDecay: the factor of the rate in `decayEpochs`. Default 0.5. */
  decayRate?: number;
  /** exponentialDecay: in stairs. Default false. */
  staircase?: boolean;
}

/**
 * Settings of training; every one has a default.
 *
 * @example
 * const train: TrainSettings = { epochs: 60, classWeight: 'balanced', optimizer: { name: 'sgd', momentum: 0.9 } };
 */
export interface TrainSettings {
  /** At most so many. Default 100. */
  epochs?: number;
  /** Images a step. Default 64. */
  batchSize?: number;
  /** Of the first weights, the order of samples, dropout and augmentation. Default 0. */
  seed?: number;
  /** A name alone takes the optimizer's defaults. Default `'adam'`. */
  optimizer?: OptimizerName | OptimizerSettings;
  /** The rate of a step, where a schedule begins. Default 0.001, for sgd 0.01. */
  learningRate?: number;
  /** A name alone takes the schedule's defaults. Default `'constant'`. */
  schedule?: ScheduleName | ScheduleSettings;
  /** `'categoricalFocalCrossentropy'` makes samples that are right already count less. Default `'sparseCategoricalCrossentropy'`. */
  loss?: RunLossName;
  /** Of the focal loss, at least 0; 0 is cross-entropy. Default 2. */
  focalGamma?: number;
  /** Share of each label that is spread evenly over the classes, in [0, 1). Default 0. */
  labelSmoothing?: number;
  /** Epochs without a lower validation loss after which training stops. Default 5. */
  patience?: number;
  /** The first epoch that patience looks at: small models learn slowly at first. Default 1. */
  startFromEpoch?: number;
  /** A validation loss counts as lower from this difference on. Default 0. */
  minDelta?: number;
  /**
   * A factor of each training sample's loss by its class: `'balanced'` n / (classes * n of the class), `'effectiveNumber'`
   * by Cui et al. 2019. The validation loss is not weighted. Together with sampling by class it would balance twice. Default `'none'`.
   */
  classWeight?: ClassWeighting;
  /** Of `'effectiveNumber'`, in [0, 1): 0 weighs nothing, towards 1 it comes near `'balanced'`. Default 0.999. */
  effectiveNumberBeta?: number;
  /**
   * What is drawn equally often in an epoch, which keeps its length: each class, each street, or each class on each street
   * where it has samples. `'none'`: every sample once. Default `'none'`.
   */
  sampling?: Sampling;
  /**
   * Layers that change each training picture anew in every epoch, put in front of the model's own; what the model begins with
   * itself is not done twice. A run has all of these or those of the configuration, `{}` none. Default none.
   */
  augmentation?: AugmentationSettings;
}

const whole = (least: number) => z.int('must be a whole number').min(least, `must be ${least} or more`);
const notNegative = z.number('must be a number').min(0, 'must be 0 or more');
const positive = z.number('must be a number').gt(0, 'must be above 0');
const share = notNegative.lt(1, 'must be below 1');
const named = (value: unknown) => (typeof value === 'string' ? { name: value } : value);

export const trainSettingsSchema = z.strictObject({
  epochs: whole(1).optional(),
  batchSize: whole(1).optional(),
  seed: whole(0).optional(),
  optimizer: z
    .preprocess(
      named,
      z.strictObject({
        name: z.enum(OPTIMIZERS),
        beta1: share.optional(),
        beta2: share.optional(),
        epsilon: positive.optional(),
        weightDecay: notNegative.optional(),
        momentum: share.optional(),
        nesterov: z.boolean('must be true or false').optional(),
        rho: share.optional(),
        centered: z.boolean('must be true or false').optional(),
        globalClipNorm: positive.optional(),
      }),
    )
    .optional(),
  learningRate: positive.optional(),
  schedule: z
    .preprocess(
      named,
      z.strictObject({
        name: z.enum(SCHEDULES).optional(),
        warmUpEpochs: notNegative.optional(),
        decayEpochs: positive.optional(),
        alpha: notNegative.optional(),
        decayRate: positive.optional(),
        staircase: z.boolean('must be true or false').optional(),
      }),
    )
    .optional(),
  loss: z.enum(RUN_LOSSES).optional(),
  focalGamma: notNegative.optional(),
  labelSmoothing: share.optional(),
  patience: whole(1).optional(),
  startFromEpoch: whole(1).optional(),
  minDelta: notNegative.optional(),
  classWeight: z.enum(CLASS_WEIGHTINGS).optional(),
  effectiveNumberBeta: share.optional(),
  sampling: z.enum(SAMPLINGS).optional(),
  augmentation: augmentationSchema.optional(),
});

/** Settings that were checked; optimizer and schedule are objects. */
export type ParsedTrainSettings = z.output<typeof trainSettingsSchema>;

const OPTIMIZER_OPTIONS: Readonly<Record<OptimizerName, readonly string[]>> = {
  adam: ['beta1', 'beta2', 'epsilon', 'globalClipNorm'],
  adamW: ['beta1', 'beta2', 'epsilon', 'weightDecay', 'globalClipNorm'],
  sgd: ['momentum', 'nesterov', 'globalClipNorm'],
  rmsprop: ['rho', 'momentum', 'epsilon', 'centered', 'globalClipNorm'],
};

const SCHEDULE_OPTIONS: Readonly<Record<ScheduleName, readonly string[]>> = {
  constant: ['warmUpEpochs'],
  cosineDecay: ['warmUpEpochs', 'decayEpochs', 'alpha'],
  exponentialDecay: ['warmUpEpochs', 'decayEpochs', 'decayRate', 'staircase'],
};

/**
 * Settings that contradict each other, a line each: an option of another optimizer, a gamma without the focal loss. What is
 * not used must not be silently there.
 *
 * @example settingConflicts({ loss: 'sparseCategoricalCrossentropy', focalGamma: 2 }).length // 1
 */
export function settingConflicts(settings: ParsedTrainSettings): string[] {
  const { optimizer, schedule = {}, loss, focalGamma, classWeight, effectiveNumberBeta } = settings;
  const lines: string[] = [];
  const strangers = (field: string, name: string, given: object, known: readonly string[]) => {
    for (const [option, value] of Object.entries(given)) {
      if (option === 'name' || value === undefined || known.includes(option)) continue;
      lines.push(`${field}.${option}: ${name} has no such option; it has ${known.join(', ')}`);
    }
  };
  if (optimizer !== undefined) strangers('optimizer', optimizer.name, optimizer, OPTIMIZER_OPTIONS[optimizer.name]);
  const { name: scheduleName = 'constant' } = schedule;
  strangers('schedule', scheduleName, schedule, SCHEDULE_OPTIONS[scheduleName]);
  if (optimizer?.nesterov === true && !((optimizer.momentum ?? 0) > 0))
    lines.push('optimizer.nesterov: needs a momentum above 0');
  if (focalGamma !== undefined && loss !== 'categoricalFocalCrossentropy')
    lines.push("focalGamma: is for the loss 'categoricalFocalCrossentropy' (--loss focal) only");
  if (effectiveNumberBeta !== undefined && classWeight !== 'effectiveNumber')
    lines.push("effectiveNumberBeta: is for classWeight 'effectiveNumber' (--class-weight effectiveNumber) only");
  return lines;
}
