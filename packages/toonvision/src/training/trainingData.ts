// The data of a run: the samples of a target by split, with pixels read from the pixel cache.
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

/** The samples of a split, with class indices in the same order. */
export interface SidedSamples {
  samples: Sample[];
  labels: number[];
}

/** Data of a run: classes, samples per split, pixels. */
export interface TrainingData {
  target: Target;
  sides: Record<SplitName, SidedSamples>;
  cache: PixelCache;
  /** Whether validation samples are part of the training samples. */
  trainOn: 'train' | 'trainVal';
  /** Summary stored in run.json. */
  record: RunData;
  /** Warnings about classes with too few samples. */
  warnings: ClassWarning[];
}

export interface TrainingDataOptions {
  project: Project;
  /** Default: from the project. */
  target?: string;
  /** Name of the fold in `dataset/folds`. Default: `dataset/split.json`. */
  fold?: string | null;
  /** `trainVal` appends the validation samples to the training samples and leaves val empty. Default `train`. */
  trainOn?: 'train' | 'trainVal';
  /** Default: from the project. */
  input?: InputSize;
  /** Called while the pixel cache is built, with the number of finished and of all samples. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Reads samples and split, selects those of the target and opens their pixels. The pixel cache holds all samples of the
 * project, so it is shared by all targets.
 *
 * @throws UserError if samples, split or fold are missing, with the command to run
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
        // Only the assignment of samples: how the split was created does not affect training.
        split: sha256(JSON.stringify(SPLIT_NAMES.map((part) => sides[part].samples.map(({ id }) => id)))),
        pixels: cache.fingerprint,
      },
    },
  };
}

/**
 * Path of a fold in `dataset/folds`, or of `dataset/split.json` for null.
 *
 * @throws UserError (exit code 2) if the fold is not found, with the nearest name
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
          ? 'Create folds with `toonvision split --folds 5`, or one per street with `--leave-out street`.'
          : undefined,
    },
  );
}

/**
 * Images and labels of one split, for the engine.
 *
 * @throws UserError if the split has no sample of the target
 */
export function splitData({ sides, cache, target, trainOn }: TrainingData, part: SplitName): Data {
  const { samples, labels } = sides[part];
  if (part === 'val' && trainOn === 'trainVal')
    throw new UserError('no validation samples: the run was trained on train and val together', {
      remedy: 'Use the test split, or a run that was trained on train alone.',
      exitCode: 2,
    });
  if (samples.length === 0) {
    throw new UserError(`the ${part} split has no samples of the target ${target.name}`, {
      remedy: 'Change the ratio, for example `toonvision split --ratio 60/20/20 --force`.',
    });
  }
  const indices = samples.map(({ id }) => cache.indexOf.get(id) ?? -1);
  const { path, height, width, channels } = cache;
  return { images: pixelFile({ path, height, width, channels, indices }), labels };
}
