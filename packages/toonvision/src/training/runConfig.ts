// The settings of a run with every default filled in, and what the engine makes of them.
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
  throw new UserError(what, { where: 'training settings', remedy: 'Correct it, or leave it out.', exitCode: 2 });
}

/**
 * The settings given to a run over those of the configuration; what belongs to another value of the configuration is dropped.
 *
 * @param given may hold other fields, which are ignored
 * @throws UserError (exit code 2) naming the setting that is out of range or contradicts another
 */
export function mergeSettings(project: Project, given: TrainSettings): ParsedTrainSettings {
  const own = Object.fromEntries(NAMES.map((name) => [name, given[name]]));
  const parsed = trainSettingsSchema.safeParse(own, { error: describeIssue });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    reject(`${fieldPath(issue?.path ?? [])}: ${issue?.message ?? 'is not valid'}`);
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
 * Fills in the defaults. Epochs of a schedule become steps, and class weights the numbers they are for these samples.
 *
 * @throws UserError (exit code 2) for settings that the engine does not take
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
    reject(`sampling: no training sample has a street, so ${sampling} cannot be balanced`);
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

/** The options an optimizer has, as the engine fills them in. */
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
      if (decayEpochs <= 0)
        reject(`schedule.warmUpEpochs: a warm-up of ${warmUpEpochs} epochs leaves none of ${epochs} for the decay`);
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

/** What every run recorded before its metrics were part of its settings. */
const FIRST_METRICS = ['accuracy', 'precision', 'recall', 'f1'] as const;

/** What `model.compile` needs for a run of these settings. */
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

/** The callbacks of a run of these settings. */
export function runCallbacks({
  earlyStopping: options,
  trainOn,
}: Pick<RunConfig, 'earlyStopping' | 'trainOn'>): Callback[] {
  if (trainOn === 'trainVal') return [];
  return [earlyStopping({ ...options, startFromEpoch: options.startFromEpoch ?? 1 })];
}

/** What `model.fit` needs for a run of these settings, beside data and callbacks. */
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
