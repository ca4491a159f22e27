// The data of a run: the target's samples, split, as pictures the engine reads straight from the pixel cache.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Data, pixelFile } from '@toonvision/nn';
import { findTarget, type InputSize, type Project, type Target } from '../config/index.ts';
import {
  type ClassWarning,
  foldsFolder,
  openPixelCache,
  type PixelCache,
  readSamples,
  readSplit,
  type Sample,
  SPLIT_NAMES,
  type SplitName,
  selectTarget,
} from '../dataset/index.ts';
import { UserError, unknownName } from '../errors/index.ts';
import type { RunData } from './runRecord.ts';
import { sha256 } from './sha256.ts';

/** The samples of one side, with the class number of each in the same order. */
export interface SidedSamples {
  samples: Sample[];
  labels: number[];
}

/** What a run is trained on: classes, samples of each side, pixels. */
export interface TrainingData {
  target: Target;
  sides: Record<SplitName, SidedSamples>;
  cache: PixelCache;
  /** Whether the samples of val are among those of train. */
  trainOn: 'train' | 'trainVal';
  /** What run.json keeps of it. */
  record: RunData;
  /** Classes that are too thin to learn from. */
  warnings: ClassWarning[];
}

export interface TrainingDataOptions {
  project: Project;
  /** Default: the project's own. */
  target?: string;
  /** The fold below `dataset/folds`, by name; default `dataset/split.json`. */
  fold?: string | null;
  /** `trainVal` adds the samples of val to those of train, after them, and leaves val empty. Default `train`. */
  trainOn?: 'train' | 'trainVal';
  /** Default: the project's own. */
  input?: InputSize;
  /** Called while the pixel cache is built: samples done, samples of all. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Reads samples and split, chooses those of the target and opens their pixels. The cache holds all samples of the
 * project, so that one file serves every target.
 *
 * @throws UserError when there are no samples, no split or no fold of that name yet, naming the command to run
 */
export async function openTrainingData(options: TrainingDataOptions): Promise<TrainingData> {
  const { project, onProgress, signal, trainOn = 'train' } = options;
  const target = findTarget(project, options.target);
  const samples = await readSamples(project);
  const split = await readSplit(project, samples, await splitPath(project, options.fold ?? null));
  const { items, warnings } = selectTarget(samples, target);
  const cache = await openPixelCache({
    project,
    samples,
    input: options.input,
    onProgress,
    signal,
  });

  const sides: Record<SplitName, SidedSamples> = {
    train: { samples: [], labels: [] },
    val: { samples: [], labels: [] },
    test: { samples: [], labels: [] },
  };
  for (const { sample, classIndex } of items) {
    const side = sides[split.assignments[sample.id] ?? 'train'];
    side.samples.push(sample);
    side.labels.push(classIndex);
  }
  if (trainOn === 'trainVal') {
    sides.train.samples.push(...sides.val.samples);
    sides.train.labels.push(...sides.val.labels);
    sides.val = { samples: [], labels: [] };
  }
  const count = (part: SplitName) => sides[part].samples.length;
  return {
    target,
    sides,
    cache,
    warnings,
    trainOn,
    record: {
      train: count('train'),
      val: count('val'),
      test: count('test'),
      fingerprints: {
        samples: split.fingerprint,
        // Of the sides alone: how the split was made does not matter to what a model saw.
        split: sha256(JSON.stringify(SPLIT_NAMES.map((part) => sides[part].samples.map(({ id }) => id)))),
        pixels: cache.fingerprint,
      },
    },
  };
}

/**
 * The file of a fold below `dataset/folds`, or `dataset/split.json` for null.
 *
 * @throws UserError (exit code 2) naming the nearest fold when there is none of that name
 */
async function splitPath(project: Project, fold: string | null): Promise<string> {
  if (fold === null) return project.paths.split;
  const folder = foldsFolder(project);
  const files = await readdir(folder).catch(() => []);
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
  if (names.includes(fold)) return join(folder, `${fold}.json`);
  throw unknownName(
    'fold',
    fold,
    names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
    {
      where: folder,
      remedy:
        names.length === 0
          ? 'Make some with `toonvision split --folds 5`, or one for each street with `--leave-out street`.'
          : undefined,
    },
  );
}

/**
 * The pictures and labels of one side, for the engine.
 *
 * @throws UserError when the side has no sample of the target
 */
export function sideData({ sides, cache, target, trainOn }: TrainingData, part: SplitName): Data {
  const { samples, labels } = sides[part];
  if (part === 'val' && trainOn === 'trainVal')
    throw new UserError('the run was trained on train and val together: it has no validation samples', {
      remedy: 'Look at the test split, or at a run that was trained on train alone.',
      exitCode: 2,
    });
  if (samples.length === 0) {
    throw new UserError(`the ${part} split has no sample of the target ${target.name}`, {
      remedy: 'Give it a share, for example `toonvision split --ratio 60/20/20 --force`.',
    });
  }
  const indices = samples.map(({ id }) => cache.indexOf.get(id) ?? -1);
  const { path, height, width, channels } = cache;
  return { images: pixelFile({ path, height, width, channels, indices }), labels };
}
