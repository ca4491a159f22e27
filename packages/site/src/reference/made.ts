// One of everything that a network is made and trained with, with nothing given but what must be: so their defaults are seen.
import {
  adam,
  adamW,
  type Callback,
  cosineDecay,
  csvLogger,
  earlyStopping,
  exponentialDecay,
  learningRateScheduler,
  losses,
  modelCheckpoint,
  type Optimizer,
  progress,
  reduceLROnPlateau,
  rmsprop,
  type Schedule,
  sgd,
  stepDecay,
  terminateOnNaN,
  warmUp,
} from '@toonvision/nn';

/** Every loss, with its defaults. */
export const madeLosses: { [Name in keyof typeof losses]: object } = {
  sparseCategoricalCrossentropy: losses.sparseCategoricalCrossentropy(),
  categoricalCrossentropy: losses.categoricalCrossentropy(),
  categoricalFocalCrossentropy: losses.categoricalFocalCrossentropy(),
  binaryCrossentropy: losses.binaryCrossentropy(),
  binaryFocalCrossentropy: losses.binaryFocalCrossentropy(),
};

/** The makers of optimizers, schedules and callbacks are exports of their own; the test looks that none is missing. */
export const madeOptimizers: readonly Pick<Optimizer, 'name' | 'options'>[] = [adam(), adamW(), sgd(), rmsprop()];

export const madeSchedules: readonly Schedule[] = [
  exponentialDecay({ initialLearningRate: 0.1, decaySteps: 100, decayRate: 0.5 }),
  cosineDecay({ initialLearningRate: 0.1, decaySteps: 100 }),
  stepDecay({ boundaries: [100], rates: [0.1, 0.01] }),
  warmUp({ steps: 100, to: 0.1 }),
];

const nowhere = () => {};

export const madeCallbacks: readonly Callback[] = [
  earlyStopping(),
  reduceLROnPlateau(),
  modelCheckpoint({ save: nowhere }),
  learningRateScheduler((_, rate) => rate),
  csvLogger(nowhere),
  progress({ write: nowhere }),
  terminateOnNaN(),
];
