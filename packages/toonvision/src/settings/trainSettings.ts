// Records of the training settings.
import { AUGMENTATION_NAMES, shortAugmentationName } from './augmentation.ts';
import type { Settings } from './setting.ts';

const TRAINING = 'Training';
const LOSS = 'Loss';
const STOPPING = 'Early stopping';
const IMBALANCE = 'Class imbalance';

export const TRAIN_SETTINGS = {
  epochs: {
    type: 'integer',
    min: 1,
    default: 100,
    help: 'Maximum number of epochs',
    title: 'Max. epochs',
    group: TRAINING,
    placeholder: 'n',
  },
  batchSize: {
    type: 'integer',
    min: 1,
    default: 64,
    help: 'Images per batch',
    title: 'Batch size',
    group: TRAINING,
    flag: 'batch',
    placeholder: 'n',
  },
  seed: {
    type: 'integer',
    min: 0,
    default: 0,
    help: 'Seed of the initial weights, sample order, dropout and augmentation',
    details: 'The same seed and data give the same weights.',
    title: 'Seed',
    group: TRAINING,
    placeholder: 'n',
  },
  optimizer: {
    type: 'named',
    values: ['adam', 'adamW', 'sgd', 'rmsprop'],
    labels: { adam: 'Adam', adamW: 'AdamW', sgd: 'SGD', rmsprop: 'RMSprop' },
    default: 'adam',
    help: 'Optimizer; the configuration can set its options',
    details: 'The name alone takes the defaults of its options, which are those of Keras.',
    title: 'Optimizer',
    group: TRAINING,
    options: {
      beta1: {
        type: 'number',
        min: 0,
        below: 1,
        default: 0.9,
        of: ['adam', 'adamW'],
        help: 'Decay rate of the first-moment estimate',
      },
      beta2: {
        type: 'number',
        min: 0,
        below: 1,
        default: 0.999,
        of: ['adam', 'adamW'],
        help: 'Decay rate of the second-moment estimate',
      },
      epsilon: {
        type: 'number',
        above: 0,
        default: 1e-7,
        of: ['adam', 'adamW', 'rmsprop'],
        help: 'Constant added to the denominator for numerical stability',
      },
      weightDecay: { type: 'number', min: 0, default: 0.004, of: ['adamW'], help: 'Decoupled weight decay' },
      momentum: { type: 'number', min: 0, below: 1, default: 0, of: ['sgd', 'rmsprop'], help: 'Momentum' },
      nesterov: {
        type: 'boolean',
        default: false,
        of: ['sgd'],
        needs: 'momentum',
        help: 'Use Nesterov momentum',
        details: 'Requires a momentum above 0.',
      },
      rho: {
        type: 'number',
        min: 0,
        below: 1,
        default: 0.9,
        of: ['rmsprop'],
        help: 'Decay rate of the mean of squared gradients',
      },
      centered: {
        type: 'boolean',
        default: false,
        of: ['rmsprop'],
        help: 'Normalize gradients by their estimated variance',
      },
      globalClipNorm: {
        type: 'number',
        above: 0,
        unset: 'no limit',
        of: ['adam', 'adamW', 'sgd', 'rmsprop'],
        help: 'Maximum L2 norm of all gradients together',
      },
    },
  },
  learningRate: {
    type: 'number',
    above: 0,
    default: 0.001,
    defaultBy: { setting: 'optimizer', values: { sgd: 0.01 } },
    help: 'Initial learning rate',
    title: 'Learning rate',
    group: TRAINING,
    placeholder: 'x',
  },
  schedule: {
    type: 'named',
    values: ['constant', 'cosineDecay', 'exponentialDecay'],
    labels: { constant: 'Constant', cosineDecay: 'Cosine decay', exponentialDecay: 'Exponential decay' },
    default: 'constant',
    help: 'Learning rate schedule',
    details:
      'The name alone takes the defaults of its options; epochs of a schedule need not be whole. `constant` with ' +
      '`warmUpEpochs` rises and then stays constant.',
    title: 'Schedule',
    group: TRAINING,
    options: {
      warmUpEpochs: {
        type: 'number',
        min: 0,
        default: 0,
        of: ['constant', 'cosineDecay', 'exponentialDecay'],
        help: 'Epochs over which the rate first rises from 0',
      },
      decayEpochs: {
        type: 'number',
        above: 0,
        unset: 'cosineDecay: all that remain',
        defaultBy: { setting: 'schedule', values: { exponentialDecay: 10 } },
        of: ['cosineDecay', 'exponentialDecay'],
        help: 'Epochs until the lowest rate (`cosineDecay`), or per factor `decayRate` (`exponentialDecay`)',
      },
      alpha: {
        type: 'number',
        min: 0,
        default: 0,
        of: ['cosineDecay'],
        help: 'Lowest rate as a fraction of the initial rate',
      },
      decayRate: {
        type: 'number',
        above: 0,
        default: 0.5,
        of: ['exponentialDecay'],
        help: 'Factor of the rate per `decayEpochs`',
      },
      staircase: {
        type: 'boolean',
        default: false,
        of: ['exponentialDecay'],
        help: 'Decay in steps instead of continuously',
      },
    },
  },
  loss: {
    type: 'choice',
    values: ['sparseCategoricalCrossentropy', 'categoricalFocalCrossentropy'],
    labels: { sparseCategoricalCrossentropy: 'Cross-entropy', categoricalFocalCrossentropy: 'Focal' },
    flagValues: { sparseCategoricalCrossentropy: 'crossentropy', categoricalFocalCrossentropy: 'focal' },
    default: 'sparseCategoricalCrossentropy',
    help: 'Loss; focal down-weights samples that are already classified correctly',
    title: 'Loss',
    group: LOSS,
  },
  focalGamma: {
    type: 'number',
    min: 0,
    default: 2,
    onlyWith: { loss: 'categoricalFocalCrossentropy' },
    help: 'Focusing parameter of the focal loss',
    details: '0 is cross-entropy.',
    title: 'Focal gamma',
    group: LOSS,
    placeholder: 'x',
  },
  labelSmoothing: {
    type: 'number',
    min: 0,
    below: 1,
    default: 0,
    help: 'Fraction of each label spread evenly over the classes',
    title: 'Label smoothing',
    group: LOSS,
    placeholder: 'x',
  },
  patience: {
    type: 'integer',
    min: 1,
    default: 5,
    help: 'Epochs without a lower validation loss before training stops',
    title: 'Patience',
    group: STOPPING,
    placeholder: 'n',
  },
  startFromEpoch: {
    type: 'integer',
    min: 1,
    default: 1,
    help: 'First epoch that early stopping watches',
    details: 'Small models learn slowly at first.',
    title: 'Start from epoch',
    group: STOPPING,
    placeholder: 'n',
  },
  minDelta: {
    type: 'number',
    min: 0,
    default: 0,
    help: 'Smallest decrease of the validation loss that counts as lower',
    title: 'Min. delta',
    group: STOPPING,
    placeholder: 'x',
  },
  classWeight: {
    type: 'choice',
    values: ['none', 'balanced', 'effectiveNumber'],
    labels: { none: 'None', balanced: 'By frequency', effectiveNumber: 'By effective number' },
    default: 'none',
    help: 'How to weight the training loss by class',
    details:
      '`balanced` weights a class by n / (classes * samples of the class), `effectiveNumber` as Cui et al. 2019. The validation loss ' +
      'is never weighted. Together with sampling by class it would balance twice.',
    title: 'Class weights',
    group: IMBALANCE,
  },
  effectiveNumberBeta: {
    type: 'number',
    min: 0,
    below: 1,
    default: 0.999,
    onlyWith: { classWeight: 'effectiveNumber' },
    help: 'Beta of the effective number of samples',
    details: '0 weights nothing; towards 1 the weights approach `balanced`.',
    title: 'Effective number beta',
    group: IMBALANCE,
    placeholder: 'x',
  },
  sampling: {
    type: 'choice',
    values: ['none', 'class', 'street', 'classAndStreet'],
    labels: { none: 'None', class: 'By class', street: 'By street', classAndStreet: 'By class and street' },
    default: 'none',
    help: 'What each epoch draws equally often',
    details: 'An epoch keeps its length. `none` draws every sample once.',
    title: 'Balanced sampling',
    group: IMBALANCE,
  },
  augmentation: {
    type: 'augmentation',
    unset: 'none',
    help: `Layers in front of the model: ${AUGMENTATION_NAMES.map(shortAugmentationName).join(', ')}, each with an optional =strength; or none`,
    details:
      'They change each training image differently in every epoch. Layers at the start of the model are not added ' +
      'twice. A value replaces that of the configuration as a whole; `{}` disables augmentation.',
    placeholder: 'list',
  },
} as const satisfies Settings;

export const OPTIMIZERS = TRAIN_SETTINGS.optimizer.values;
export type OptimizerName = (typeof OPTIMIZERS)[number];
export const SCHEDULES = TRAIN_SETTINGS.schedule.values;
export type ScheduleName = (typeof SCHEDULES)[number];
export const RUN_LOSSES = TRAIN_SETTINGS.loss.values;
export type RunLossName = (typeof RUN_LOSSES)[number];
export const CLASS_WEIGHTINGS = TRAIN_SETTINGS.classWeight.values;
export type ClassWeighting = (typeof CLASS_WEIGHTINGS)[number];
export const SAMPLINGS = TRAIN_SETTINGS.sampling.values;
export type Sampling = (typeof SAMPLINGS)[number];
