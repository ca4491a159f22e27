// The settings of a study, one record each. Free of heavy imports for the command line and the studio's page.
import { type Settings, TRAIN_SETTINGS } from '../../settings/index.ts';
import { SAMPLER_NAMES } from '../samplers/samplerNames.ts';
import { BUILT_IN_SPACES } from '../space/spaceNames.ts';
import { AGGREGATES } from './aggregates.ts';
import { OBJECTIVE_NAMES } from './objectives.ts';

/** Settings that determine the trials of a study and their results. They cannot change when a study is resumed. */
export const STUDY_SETTINGS = {
  space: {
    type: 'text',
    default: 'article',
    help: `Search space: ${BUILT_IN_SPACES.join(', ')}, or the path of a .ts file with a builder`,
    placeholder: 'space',
  },
  sampler: {
    type: 'choice',
    values: SAMPLER_NAMES,
    default: 'bayesian',
    help: 'Sampler that suggests the next point',
    title: 'Sampler',
  },
  objectives: {
    type: 'choices',
    values: OBJECTIVE_NAMES,
    default: ['valLoss'],
    help: 'Metric to optimize',
    title: 'Objective',
    flag: 'objective',
  },
  epochs: {
    type: 'integer',
    min: 1,
    default: 75,
    help: 'Maximum epochs per trial',
    title: 'Max. epochs per trial',
    placeholder: 'n',
  },
  seed: { type: 'integer', min: 0, default: 0, help: 'Seed of the sampler', title: 'Search seed', placeholder: 'n' },
  executionsPerTrial: {
    type: 'integer',
    min: 1,
    default: 1,
    help: 'Number of seeds each trial is trained with',
    title: 'Seeds per trial',
    flag: 'executions',
    placeholder: 'n',
  },
  aggregate: {
    type: 'choice',
    values: AGGREGATES,
    default: 'mean',
    help: 'How to aggregate the objective over seeds',
    title: 'Aggregate over seeds',
  },
  maxParameters: {
    type: 'integer',
    min: 1,
    unset: 'no limit',
    help: 'Maximum number of parameters; larger models are not trained',
    title: 'Max. parameters',
    placeholder: 'n',
  },
  maxMultiplyAdds: {
    type: 'integer',
    min: 1,
    unset: 'no limit',
    help: 'Maximum number of multiply-adds; slower models are not trained',
    title: 'Max. multiply-adds',
    placeholder: 'n',
  },
  minEpochs: {
    type: 'integer',
    min: 1,
    default: 3,
    help: 'Epochs of the first rung (hyperband, asha)',
    title: 'First rung epochs',
    placeholder: 'n',
  },
  factor: {
    type: 'number',
    min: 2,
    default: 3,
    help: 'Reduction factor: one in this many trials is promoted to the next rung (hyperband, asha)',
    title: 'Reduction factor',
    placeholder: 'n',
  },
  lag: {
    type: 'integer',
    min: 1,
    default: 4,
    help: 'Number of latest trials the sampler does not look at, and so the number that can run at once',
    placeholder: 'n',
  },
  target: {
    type: 'text',
    unset: "the config's target",
    help: 'What to classify',
    placeholder: 'name',
  },
  fold: {
    type: 'text',
    unset: 'dataset/split.json',
    help: 'Fold below dataset/folds to train on',
    placeholder: 'name',
  },
  enqueued: {
    type: 'points',
    default: [],
    help: 'Point to try first, as name=value,name=value',
    flag: 'enqueue',
    placeholder: 'point',
  },
  narrowing: {
    type: 'ranges',
    default: {},
    help: 'Narrowed ranges, as name=2..3,name=same|valid; `study narrow` proposes some',
    flag: 'narrow',
    placeholder: 'ranges',
  },
} as const satisfies Settings;

/** Settings of how trials are run; none of them changes a result. */
export const STUDY_RUN_SETTINGS = {
  trials: {
    type: 'integer',
    min: 1,
    default: 30,
    help: 'Total number of trials, including finished ones',
    title: 'Trials',
    placeholder: 'n',
  },
  workers: {
    type: 'integer',
    min: 0,
    unset: 'one per core',
    help: 'Number of trials trained at once; 0 with --storage trains none here',
    placeholder: 'n',
  },
  threads: {
    type: 'integer',
    min: 1,
    unset: 'its share of the cores',
    help: 'Threads per trial; without --storage the last trials also use the threads of idle workers',
    placeholder: 'n',
  },
  maxRetries: {
    type: 'integer',
    min: 0,
    default: 1,
    help: 'Number of retries of a failed trial',
    placeholder: 'n',
  },
  maxConsecutiveFailures: {
    type: 'integer',
    min: 1,
    default: 3,
    help: 'Number of consecutive failed trials after which the study stops',
    placeholder: 'n',
  },
} as const satisfies Settings;

const { patience, startFromEpoch, augmentation } = TRAIN_SETTINGS;

/** The settings of training that `tune` takes for all trials; the search space overrides them. */
export const STUDY_TRAIN_SETTINGS = { patience, startFromEpoch, augmentation } as const satisfies Settings;
