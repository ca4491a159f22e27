// Renders a sheet of augmented samples, as a model sees them epoch by epoch.
import { join } from 'node:path';
import { augmentImage, isAugmentation } from '@toonvision/nn';
import sharp from 'sharp';
import type { ChartTheme } from '../charts/index.ts';
import { findTarget, type Project } from '../config/index.ts';
import { readSamples, renderInput, type Sample, selectTarget } from '../dataset/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { writeFileAtomic } from '../files/index.ts';
import { augmentModel, type ModelBuilder } from '../models/index.ts';
import { type Tile, tileSheet } from '../sheets/index.ts';
import { chooseEvenly } from './contactSheet.ts';
import { sealedSplit } from './inspectProject.ts';

/** Options of `augmentationSheet`. */
export interface AugmentationSheetOptions {
  project: Project;
  /** Model whose leading layers are applied after `train.augmentation`. */
  model: ModelBuilder;
  /** Name of the model, for the title and the file. */
  modelName: string;
  /** Default: the target of the project. */
  target?: string;
  /** Ids of samples. Default: six training samples, spread over the classes. */
  samples?: readonly string[];
  /** Number of augmented images per sample, 1 to 50, for epochs 1, 2, ... Default 6. */
  variants?: number;
  /** Seed of the run. Default 0. */
  seed?: number;
  theme?: ChartTheme;
  signal?: AbortSignal;
}

/** A written sheet of augmented samples. */
export interface AugmentationSheet {
  /** Path relative to the project folder, with `/`. */
  file: string;
  /** Ids of the samples, from top to bottom. */
  samples: string[];
  variants: number;
}

/** Number of rows unless samples are given. */
const DEFAULT_ROWS = 6;
const MAX_VARIANTS = 50;
const MAX_TILE = { width: 150, height: 240 };

interface Numbered {
  sample: Sample;
  classIndex: number;
  /** Index in the training data, which seeds the augmentation; 0 in other splits. */
  number: number;
}

/** Numbers the samples of the target; `training` has those of the training split. */
async function numberSamples(project: Project, target: string | undefined) {
  const samples = await readSamples(project);
  const split = await sealedSplit(project);
  const { items } = selectTarget(samples, findTarget(project, target));
  const training: Numbered[] = [];
  const others: Numbered[] = [];
  for (const item of items) {
    if (split === undefined || split.assignments[item.sample.id] === 'train')
      training.push({ ...item, number: training.length });
    else others.push({ ...item, number: 0 });
  }
  return { training, all: [...training, ...others] };
}

/** Chooses samples evenly from all classes. */
function spreadOverClasses(items: readonly Numbered[], count: number): Numbered[] {
  const classes = Map.groupBy(items, ({ classIndex }) => classIndex);
  const share = Math.ceil(count / Math.max(1, classes.size));
  return [...classes.values()].flatMap((members) => chooseEvenly(members, share)).slice(0, count);
}

function findById(items: readonly Numbered[], ids: readonly string[]): Numbered[] {
  return ids.map((id) => {
    const item = items.find(({ sample }) => sample.id === id);
    if (item === undefined)
      throw new UserError(`sample ${id} not found in this target`, {
        remedy: 'The ids are in dataset/samples.json and on the contact sheets.',
        exitCode: 2,
      });
    return item;
  });
}

/**
 * Writes `dataset/inspect/augmentation-<model>.png`: one row per sample with the image as in evaluation, followed by
 * the augmented images of training epochs 1, 2, ... They are rendered by the engine, so with the seed of a run they are
 * the images of that run, without rescaling.
 *
 * @throws UserError when there are no samples, a sample is unknown, the model has no augmentation or the number of
 *   variants is not between 1 and 50 (exit code 2); InterruptedError when `signal` aborts
 *
 * @example
 * const { build } = await findModel('tuned');
 * await augmentationSheet({ project, model: build, modelName: 'tuned', variants: 8 });
 */
export async function augmentationSheet(options: AugmentationSheetOptions): Promise<AugmentationSheet> {
  const { project, modelName, variants = 6, seed = 0, theme, signal } = options;
  if (!Number.isInteger(variants) || variants < 1 || variants > MAX_VARIANTS)
    throw new UserError(`the number of variants must be between 1 and ${MAX_VARIANTS}, got ${variants}`, {
      exitCode: 2,
    });
  const target = findTarget(project, options.target);
  const size = { height: project.input.height, width: project.input.width, channels: 3 as const };
  const plain = options.model(size, target.classes.length, { seed });
  const { model } = augmentModel(plain, project.train.augmentation ?? {});
  if (!model.chain.layers.some(({ spec }) => isAugmentation(spec)))
    throw new UserError(`the model ${modelName} has no augmentation`, {
      remedy: 'Add layers such as layers.randomFlip() or layers.randomFog({ strength: 0.5 }) before its first layer.',
      exitCode: 2,
    });
  const { training, all } = await numberSamples(project, options.target);
  const chosen =
    options.samples === undefined ? spreadOverClasses(training, DEFAULT_ROWS) : findById(all, options.samples);
  if (chosen.length === 0)
    throw new UserError(`no samples of the target ${target.name} to augment`, {
      where: project.paths.samples,
      remedy: 'Run `toonvision extract` and check the problems it reports.',
    });

  const scale = Math.min(1, MAX_TILE.width / size.width, MAX_TILE.height / size.height);
  const tile = {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
  const tiles: Tile[] = [];
  for (const { sample, number } of chosen) {
    const pixels = await renderInput(join(project.directory, sample.crop), project.input);
    for (let epoch = 0; epoch <= variants; epoch += 1) {
      if (signal?.aborted === true) throw new InterruptedError('the sheet was interrupted', 'Run the command again.');
      const augmented = await augmentImage(model, pixels, {
        seed,
        sample: number,
        epoch: Math.max(1, epoch),
        training: epoch > 0,
      });
      const small = await sharp(augmented.bytes, { raw: size })
        .resize({ ...tile, fit: 'fill' })
        .raw()
        .toBuffer();
      tiles.push({ ...tile, pixels: small, caption: epoch === 0 ? sample.id : `epoch ${epoch}` });
    }
  }
  const sheet = await tileSheet(tiles, {
    title: `Augmented training images of ${modelName}, seed ${seed}`,
    tileWidth: Math.max(40, tile.width),
    tileHeight: tile.height,
    columns: variants + 1,
    format: 'png',
    theme,
  });
  const file = `dataset/inspect/augmentation-${modelName.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')}.png`;
  await writeFileAtomic(join(project.directory, file), sheet);
  return { file, samples: chosen.map(({ sample }) => sample.id), variants };
}
