// The settings of a run with all defaults resolved, and their conversion to engine options.
import {
  adam,
  adamW,
  type Callback,
  type CompileOptions,
  cosineDecay,
  earlyStopping,
  exponentialDecay,
  type FitOptions,
  type LearningRate,
  losses,
  ModelError,
  type Optimizer,
  rmsprop,
  sgd,
  warmUp,
} from '@toonvision/nn';
import {
  describeIssue,
  fieldPath,
  type ParsedTrainSettings,
  type Project,
  type TrainSettings,
  trainSettingsSchema,
} from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import {
  overrideSettings,
  type ResolvedSettings,
  settingConflicts,
  TRAIN_SETTINGS,
  withDefaults,
} from '../settings/index.ts';
import { balancedOrder, strataOf } from './balancedOrder.ts';
import { classWeights } from './classWeights.ts';
import type { RunConfig } from './runRecord.ts';
import type { SidedSamples } from './trainingData.ts';

const NAMES = Object.keys(TRAIN_SETTINGS) as (keyof TrainSettings)[];

function reject(what: string): never {
  throw new UserError(what, { where: 'training settings', remedy: 'Correct or remove the setting.', exitCode: 2 });
}

/**
 * Merges the settings given to a run with those of the configuration. Options of a replaced value, such as another
 * optimizer, are dropped.
 *
 * @param given settings; unknown fields are ignored
 * @throws UserError (exit code 2) naming the setting that is out of range or contradicts another
 */
export function mergeSettings(project: Project, given: TrainSettings): ParsedTrainSettings {
  const own = Object.fromEntries(NAMES.map((name) => [name, given[name]]));
  const parsed = trainSettingsSchema.safeParse(own, { error: describeIssue });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    reject(`${fieldPath(issue?.path ?? [])}: ${issue?.message ?? 'invalid value'}`);
  }
  const merged = overrideSettings(TRAIN_SETTINGS, project.train, parsed.data);
  const [conflict] = settingConflicts(TRAIN_SETTINGS, merged);
  if (conflict !== undefined) reject(`${fieldPath(conflict.path)}: ${conflict.message}`);
  return merged;
}

type TrainingPart = Pick<
  RunConfig,
  'seed' | 'epochs' | 'batchSize' | 'optimizer' | 'schedule' | 'loss' | 'earlyStopping' | 'classWeight' | 'sampling'
>;

/**
 * Resolves all defaults. Epochs of a schedule are converted to steps, and class weights are computed for the samples.
 *
 * @throws UserError (exit code 2) for settings that the engine does not support
 */
export function resolveSettings(
  settings: ParsedTrainSettings,
  { train, classes }: { train: SidedSamples; classes: number },
): TrainingPart {
  const all = withDefaults(TRAIN_SETTINGS, settings);
  const { epochs, batchSize, seed, patience, minDelta, startFromEpoch, sampling, learningRate } = all;
  const { loss, labelSmoothing, focalGamma, classWeight: kind, effectiveNumberBeta: beta } = all;
  const { name: optimizerName, ...optimizerOptions } = all.optimizer;
  const counts = new Array<number>(classes).fill(0);
  for (const label of train.labels) counts[label] = (counts[label] ?? 0) + 1;
  if (['street', 'classAndStreet'].includes(sampling) && train.samples.every(({ street }) => street === null))
    reject(`sampling: ${sampling} needs samples with a street, but no training sample has one`);
  const batches = Math.max(1, Math.ceil(train.samples.length / batchSize));
  const resolved: TrainingPart = {
    seed,
    epochs,
    batchSize,
    optimizer: { name: optimizerName, learningRate, ...optimizerDefaults(optimizerName, optimizerOptions) },
    schedule: resolveSchedule(all.schedule, { epochs, batches }),
    loss: { name: loss, labelSmoothing, ...(loss === 'categoricalFocalCrossentropy' ? { gamma: focalGamma } : {}) },
    earlyStopping: {
      ...{ monitor: 'valLoss', mode: 'min', minDelta, patience, restoreBestWeights: true },
      ...(startFromEpoch === 1 ? {} : { startFromEpoch }),
    },
    classWeight: {
      kind,
      ...(kind === 'effectiveNumber' ? { beta } : {}),
      weights: classWeights(kind, counts, beta),
    },
    sampling,
  };
  try {
    compileOptions(resolved);
    runCallbacks(resolved);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    reject(error.message);
  }
  return resolved;
}

