// The command line of a search that the page asks for, or that goes on as it was begun.
import { augmentationText } from '../config/index.ts';
import { narrowingText, type StudyRecord } from '../tuning/index.ts';
import type { TuneRequest } from './api.ts';

type Flag = readonly [name: string, value: string | number | undefined];

const written = (flags: readonly Flag[]): string[] =>
  flags.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));

/** Only options the tool knows, each an argument of its own; nothing goes through a shell. */
export function tuneArguments(request: TuneRequest): string[] {
  return [
    'tune',
    ...written([
      ['name', request.name],
      ['space', request.space],
      ['sampler', request.sampler],
      ['target', request.target],
      ['trials', request.trials],
      ['epochs', request.epochs],
      ['seed', request.seed],
      ['executions', request.executions],
      ['max-parameters', request.maxParameters],
      ['max-multiply-adds', request.maxMultiplyAdds],
      ['narrow', request.narrow],
      ['augmentation', request.augmentation],
      ...(request.objectives ?? []).map((one): Flag => ['objective', one]),
    ]),
  ];
}

/**
 * What `tune` must be told to go on with a study.
 *
 * @param trials in all, those of before included
 */
export function goOnArguments({ name, settings }: StudyRecord, trials: number): string[] {
  const { train, narrowing, objectives, enqueued } = settings;
  const point = (values: StudyRecord['settings']['enqueued'][number]) =>
    Object.entries(values)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
  return [
    'tune',
    ...written([
      ['name', name],
      ['space', settings.space],
      ['sampler', settings.sampler],
      ['target', settings.target],
      ['trials', trials],
      ['epochs', settings.epochs],
      ['seed', settings.seed],
      ['executions', settings.executionsPerTrial],
      ['aggregate', settings.aggregate],
      ['min-epochs', settings.minEpochs],
      ['factor', settings.factor],
      ['lag', settings.lag],
      ['fold', settings.fold ?? undefined],
      ['max-parameters', settings.maxParameters ?? undefined],
      ['max-multiply-adds', settings.maxMultiplyAdds ?? undefined],
      ['patience', train.patience],
      ['start-from-epoch', train.startFromEpoch],
      ['augmentation', train.augmentation === undefined ? undefined : augmentationText(train.augmentation)],
      ['narrow', Object.keys(narrowing).length === 0 ? undefined : narrowingText(narrowing)],
      ...objectives.map((one): Flag => ['objective', one]),
      ...enqueued.map((one): Flag => ['enqueue', point(one)]),
    ]),
  ];
}
