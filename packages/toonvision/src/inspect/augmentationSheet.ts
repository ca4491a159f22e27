// A sheet of augmented pictures: chosen samples as a model sees them epoch after epoch.
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
import { evenly } from './contactSheet.ts';
import { sealedSplit } from './inspectProject.ts';

/** Options of `augmentationSheet`. */
export interface AugmentationSheetOptions {
  project: Project;
  /** The architecture whose leading layers are shown, after those of `train.augmentation`, and the name it goes by. */
  model: ModelBuilder;
  modelName: string;
  /** Default: the project's own. */
  target?: string;
  /** Ids of samples; default six of the training side, spread over the classes. */
  samples?: readonly string[];
  /** Pictures of each sample beside the plain one, 1 to 50: those of epochs 1, 2, ... Default 6. */
  variants?: number;
  /** Of the run that is looked at. Default 0. */
  seed?: number;
  theme?: ChartTheme;
  signal?: AbortSignal;
}

/** A written sheet of augmented pictures. */
export interface AugmentationSheet {
  /** Relative to the project folder, with `/`. */
  file: string;
  /** Ids of the samples on it, from top to bottom. */
  samples: string[];
  variants: number;
}

/** Rows of the sheet where no samples are named. */
const ROWS = 6;
const MOST_VARIANTS = 50;
const MOST_TILE = { width: 150, height: 240 };

interface Numbered {
  sample: Sample;
  classIndex: number;
  /** The sample's number in the training data, by which a fit draws; 0 where it is on another side. */
  number: number;
}

/** The samples of the target with their numbers; `training` holds those of the training side. */
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

/** One of each class in turn, so that a few samples show many classes. */
function spread(items: readonly Numbered[], most: number): Numbered[] {
  const classes = Map.groupBy(items, ({ classIndex }) => classIndex);
  const share = Math.ceil(most / Math.max(1, classes.size));
  return [...classes.values()].flatMap((own) => evenly(own, share)).slice(0, most);
}

function named(items: readonly Numbered[], ids: readonly string[]): Numbered[] {
  return ids.map((id) => {
    const found = items.find(({ sample }) => sample.id === id);
    if (found === undefined)
      throw new UserError(`there is no sample ${id} of this target`, {
        remedy: 'The ids are in dataset/samples.json and under the pictures of the contact sheets.',
        exitCode: 2,
      });
    return found;
  });
}

/**
 * Writes `dataset/inspect/augmentation-<model>.png`: a row a sample, first the picture as evaluation sees it, then as the
 * model sees it in training at epochs 1, 2, ... The engine's own load step draws them, so with the seed of a run they are
 * the pictures of that run, rescaling undone.
 *
 * @throws UserError when there are no samples, one named does not exist, the model augments nothing or the number of variants
 *   is not 1 to 50 (exit code 2); InterruptedError when `signal` aborts
 *
 * @example
 * const { build } = await findModel('tuned');
 * await augmentationSheet({ project, model: build, modelName: 'tuned', variants: 8 });
 */
export async function augmentationSheet(options: AugmentationSheetOptions): Promise<AugmentationSheet> {
  const { project, modelName, variants = 6, seed = 0, theme, signal } = options;
  if (!Number.isInteger(variants) || variants < 1 || variants > MOST_VARIANTS)
    throw new UserError(`a sheet shows 1 to ${MOST_VARIANTS} variants of a sample, not ${variants}`, { exitCode: 2 });
  const target = findTarget(project, options.target);
  const size = { height: project.input.height, width: project.input.width, channels: 3 as const };
  const plain = options.model(size, target.classes.length, { seed });
  const { model } = augmentModel(plain, project.train.augmentation ?? {});
  if (!model.chain.layers.some(({ spec }) => isAugmentation(spec)))
    throw new UserError(`the model ${modelName} augments nothing, so every picture is as it is`, {
      remedy: 'Put layers such as layers.randomFlip() or layers.randomFog({ strength: 0.5 }) before its first layer.',
      exitCode: 2,
    });
  const { training, all } = await numberSamples(project, options.target);
  const chosen = options.samples === undefined ? spread(training, ROWS) : named(all, options.samples);
  if (chosen.length === 0)
    throw new UserError(`there is no sample of the target ${target.name} to augment`, {
      where: project.paths.samples,
      remedy: 'Run `toonvision extract` and look at its problems.',
    });

  const scale = Math.min(1, MOST_TILE.width / size.width, MOST_TILE.height / size.height);
  const tile = {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
  const tiles: Tile[] = [];
  for (const { sample, number } of chosen) {
    const pixels = await renderInput(join(project.directory, sample.crop), project.input);
    for (let epoch = 0; epoch <= variants; epoch += 1) {
      if (signal?.aborted === true)
        throw new InterruptedError('the sheet was interrupted', 'Run the command again; it is made anew.');
      const seen = await augmentImage(model, pixels, {
        seed,
        sample: number,
        epoch: Math.max(1, epoch),
        training: epoch > 0,
      });
      const small = await sharp(seen.bytes, { raw: size })
        .resize({ ...tile, fit: 'fill' })
        .raw()
        .toBuffer();
      tiles.push({ ...tile, pixels: small, caption: epoch === 0 ? sample.id : `epoch ${epoch}` });
    }
  }
  const sheet = await tileSheet(tiles, {
    title: `What ${modelName} sees in training, seed ${seed}`,
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
