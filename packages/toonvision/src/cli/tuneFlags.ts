// The flags of `toonvision tune`: those of the settings of a study, and those of the command.
import type { FlagParametersForType } from '@stricli/core';
import { UserError } from '../errors/index.ts';
import { STUDY_RUN_SETTINGS, STUDY_SETTINGS, STUDY_TRAIN_SETTINGS } from '../tuning/study/studySettings.ts';
import { jsonFlag, projectFlag, text, wholeNumber } from './arguments.ts';
import type { Context } from './context.ts';
import { type SettingFlags, settingFlags } from './settingFlags.ts';
import { storageFlag } from './storageFlag.ts';

type StudyFlags = SettingFlags<typeof STUDY_SETTINGS> &
  SettingFlags<typeof STUDY_RUN_SETTINGS> &
  Omit<SettingFlags<typeof STUDY_TRAIN_SETTINGS>, 'patience'>;

/** All flags of `tune`. */
export interface TuneFlags extends StudyFlags {
  name: string;
  /** Epochs, or a percentage of `--epochs`. */
  patience?: string;
  storage?: string;
  dataHost?: string;
  dataPort?: number;
  json: boolean;
  project: string;
}

/**
 * Reads `5` epochs, or `10%` of the limit, rounded up.
 *
 * @throws UserError (exit code 2) for anything else
 */
export function parsePatience(text: string, epochs: number): number {
  const percentage = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  const value = percentage === undefined ? Number(text) : Math.ceil((Number(percentage) / 100) * epochs);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new UserError(`expected a whole number of 1 or more, or a percentage above 0%, got "${text}"`, {
    where: '--patience',
    remedy: 'Write 5, or 10% of --epochs.',
    exitCode: 2,
  });
}

const trainFlags = settingFlags(STUDY_TRAIN_SETTINGS, { fallback: 'config' });

export const tuneFlags: FlagParametersForType<TuneFlags, Context> = {
  name: {
    kind: 'parsed',
    parse: text,
    default: 'study',
    brief: 'Study name; an existing study is resumed',
    placeholder: 'name',
  },
  ...settingFlags(STUDY_SETTINGS, { fallback: 'default' }),
  ...settingFlags(STUDY_RUN_SETTINGS, { fallback: 'default' }),
  ...trainFlags,
  patience: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: trainFlags.patience.brief.replace(/ (\[.*\])$/, ', or a percentage of --epochs such as 10% $1'),
    placeholder: 'n',
  },
  storage: storageFlag,
  dataHost: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: 'Address by which workers fetch the data from here, with --storage',
    placeholder: 'address',
  },
  dataPort: {
    kind: 'parsed',
    parse: wholeNumber(0),
    optional: true,
    brief: 'Port of that address [any free one]',
    placeholder: 'n',
  },
  json: jsonFlag,
  project: projectFlag,
};
