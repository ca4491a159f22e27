// One of everything that a network is made and trained with, with nothing given but what must be: so their defaults are seen.
import {
  adam,
  adamW,
  type Callback,
  cosineDecay,
  csvLogger,
  earlyStopping,
  exponentialDecay,
  type LayerSpec,
  layers,
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

/** Every layer; a new one is missed by the compiler until it is here. */
export const madeLayers: { [Name in keyof typeof layers]: LayerSpec } = {
  rescaling: layers.rescaling({ scale: 1 / 255 }),
  randomFlip: layers.randomFlip(),
  randomRotation: layers.randomRotation({ factor: 0.1 }),
  randomZoom: layers.randomZoom({ heightFactor: 0.1 }),
  randomTranslation: layers.randomTranslation({ heightFactor: 0.1, widthFactor: 0.1 }),
  randomBrightness: layers.randomBrightness({ factor: 0.1 }),
  randomContrast: layers.randomContrast({ factor: 0.1 }),
  randomFog: layers.randomFog({ strength: 0.5 }),
  randomBlur: layers.randomBlur({ sigma: 1 }),
  randomPixelate: layers.randomPixelate({ blockSize: 4 }),
  randomErasing: layers.randomErasing(),
  conv2d: layers.conv2d({ filters: 4, kernelSize: 3 }),
  depthwiseConv2d: layers.depthwiseConv2d({ kernelSize: 3 }),
  separableConv2d: layers.separableConv2d({ filters: 4, kernelSize: 3 }),
  maxPooling2d: layers.maxPooling2d(),
  averagePooling2d: layers.averagePooling2d(),
  globalAveragePooling2d: layers.globalAveragePooling2d(),
  globalMaxPooling2d: layers.globalMaxPooling2d(),
  dropout: layers.dropout({ rate: 0.2 }),
  flatten: layers.flatten(),
  dense: layers.dense({ units: 4 }),
  softmax: layers.softmax(),
  activation: layers.activation({ activation: 'relu' }),
  batchNormalization: layers.batchNormalization(),
  layerNormalization: layers.layerNormalization(),
  normalization: layers.normalization({ mean: 127, variance: 3000 }),
  spatialDropout2d: layers.spatialDropout2d({ rate: 0.2 }),
};

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
