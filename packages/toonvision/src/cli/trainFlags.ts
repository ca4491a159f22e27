// The flags of `toonvision train`: those of the settings of training, and those of the command.
import type { FlagParametersForType } from '@stricli/core';
import { BUILT_IN_MODELS } from '../models/modelNames.ts';
import { TRAIN_SETTINGS } from '../settings/index.ts';
import { jsonFlag, projectFlag, text, wholeNumber } from './arguments.ts';
import type { Context } from './context.ts';
import { type SettingFlags, settingFlags } from './settingFlags.ts';

/** What a run is trained with. */
export interface TrainFlags extends SettingFlags<typeof TRAIN_SETTINGS> {
  model?: string;
  target?: string;
  fold?: string;
  threads?: number;
  name?: string;
  json: boolean;
  project: string;
}

/** All flags of `train`. */
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
    brief: `Architecture: ${BUILT_IN_MODELS.join(', ')}, or the path of a .ts file [baseline]`,
    placeholder: 'model',
  },
  target: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: "What to classify: suit, entity, kind, animal, ... [the config's target]",
    placeholder: 'name',
  },
  fold: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: 'Fold below dataset/folds to train on [dataset/split.json]',
    placeholder: 'name',
  },
  ...settingFlags(TRAIN_SETTINGS, { fallback: 'config' }),
  threads: {
    kind: 'parsed',
    parse: wholeNumber(1),
    optional: true,
    brief: 'Number of worker threads; changes the speed, never the result [one per core]',
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
    brief: 'Resume an interrupted run, with its own settings',
    placeholder: 'run',
  },
  repeats: {
    kind: 'parsed',
    parse: wholeNumber(1),
    optional: true,
    brief: 'Train this many runs with consecutive seeds, and report how much they differ',
    placeholder: 'n',
  },
  parallel: {
    kind: 'parsed',
    parse: wholeNumber(1),
    optional: true,
    brief: 'Number of runs trained at once, with --repeats [one per core]',
    placeholder: 'n',
  },
  force: {
    kind: 'boolean',
    withNegated: false,
    brief: 'Resume a run even if another host seems to train it',
  },
  json: jsonFlag,
  project: projectFlag,
};
