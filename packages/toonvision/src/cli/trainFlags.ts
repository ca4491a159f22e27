// The flags of `toonvision train`.
import type { FlagParametersForType } from '@stricli/core';
import type { Augmentation, ClassWeighting, OptimizerName, Sampling, ScheduleName } from '../config/index.ts';
import {
  augmentationList,
  fraction,
  jsonFlag,
  numberFrom,
  positiveNumber,
  projectFlag,
  text,
  wholeNumber,
} from './arguments.ts';
import type { Context } from './context.ts';

/** What is left out is as the configuration says, else as by default. */
export interface TrainFlags {
  model?: string;
  target?: string;
  fold?: string;
  seed?: number;
  threads?: number;
  epochs?: number;
  batch?: number;
  optimizer?: OptimizerName;
  learningRate?: number;
  schedule?: ScheduleName;
  loss?: 'crossentropy' | 'focal';
  focalGamma?: number;
  labelSmoothing?: number;
  classWeight?: ClassWeighting;
  effectiveNumberBeta?: number;
  sampling?: Sampling;
  augmentation?: Augmentation;
  patience?: number;
  startFromEpoch?: number;
  name?: string;
  json: boolean;
  project: string;
}

/** All that `train` takes. */
export interface TrainCommandFlags extends TrainFlags {
  resume?: string;
  repeats?: number;
  parallel?: number;
  force: boolean;
}

export const trainFlags: FlagParametersForType<TrainCommandFlags, Context> = {
  model: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: 'baseline, tuned, random, bayesian1, bayesian2, or the path of a .ts file [baseline]',
    placeholder: 'model',
  },
  target: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: "What to tell apart: suit, entity, kind, animal, ... [the config's target]",
    placeholder: 'name',
  },
  fold: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: 'Train on this one of dataset/folds instead of dataset/split.json',
    placeholder: 'name',
  },
  seed: {
    kind: 'parsed',
    parse: wholeNumber(0),
    optional: true,
    brief: 'Same seed, same weights [config, else 0]',
    placeholder: 'n',
  },
  threads: {
    kind: 'parsed',
    parse: wholeNumber(1),
    optional: true,
    brief: 'Worker threads; change the speed, never the result [one a core]',
    placeholder: 'n',
  },
  epochs: {
    kind: 'parsed',
    parse: wholeNumber(1),
    optional: true,
    brief: 'At most so many [config, else 100]',
    placeholder: 'n',
  },
  batch: {
    kind: 'parsed',
    parse: wholeNumber(1),
    optional: true,
    brief: 'Images a step [config, else 64]',
    placeholder: 'n',
  },
  optimizer: {
    kind: 'enum',
    values: ['adam', 'adamW', 'sgd', 'rmsprop'],
    optional: true,
    brief: 'Its options stand in the configuration [config, else adam]',
  },
  learningRate: {
    kind: 'parsed',
    parse: positiveNumber(1),
    optional: true,
    brief: 'The first one [config, else 0.001, for sgd 0.01]',
    placeholder: 'x',
  },
  schedule: {
    kind: 'enum',
    values: ['constant', 'cosineDecay', 'exponentialDecay'],
    optional: true,
    brief: 'How the learning rate changes [config, else constant]',
  },
  loss: {
    kind: 'enum',
    values: ['crossentropy', 'focal'],
    optional: true,
    brief: 'focal: samples that are right already count less [config, else crossentropy]',
  },
  focalGamma: {
    kind: 'parsed',
    parse: numberFrom(0),
    optional: true,
    brief: 'How much less; 0 is crossentropy [config, else 2]',
    placeholder: 'x',
  },
  labelSmoothing: {
    kind: 'parsed',
    parse: fraction,
    optional: true,
    brief: 'Share of each label spread over the classes [config, else 0]',
    placeholder: 'x',
  },
  classWeight: {
    kind: 'enum',
    values: ['none', 'balanced', 'effectiveNumber'],
    optional: true,
    brief: 'Weigh the training loss by class [config, else none]',
  },
  effectiveNumberBeta: {
    kind: 'parsed',
    parse: fraction,
    optional: true,
    brief: 'From 0, no weights, towards 1, balanced [config, else 0.999]',
    placeholder: 'x',
  },
  sampling: {
    kind: 'enum',
    values: ['none', 'class', 'street', 'classAndStreet'],
    optional: true,
    brief: 'What an epoch draws equally often [config, else none: every sample once]',
  },
  augmentation: {
    kind: 'parsed',
    parse: augmentationList,
    optional: true,
    brief:
      'In front of the model: flip, rotation, zoom, translation, brightness, contrast, fog, blur, pixelate, erasing; each may have =strength; or none [config, else none]',
    placeholder: 'list',
  },
  patience: {
    kind: 'parsed',
    parse: wholeNumber(1),
    optional: true,
    brief: 'Epochs without a lower validation loss before it stops [config, else 5]',
    placeholder: 'n',
  },
  startFromEpoch: {
    kind: 'parsed',
    parse: wholeNumber(1),
    optional: true,
    brief: 'The first epoch that patience looks at [config, else 1]',
    placeholder: 'n',
  },
  name: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: 'Name of the run [<target>-<model>-<n>]',
    placeholder: 'name',
  },
  resume: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: 'Go on with this interrupted run, with its own settings',
    placeholder: 'run',
  },
  repeats: {
    kind: 'parsed',
    parse: wholeNumber(1),
    optional: true,
    brief: 'Train so many runs, of seeds one after the other, and tell how much they differ',
    placeholder: 'n',
  },
  parallel: {
    kind: 'parsed',
    parse: wholeNumber(1),
    optional: true,
    brief: 'With --repeats: runs at once [one a core]',
    placeholder: 'n',
  },
  force: {
    kind: 'boolean',
    withNegated: false,
    brief: 'With --resume: go on although another host seems to train the run',
  },
  json: jsonFlag,
  project: projectFlag,
};
