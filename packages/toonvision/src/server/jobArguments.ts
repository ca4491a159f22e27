// The command lines of trainings and searches that the page starts, or that are resumed as they were started.
import type { RepeatsRecord } from '../repeats/index.ts';
import { settingArguments, TRAIN_SETTINGS } from '../settings/index.ts';
import { STUDY_RUN_SETTINGS, STUDY_SETTINGS, STUDY_TRAIN_SETTINGS, type StudyRecord } from '../tuning/index.ts';
import type { TrainRequest, TuneRequest } from './api.ts';

/** Arguments that are not of a setting; each is one argument, and nothing goes through a shell. */
const written = (flags: Readonly<Record<string, string | number | null | undefined>>): string[] =>
  Object.entries(flags).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [`--${name}=${value}`],
  );

/** The command that trains what the page asks for. */
export function trainArguments(request: TrainRequest): string[] {
  const { model, target, name, repeats, resume } = request;
  if (resume !== undefined) return ['train', ...written({ resume })];
  return ['train', ...written({ model, target, name, repeats }), ...settingArguments(TRAIN_SETTINGS, request)];
}

/**
 * The command that resumes repeats. Options that have no flag are those of the configuration, as they were when the repeats were
 * started; where it has others now, `train` refuses to mix them.
 */
export function repeatsArguments({ name, asked, seeds }: RepeatsRecord): string[] {
  const { model, target, fold, settings } = asked;
  return [
    'train',
    ...written({ model, target, fold, name, repeats: seeds.length }),
    ...settingArguments(TRAIN_SETTINGS, { ...settings, seed: seeds[0] }),
  ];
}

/** The command that starts the study the page asks for. */
export function tuneArguments(request: TuneRequest): string[] {
  return [
    'tune',
    ...written({ name: request.name }),
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
    ...written({ name }),
    ...settingArguments(STUDY_SETTINGS, settings),
    ...settingArguments(STUDY_RUN_SETTINGS, { trials }),
    ...settingArguments(STUDY_TRAIN_SETTINGS, settings.train),
  ];
}
