// Command lines of jobs: training and searches that the page starts or resumes.
import type { RepeatsRecord } from '../repeats/index.ts';
import { settingArguments, TRAIN_SETTINGS } from '../settings/index.ts';
import { STUDY_RUN_SETTINGS, STUDY_SETTINGS, STUDY_TRAIN_SETTINGS, type StudyRecord } from '../tuning/index.ts';
import type { TrainRequest, TuneRequest } from './api.ts';

/** Flags without a setting. Each is one argument; no shell is involved. */
const toFlags = (flags: Readonly<Record<string, string | number | null | undefined>>): string[] =>
  Object.entries(flags).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [`--${name}=${value}`],
  );

/** The command of a training request. */
export function trainArguments(request: TrainRequest): string[] {
  const { model, target, name, repeats, resume } = request;
  if (resume !== undefined) return ['train', ...toFlags({ resume })];
  return ['train', ...toFlags({ model, target, name, repeats }), ...settingArguments(TRAIN_SETTINGS, request)];
}

/**
 * The command that resumes repeats. Settings without a flag come from the configuration; `train` refuses to continue if
 * they have changed.
 */
export function repeatsArguments({ name, asked, seeds }: RepeatsRecord): string[] {
  const { model, target, fold, settings } = asked;
  return [
    'train',
    ...toFlags({ model, target, fold, name, repeats: seeds.length }),
    ...settingArguments(TRAIN_SETTINGS, { ...settings, seed: seeds[0] }),
  ];
}

/** The command of a request for a study. */
export function tuneArguments(request: TuneRequest): string[] {
  return [
    'tune',
    ...toFlags({ name: request.name }),
    ...settingArguments(STUDY_SETTINGS, request),
    ...settingArguments(STUDY_RUN_SETTINGS, request),
    ...settingArguments(STUDY_TRAIN_SETTINGS, request),
  ];
}

/**
 * The command that resumes a study.
 *
 * @param trials total number, including finished ones
 */
export function resumeStudyArguments({ name, settings }: StudyRecord, trials: number): string[] {
  return [
    'tune',
    ...toFlags({ name }),
    ...settingArguments(STUDY_SETTINGS, settings),
    ...settingArguments(STUDY_RUN_SETTINGS, { trials }),
    ...settingArguments(STUDY_TRAIN_SETTINGS, settings.train),
  ];
}