type OptimizerRecord = RunConfig['optimizer'];

/** The options of an optimizer with the engine's defaults. */
function optimizerDefaults(
  name: OptimizerRecord['name'],
  given: object,
): Omit<OptimizerRecord, 'name' | 'learningRate'> {
  const { learningRate: _, ...options } = makeOptimizer(name, given, 1e-3).options;
  return options;
}

function makeOptimizer(name: OptimizerRecord['name'], given: object, learningRate: LearningRate): Optimizer {
  const options = { ...given, learningRate };
  switch (name) {
    case 'adam':
      return adam(options) as Optimizer;
    case 'adamW':
      return adamW(options) as Optimizer;
    case 'sgd':
      return sgd(options) as Optimizer;
    case 'rmsprop':
      return rmsprop(options) as Optimizer;
  }
}

function resolveSchedule(
  schedule: ResolvedSettings<typeof TRAIN_SETTINGS>['schedule'],
  { epochs, batches }: { epochs: number; batches: number },
): RunConfig['schedule'] {
  const { name, warmUpEpochs = 0, decayEpochs = epochs - warmUpEpochs, alpha, decayRate, staircase } = schedule;
  const warmUpSteps = Math.round(warmUpEpochs * batches);
  const decaySteps = Math.max(1, Math.round(decayEpochs * batches));
  switch (name) {
    case 'constant':
      return { name, warmUpSteps };
    case 'cosineDecay':
      if (decayEpochs <= 0) reject(`schedule.warmUpEpochs: must be less than epochs (${epochs}), got ${warmUpEpochs}`);
      return { name, warmUpSteps, decaySteps, alpha };
    case 'exponentialDecay':
      return { name, warmUpSteps, decaySteps, decayRate, staircase };
  }
}

function learningRateOf({ optimizer, schedule }: Pick<RunConfig, 'optimizer' | 'schedule'>): LearningRate {
  const { learningRate: initialLearningRate } = optimizer;
  const { name, warmUpSteps: steps, decaySteps = 1, alpha = 0, decayRate = 0.5, staircase = false } = schedule;
  let rate: LearningRate = initialLearningRate;
  if (name === 'cosineDecay') rate = cosineDecay({ initialLearningRate, decaySteps, alpha });
  if (name === 'exponentialDecay') rate = exponentialDecay({ initialLearningRate, decaySteps, decayRate, staircase });
  return steps === 0 ? rate : warmUp({ steps, to: rate });
}

/** Metrics recorded by runs of versions without a metrics setting. */
const FIRST_METRICS = ['accuracy', 'precision', 'recall', 'f1'] as const;

/** Options of `model.compile` for a run. */
export function compileOptions(config: Pick<RunConfig, 'optimizer' | 'schedule' | 'loss' | 'metrics'>): CompileOptions {
  const { name, learningRate: _, ...options } = config.optimizer;
  const { labelSmoothing, gamma } = config.loss;
  return {
    optimizer: makeOptimizer(name, options, learningRateOf(config)),
    loss:
      gamma === undefined
        ? losses[config.loss.name]({ labelSmoothing })
        : losses.categoricalFocalCrossentropy({ labelSmoothing, gamma, alpha: 1 }),
    metrics: config.metrics ?? FIRST_METRICS,
  };
}

/** Callbacks of a run. */
export function runCallbacks({
  earlyStopping: options,
  trainOn,
}: Pick<RunConfig, 'earlyStopping' | 'trainOn'>): Callback[] {
  if (trainOn === 'trainVal') return [];
  return [earlyStopping({ ...options, startFromEpoch: options.startFromEpoch ?? 1 })];
}

/** Options of `model.fit` for a run, except data and callbacks. */
export function fitOptions(
  { epochs, batchSize, seed, classWeight, sampling }: RunConfig,
  train: SidedSamples,
): Pick<FitOptions, 'epochs' | 'batchSize' | 'seed' | 'classWeight' | 'order'> {
  const strata = strataOf(sampling, train);
  return {
    epochs,
    batchSize,
    seed,
    ...(classWeight.weights === null ? {} : { classWeight: classWeight.weights }),
    ...(strata === undefined ? {} : { order: (epoch: number) => balancedOrder(strata, { seed, epoch }) }),
  };
}
