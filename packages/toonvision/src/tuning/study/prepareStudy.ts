// Prepares a study: validates options, space and data, and builds its record.
import { findTarget, type Project, type TrainSettings } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { type GivenSettings, withDefaults } from '../../settings/index.ts';
import { mergeSettings, openTrainingData, type TrainingData } from '../../training/index.ts';
import type { Answer } from '../samplers/index.ts';
import {
  checkNarrowing,
  checkPoint,
  compareSpaces,
  discoverSpace,
  findSpace,
  narrowBuilder,
  type Values,
  valuesKey,
} from '../space/index.ts';
import { askSampler } from './askSampler.ts';
import { checkStudyName } from './studyFolder.ts';
import { type StudyRecord, type StudySettings, studySettingsSchema, type Trial } from './studyRecord.ts';
import { type STUDY_RUN_SETTINGS, STUDY_SETTINGS } from './studySettings.ts';
import { type TrialTask, trialTask } from './trialTask.ts';

type StudyOptions = GivenSettings<typeof STUDY_SETTINGS> & GivenSettings<typeof STUDY_RUN_SETTINGS>;

/** Options of `tuneStudy` and `prepareStudy`. */
export interface TuneOptions extends StudyOptions {
  project: Project;
  /** Study name; an existing study is resumed. */
  name: string;
  /** Training settings of each trial; the space overrides them. */
  train?: TrainSettings;
  command?: string;
  onCache?: (done: number, total: number) => void;
  onStart?: (record: StudyRecord, earlier: readonly Trial[]) => void;
  /** Called when a trial has ended; `all` are the trials started so far. */
  onTrial?: (trial: Trial, all: readonly Trial[], record: StudyRecord) => void;
  /** Called with epochs done and the estimated total. */
  onProgress?: (epochs: number, expected: number) => void;
  signal?: AbortSignal;
}

/** Outcome of a call of `tuneStudy` or `coordinateStudy`. */
export interface StudyEnd {
  record: StudyRecord;
  trials: Trial[];
  status: 'finished' | 'interrupted';
  /** Why it ended before reaching its number of trials. */
  exhausted: string | undefined;
}

/** A study ready to run: its record, data, next suggestion, and tasks. */
export interface PreparedStudy {
  record: StudyRecord;
  data: TrainingData;
  /** The sampler's answer after these trials. */
  next(all: readonly Trial[]): Answer;
  taskOf(trial: Pick<Trial, 'number' | 'suggestion'>): TrialTask;
}

/**
 * Prepares a study from options, space and data.
 *
 * @throws UserError (exit code 2) if a name, space, target, objective or limit is invalid
 */
export async function prepareStudy(options: TuneOptions): Promise<PreparedStudy> {
  const { project, name, signal } = options;
  checkStudyName(name);
  const all = withDefaults(STUDY_SETTINGS, options);
  const { space: spaceName, narrowing } = all;
  const definition = await findSpace(spaceName);
  const build = narrowBuilder(definition.build, narrowing);
  const target = findTarget(project, options.target);
  const { height, width } = project.input;
  const input = { height, width, channels: 3 };
  checkNarrowing(discoverSpace(definition.build, input, target.classes.length, spaceName), narrowing);
  const space = discoverSpace(build, input, target.classes.length, spaceName);
  const data = await openTrainingData({
    ...{ project, signal, fold: options.fold, target: target.name },
    onProgress: options.onCache,
  });
  const train = mergeSettings(project, options.train ?? {});
  const { epochs: _, ...rest } = train;
  const settings: StudySettings = studySettingsSchema.parse({
    ...all,
    target: target.name,
    fold: all.fold ?? null,
    maxParameters: all.maxParameters ?? null,
    maxMultiplyAdds: all.maxMultiplyAdds ?? null,
    train: JSON.parse(JSON.stringify(rest)),
  });
  const task = { build, input, classes: target.classes.length, where: spaceName };
  const limits = { maxParameters: options.maxParameters, maxMultiplyAdds: options.maxMultiplyAdds };
  const validity = new Map<string, boolean>();
  const isPossible = (values: Values) => {
    const key = valuesKey(values);
    const isValid = validity.get(key) ?? checkPoint(task, space, values, limits, { explain: false }).ok;
    validity.set(key, isValid);
    return isValid;
  };
  return {
    data,
    record: {
      format: 1,
      name,
      createdAt: new Date().toISOString(),
      command: options.command,
      settings,
      hyperparameters: JSON.parse(JSON.stringify(space.hyperparameters)),
      classes: [...target.classes],
      data: data.record.fingerprints,
    },
    next: askSampler(settings, space, isPossible),
    taskOf: (trial) => trialTask(build, name, settings, trial, input, target.classes.length),
  };
}

/**
 * Checks that a study is resumed with the same space, settings and data.
 *
 * @throws UserError (exit code 2) listing what has changed
 */
export function checkSameStudy(before: StudyRecord, now: StudyRecord): void {
  const toJson = (value: unknown) =>
    JSON.stringify(value, (_, nested: unknown) =>
      typeof nested === 'object' && nested !== null && !Array.isArray(nested)
        ? Object.fromEntries(Object.entries(nested).sort(([a], [b]) => (a < b ? -1 : 1)))
        : nested,
    );
  const changes = [
    ...compareSpaces({ hyperparameters: before.hyperparameters }, { hyperparameters: now.hyperparameters }).map(
      (line) => `space: ${line}`,
    ),
    ...Object.keys(before.settings).flatMap((key) => {
      const [old, current] = [before.settings[key as keyof StudySettings], now.settings[key as keyof StudySettings]];
      return toJson(old) === toJson(current) ? [] : [`${key} changed from ${toJson(old)} to ${toJson(current)}`];
    }),
    ...(['samples', 'split', 'pixels'] as const).flatMap((key) =>
      before.data[key] === now.data[key] ? [] : [`${key} of the dataset changed`],
    ),
  ];
  if (changes.length === 0) return;
  throw new UserError(
    `the study cannot be resumed because its definition has changed:\n${changes.map((line) => `  - ${line}`).join('\n')}`,
    {
      where: `study ${before.name}`,
      remedy: 'Resume it with the original settings, or start a study with another --name.',
      exitCode: 2,
    },
  );
}
