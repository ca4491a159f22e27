// Out-of-fold predictions by k-fold cross-validation.
import { adam, earlyStopping, pixelFile } from '@toonvision/nn';
import { findTarget, type Project } from '../config/index.ts';
import { openPixelCache, readSamples, type Sample, type Split, selectTarget, split } from '../dataset/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { type Prediction, predictedLabels } from '../evaluation/index.ts';
import type { ModelBuilder } from '../models/index.ts';

/** Options of `crossValidate`. */
export interface CrossValidateOptions {
  project: Project;
  /** The model. A small one is best, as a large one memorizes wrong labels. */
  model: ModelBuilder;
  /** Default: the target of the project. */
  target?: string;
  /** Number of folds, 3 to 20. Default 5. */
  folds?: number;
  /** Maximum epochs per fold. Default 50. */
  epochs?: number;
  /** Default 0. */
  seed?: number;
  threads?: number;
  /**
   * A split whose test samples are neither trained on nor predicted. Default: every sample of the target is predicted.
   */
  sealed?: Pick<Split, 'assignments'>;
  /** Called after each epoch; folds count from 1. */
  onEpoch?: (fold: number, folds: number, epoch: number, valLoss: number) => void;
  /** Called while the pixel cache is built, with the number of samples done and the total. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Early stopping patience per fold, in epochs. */
const PATIENCE = 5;
const BATCH = 32;

/**
 * Creates stratified folds of whole groups (screenshots, bursts).
 *
 * @throws UserError (exit code 2) when the number is invalid or a fold would be empty
 */
export function makeFolds(
  samples: readonly Sample[],
  {
    folds,
    seed,
    settings,
  }: { folds: number; seed: number; settings: Pick<Project['split'], 'stratifyBy' | 'groupBy'> },
): Sample[][] {
  if (!Number.isInteger(folds) || folds < 3 || folds > 20)
    throw new UserError(`the number of folds must be between 3 and 20, got ${folds}`, { exitCode: 2 });
  const { stratifyBy, groupBy } = settings;
  const result: Sample[][] = [];
  let rest = [...samples];
  for (let left = folds - 1; left > 0 && rest.length > 0; left -= 1) {
    const { assignments } = split({
      samples: rest,
      ratio: [left, 1, 0],
      seed,
      stratifyBy,
      groupBy,
      sourceSides: 'ignore',
    });
    result.push(rest.filter(({ id }) => assignments[id] === 'val'));
    rest = rest.filter(({ id }) => assignments[id] !== 'val');
  }
  result.push(rest);
  if (result.length < folds || result.some((fold) => fold.length === 0))
    throw new UserError(`not enough screenshots and bursts for ${folds} folds`, {
      remedy: 'Use fewer folds, or annotate more screenshots.',
      exitCode: 2,
    });
  return result;
}

/**
 * Computes out-of-fold predictions, in the order of the samples. Each fold is predicted by a model trained on the other
 * folds, except one that is used for early stopping, so that the predicted fold has no influence. The same data, seed
 * and model produce bit-identical probabilities.
 *
 * @throws UserError when there are no samples or too few for the folds; InterruptedError when `signal` aborts
 *
 * @example
 * const predictions = await crossValidate({ project, model: builtInModels.baseline });
 */
export async function crossValidate(options: CrossValidateOptions): Promise<Prediction[]> {
  const { project, folds: count = 5, epochs = 50, seed = 0, threads, sealed, signal } = options;
  const target = findTarget(project, options.target);
  const samples = await readSamples(project);
  const { items } = selectTarget(samples, target);
  const labelOf = new Map(items.map(({ sample, classIndex }) => [sample.id, classIndex]));
  const pool = items.map(({ sample }) => sample).filter(({ id }) => sealed?.assignments[id] !== 'test');
  const folds = makeFolds(pool, { folds: count, seed, settings: project.split });
  const { onProgress } = options;
  const cache = await openPixelCache({
    project,
    samples,
    onProgress,
    signal,
  });
  const { path, height, width, channels } = cache;
  const imagesOf = (list: readonly Sample[]) =>
    pixelFile({ path, height, width, channels, indices: list.map(({ id }) => cache.indexOf.get(id) ?? -1) });
  const dataOf = (list: readonly Sample[]) => ({
    images: imagesOf(list),
    labels: list.map(({ id }) => labelOf.get(id) ?? 0),
  });
  const interrupted = () =>
    new InterruptedError('looking for label errors was interrupted', 'Run the command again; it starts from scratch.');

  const predictions = new Map<string, Prediction>();
  for (const [index, fold] of folds.entries()) {
    if (signal?.aborted === true) throw interrupted();
    const validation = (index + 1) % folds.length;
    const train = folds.flatMap((members, other) => (other === index || other === validation ? [] : members));
    const model = options.model({ height, width, channels }, target.classes.length, { seed });
    model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
    const { stopReason } = await model.fit(dataOf(train), {
      epochs,
      batchSize: BATCH,
      seed,
      validationData: dataOf(folds[validation] ?? []),
      callbacks: [earlyStopping({ monitor: 'valLoss', patience: PATIENCE, restoreBestWeights: true })],
      onEpoch: ({ epoch, valLoss }) => options.onEpoch?.(index + 1, folds.length, epoch, valLoss ?? Number.NaN),
      threads,
      signal,
    });
    if (stopReason.kind === 'interrupted') throw interrupted();
    const { probabilities } = await model.predict(imagesOf(fold), threads === undefined ? {} : { threads });
    predictedLabels(probabilities, target.classes.length).forEach(({ label, probabilities: row }, position) => {
      const sample = fold[position];
      if (sample === undefined) return;
      predictions.set(sample.id, {
        id: sample.id,
        file: sample.crop,
        true: target.classes[labelOf.get(sample.id) ?? 0] ?? '',
        predicted: target.classes[label] ?? '',
        probabilities: row,
      });
    });
  }
  return pool.flatMap(({ id }) => predictions.get(id) ?? []);
}
