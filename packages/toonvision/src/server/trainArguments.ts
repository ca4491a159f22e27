// The command line of a training that the page asks for, or that goes on as it was begun.
import { augmentationText, type RunLossName } from '../config/index.ts';
import type { RepeatsRecord } from '../repeats/index.ts';
import type { TrainRequest } from './api.ts';

type Flag = readonly [name: string, value: string | number | undefined];

const LOSSES: Readonly<Record<RunLossName, 'crossentropy' | 'focal'>> = {
  sparseCategoricalCrossentropy: 'crossentropy',
  categoricalFocalCrossentropy: 'focal',
};

const written = (flags: readonly Flag[]): string[] =>
  flags.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));

/** Only options the tool knows, each an argument of its own; nothing goes through a shell. */
export function trainArguments(request: TrainRequest): string[] {
  if (request.resume !== undefined) return ['train', `--resume=${request.resume}`];
  const { loss } = request;
  return [
    'train',
    ...written([
      ['model', request.model],
      ['target', request.target],
      ['seed', request.seed],
      ['epochs', request.epochs],
      ['batch', request.batchSize],
      ['learning-rate', request.learningRate],
      ['patience', request.patience],
      ['class-weight', request.classWeight],
      ['sampling', request.sampling],
      ['augmentation', request.augmentation],
      ['optimizer', request.optimizer],
      ['schedule', request.schedule],
      ['loss', loss === undefined ? undefined : (LOSSES[loss as RunLossName] ?? loss)],
      ['name', request.name],
      ['repeats', request.repeats],
    ]),
  ];
}

/**
 * What `train` must be told to go on with repeats. Options that have no flag are those of the configuration, as they were when
 * the repeats began; where it says other ones now, `train` refuses to mix them.
 */
export function repeatsArguments({ name, asked, seeds }: RepeatsRecord): string[] {
  const { model, target, fold, settings } = asked;
  const { augmentation, loss } = settings;
  return [
    'train',
    ...written([
      ['model', model],
      ['target', target ?? undefined],
      ['fold', fold ?? undefined],
      ['seed', seeds[0]],
      ['repeats', seeds.length],
      ['name', name],
      ['epochs', settings.epochs],
      ['batch', settings.batchSize],
      ['optimizer', settings.optimizer?.name],
      ['learning-rate', settings.learningRate],
      ['schedule', settings.schedule?.name],
      ['loss', loss === undefined ? undefined : LOSSES[loss]],
      ['focal-gamma', settings.focalGamma],
      ['label-smoothing', settings.labelSmoothing],
      ['class-weight', settings.classWeight],
      ['effective-number-beta', settings.effectiveNumberBeta],
      ['sampling', settings.sampling],
      ['augmentation', augmentation === undefined ? undefined : augmentationText(augmentation)],
      ['patience', settings.patience],
      ['start-from-epoch', settings.startFromEpoch],
    ]),
  ];
}
