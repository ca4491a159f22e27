// What a study is, before its first trial: options, space and data checked and put together.
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
  /** Settings of each trial's training, where the space says nothing. */
  train?: TrainSettings;
  command?: string;
  onCache?: (done: number, total: number) => void;
  onStart?: (record: StudyRecord, earlier: readonly Trial[]) => void;
  /** A trial has ended; `all` are those that have begun. */
  onTrial?: (trial: Trial, all: readonly Trial[], record: StudyRecord) => void;
  /** Epochs done in the trials under way and ended, and about how many there will be. */
  onProgress?: (epochs: number, expected: number) => void;
  signal?: AbortSignal;
}

/** What a search came to. */
export interface StudyEnd {
  record: StudyRecord;
  trials: Trial[];
  status: 'finished' | 'interrupted';
  /** Why it ended before its number of trials. */
  exhausted: string | undefined;
}

/** A study before its trials: what it asks next and how a trial of it is trained. */
export interface PreparedStudy {
  record: StudyRecord;
  data: TrainingData;
  /** What comes after these trials. */
  next(all: readonly Trial[]): Answer;
  taskOf(trial: Pick<Trial, 'number' | 'suggestion'>): TrialTask;
}

/**
 * What the study is, from options, space and data.
 *
 * @throws UserError (exit code 2) for a name, space, target, objective or limit that is no good
 */
export async function prepareStudy(options: TuneOptions): Promise<PreparedStudy> {
  const { project, name, signal } = options;
  checkStudyName(name);
  const all = withDefaults(STUDY_SETTINGS, options);
  const { space: spaceName, narrowing } = all;
  const found = await findSpace(spaceName);
  const build = narrowBuilder(found.build, narrowing);
  const target = findTarget(project, options.target);
  const { height, width } = project.input;
  const input = { height, width, channels: 3 };
  checkNarrowing(discoverSpace(found.build, input, target.classes.length, spaceName), narrowing);
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
  const known = new Map<string, boolean>();
  const isPossible = (values: Values) => {
    const key = valuesKey(values);
    const found = known.get(key) ?? checkPoint(task, space, values, limits, { explain: false }).ok;
    known.set(key, found);
    return found;
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

/** A study that goes on must be the one that was begun. */
export function checkSameStudy(before: StudyRecord, now: StudyRecord): void {
  const plain = (value: unknown) =>
    JSON.stringify(value, (_, one: unknown) =>
      typeof one === 'object' && one !== null && !Array.isArray(one)
        ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
        : one,
    );
  const changes = [
    ...compareSpaces({ hyperparameters: before.hyperparameters }, { hyperparameters: now.hyperparameters }).map(
      (line) => `the space: ${line}`,
    ),
    ...Object.keys(before.settings).flatMap((key) => {
      const [old, own] = [before.settings[key as keyof StudySettings], now.settings[key as keyof StudySettings]];
      return plain(old) === plain(own) ? [] : [`${key}: was ${plain(old)}, and is now ${plain(own)}`];
    }),
    ...(['samples', 'split', 'pixels'] as const).flatMap((key) =>
      before.data[key] === now.data[key] ? [] : [`the ${key} of the dataset`],
    ),
  ];
  if (changes.length === 0) return;
  throw new UserError(
    `its trials could not be compared, for this has changed:\n${changes.map((line) => `  - ${line}`).join('\n')}`,
    {
      where: `study ${before.name}`,
      remedy: 'Go on as it was begun, or begin a study of another --name.',
      exitCode: 2,
    },
  );
}
