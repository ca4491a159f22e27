// Predicts every sample with a model that has not seen it: k folds, each predicted by a model trained on the others.
import { adam, earlyStopping, pixelFile } from '@toonvision/nn';
import { findTarget, type Project } from '../config/index.ts';
import { openPixelCache, readSamples, type Sample, type Split, selectTarget, split } from '../dataset/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { type Prediction, predictedLabels } from '../evaluation/index.ts';
import type { ModelBuilder } from '../models/index.ts';

/** Options of `crossValidate`. */
export interface CrossValidateOptions {
  project: Project;
  /** The architecture; a small one is best, since a large one learns wrong labels by heart. */
  model: ModelBuilder;
  /** Default: the project's own. */
  target?: string;
  /** 3 to 20. Default 5. */
  folds?: number;
  /** At most so many for each fold. Default 50. */
  epochs?: number;
  /** Default 0. */
  seed?: number;
  threads?: number;
  /**
   * A split whose test side stays sealed: its test samples are neither trained on nor predicted. Default: none, and every
   * sample of the target is predicted.
   */
  sealed?: Pick<Split, 'assignments'>;
  /** Called after each epoch; folds count from 1. */
  onEpoch?: (fold: number, folds: number, epoch: number, valLoss: number) => void;
  /** Called while the pixel cache is built: samples done, samples of all. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Epochs without a lower validation loss after which a fold stops. */
const PATIENCE = 5;
const BATCH = 32;

/**
 * Folds of whole groups (screenshots, bursts), strata shared out evenly: a share is split off `folds - 1` times.
 *
 * @throws UserError (exit code 2) when the number is impossible or a fold would be empty
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
    throw new UserError(`${folds} folds are not possible`, { remedy: 'Use 3 to 20.', exitCode: 2 });
  const { stratifyBy, groupBy } = settings;
  const made: Sample[][] = [];
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
    made.push(rest.filter(({ id }) => assignments[id] === 'val'));
    rest = rest.filter(({ id }) => assignments[id] !== 'val');
  }
  made.push(rest);
  if (made.length < folds || made.some((fold) => fold.length === 0))
    throw new UserError(`the samples are too few for ${folds} folds of whole screenshots and bursts`, {
      remedy: 'Use fewer folds, or annotate more screenshots.',
      exitCode: 2,
    });
  return made;
}

/**
 * Out-of-fold predictions, in the order of the samples. Each fold is predicted by a model trained on the others but one,
 * which tells when to stop, so that nothing of the predicted fold has any say. The same data, seed and model give the same
 * probabilities to the last bit.
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
    new InterruptedError('looking for label errors was interrupted', 'Run the command again; it begins anew.');

  const predictions = new Map<string, Prediction>();
  for (const [index, fold] of folds.entries()) {
    if (signal?.aborted === true) throw interrupted();
    const judge = (index + 1) % folds.length;
    const train = folds.flatMap((one, other) => (other === index || other === judge ? [] : one));
    const model = options.model({ height, width, channels }, target.classes.length, { seed });
    model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
    const { stopReason } = await model.fit(dataOf(train), {
      epochs,
      batchSize: BATCH,
      seed,
      validationData: dataOf(folds[judge] ?? []),
      callbacks: [earlyStopping({ monitor: 'valLoss', patience: PATIENCE, restoreBestWeights: true })],
      onEpoch: ({ epoch, valLoss }) => options.onEpoch?.(index + 1, folds.length, epoch, valLoss ?? Number.NaN),
      threads,
      signal,
    });
    if (stopReason.kind === 'interrupted') throw interrupted();
    const { probabilities } = await model.predict(imagesOf(fold), threads === undefined ? {} : { threads });
    predictedLabels(probabilities, target.classes.length).forEach(({ label, probabilities: row }, at) => {
      const sample = fold[at];
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
