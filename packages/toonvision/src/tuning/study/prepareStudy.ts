// What a study is, before its first trial: options, space and data checked and put together.
import { findTarget, type Project, type TrainSettings } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { mergeSettings, openTrainingData, type TrainingData } from '../../training/index.ts';
import type { Answer, SamplerName } from '../samplers/index.ts';
import {
  checkNarrowing,
  checkPoint,
  compareSpaces,
  discoverSpace,
  findSpace,
  type Narrowing,
  narrowBuilder,
  type Values,
  valuesKey,
} from '../space/index.ts';
import type { Aggregate } from './aggregates.ts';
import { askSampler } from './askSampler.ts';
import type { ObjectiveName } from './objectives.ts';
import { checkStudyName } from './studyFolder.ts';
import { type StudyRecord, type StudySettings, studySettingsSchema, type Trial } from './studyRecord.ts';
import { type TrialTask, trialTask } from './trialTask.ts';

/** Options of `tuneStudy` and `prepareStudy`. */
export interface TuneOptions {
  project: Project;
  /** Of the study; one that is there goes on. */
  name: string;
  /** A built-in space, or the path of a file with a builder. Default `article`. */
  space?: string;
  /** Default `bayesian`. */
  sampler?: SamplerName;
  /** So many in all, those of before included. Default 30. */
  trials?: number;
  /** Of the sampler. Default 0. */
  seed?: number;
  target?: string;
  fold?: string;
  /** At most so many a trial. Default 75. */
  epochs?: number;
  minEpochs?: number;
  factor?: number;
  lag?: number;
  /** Default `valLoss`. */
  objectives?: readonly ObjectiveName[];
  executionsPerTrial?: number;
  aggregate?: Aggregate;
  maxParameters?: number;
  maxMultiplyAdds?: number;
  enqueued?: readonly Values[];
  /** Tighter ranges than the space declares. */
  narrowing?: Narrowing;
  /** Of each trial's training, where the space says nothing. */
  train?: TrainSettings;
  /** Trials side by side, each with its share of the cores. Default: one a core. They change no trial. */
  workers?: number;
  /** Threads of each trial; the last ones also have those of idle workers. Default: its share of the cores. They change no trial. */
  threads?: number;
  /** A trial that fails is begun again so often. Default 1. */
  maxRetries?: number;
  /** After so many failed trials one after the other the study ends. Default 3. */
  maxConsecutiveFailures?: number;
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
  const spaceName = options.space ?? 'article';
  const found = await findSpace(spaceName);
  const narrowing = options.narrowing ?? {};
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
    space: spaceName,
    sampler: options.sampler ?? 'bayesian',
    seed: options.seed ?? 0,
    target: target.name,
    fold: options.fold ?? null,
    epochs: options.epochs ?? 75,
    minEpochs: options.minEpochs ?? 3,
    factor: options.factor ?? 3,
    lag: options.lag ?? 4,
    objectives: options.objectives ?? ['valLoss'],
    executionsPerTrial: options.executionsPerTrial ?? 1,
    aggregate: options.aggregate ?? 'mean',
    maxParameters: options.maxParameters ?? null,
    maxMultiplyAdds: options.maxMultiplyAdds ?? null,
    enqueued: options.enqueued ?? [],
    narrowing,
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
