// One pass over all crops: pixel facts, and the mean image of each class.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { readImageSize, type Sample } from '../dataset/index.ts';
import { InterruptedError } from '../errors/index.ts';
import type { CropFacts } from '../quality/index.ts';
import { inParallel, startThreadPool, threadProgram } from '../threads/index.ts';
import { type CropAnswer, type CropJob, type CropReading, readCrops } from './readCrops.ts';

/** The mean image of the samples of one class. */
interface MeanImage {
  part: string;
  className: string;
  count: number;
  width: number;
  height: number;
  /** `height` x `width` x 3 bytes. */
  pixels: Uint8Array;
}

export interface ImageReading {
  facts: Map<string, CropFacts>;
  unreadable: { id: string; reason: string }[];
  /** Size of each screenshot that can be read, by its path. */
  screenshots: Map<string, { width: number; height: number }>;
  means: MeanImage[];
}

export interface ReadImagesOptions {
  project: Project;
  samples: readonly Sample[];
  /** Label parts whose classes get a mean image. */
  meanParts: readonly string[];
  /** Called with the number of crops read and the total. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Number of screenshots read concurrently. */
const MAX_CONCURRENT_READS = 16;
/** Number of crops per thread job. */
const CROPS_PER_JOB = 64;
/** Maximum number of samples per mean image; more make no visible difference. */
const MAX_MEAN_SAMPLES = 500;
/** Minimum number of crops that is worth starting threads for. */
const MIN_CROPS_FOR_THREADS = 400;
/** Width of a mean image in pixels; its height follows from the aspect ratio of the model's input. */
const MEAN_WIDTH = 80;

function checkSignal(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new InterruptedError('reading the crops was interrupted', 'Run the command again; nothing was written.');
}

/** Calls `work` for each item, in concurrent batches. */
async function forEachBatch<T>(items: readonly T[], signal: AbortSignal | undefined, work: (item: T) => Promise<void>) {
  for (let from = 0; from < items.length; from += MAX_CONCURRENT_READS) {
    checkSignal(signal);
    await Promise.all(items.slice(from, from + MAX_CONCURRENT_READS).map(work));
  }
}

/** Keys of the means that a sample counts for, such as `["suit","bb"]`. */
function classesOf({ parts }: Sample, meanParts: readonly string[]): string[] {
  return meanParts.flatMap((part) => (Object.hasOwn(parts, part) ? [JSON.stringify([part, parts[part]])] : []));
}

/** Chooses the samples of each mean: all of a class, or an evenly spread subset of a large class. */
function chooseMeanImages(samples: readonly Sample[], meanParts: readonly string[]): Map<string, string[]> {
  const members = samples.flatMap((sample) => classesOf(sample, meanParts).map((key) => ({ key, id: sample.id })));
  const chosen = new Map<string, string[]>();
  for (const [key, inside] of Map.groupBy(members, (member) => member.key)) {
    const step = Math.max(1, inside.length / MAX_MEAN_SAMPLES);
    for (let at = 0; at < inside.length; at += step) {
      const id = inside[Math.floor(at)]?.id ?? '';
      chosen.set(id, [...(chosen.get(id) ?? []), key]);
    }
  }
  return chosen;
}

/**
 * Reads every crop once. Unreadable crops are listed, never skipped silently. Mean images are stretched to the shape of
 * the model's input and computed from at most 500 evenly spread samples per class.
 *
 * @throws InterruptedError when `signal` aborts
 */
export async function readImages({
  project,
  samples,
  meanParts,
  onProgress,
  signal,
}: ReadImagesOptions): Promise<ImageReading> {
  const [width, height] = [
    MEAN_WIDTH,
    Math.max(1, Math.round((MEAN_WIDTH * project.input.height) / project.input.width)),
  ];
  const target: CropReading = { directory: project.directory, width, height };
  const chosen = chooseMeanImages(samples, meanParts);
  const jobs = Array.from({ length: Math.ceil(samples.length / CROPS_PER_JOB) }, (_, at): CropJob => {
    const some = samples.slice(at * CROPS_PER_JOB, (at + 1) * CROPS_PER_JOB);
    return { crops: some.map(({ id, crop }) => ({ id, crop, small: chosen.has(id) })) };
  });
  const threads = Math.min(16, availableParallelism());
  const pool =
    samples.length < MIN_CROPS_FOR_THREADS
      ? undefined
      : startThreadPool<CropJob, CropAnswer>(threadProgram('./cropWorker', import.meta.url), {
          threads,
          start: target,
        });
  const read = new Map<string, CropFacts>();
  const broken = new Map<string, { id: string; reason: string }>();
  const sums = new Map<string, { count: number; values: Float64Array }>();
  let done = 0;
  try {
    await inParallel(
      jobs,
      async (job) => {
        const answer = await (pool === undefined ? readCrops(target, job) : pool.run(job));
        for (const [id, facts] of answer.facts) read.set(id, facts);
        for (const fault of answer.unreadable) broken.set(fault.id, fault);
        // Sums of whole numbers are exact, so the order of reading does not matter.
        for (const [id, pixels] of answer.small) for (const key of chosen.get(id) ?? []) addTo(sums, key, pixels);
        done += job.crops.length;
        onProgress?.(done, samples.length);
      },
      {
        limit: threads,
        signal,
        interrupted: {
          what: 'reading the crops was interrupted',
          remedy: 'Run the command again; nothing was written.',
        },
      },
    );
  } finally {
    await pool?.end();
  }
  // In the order of the samples, whichever was read first.
  const facts = new Map<string, CropFacts>();
  const unreadable: ImageReading['unreadable'] = [];
  const counts = new Map<string, number>();
  for (const sample of samples) {
    const [found, fault] = [read.get(sample.id), broken.get(sample.id)];
    if (found !== undefined) facts.set(sample.id, found);
    if (fault !== undefined) unreadable.push(fault);
    else for (const key of classesOf(sample, meanParts)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const screenshots = new Map<string, { width: number; height: number }>();
  await forEachBatch([...new Set(samples.map(({ screenshot }) => screenshot))], signal, async (file) => {
    // A missing screenshot is not an issue of the crops; its boxes are judged by their flags.
    const found = await readImageSize(join(project.directory, file));
    if (found !== undefined) screenshots.set(file, found);
  });
  const means = [...counts].flatMap(([key, count]): MeanImage[] => {
    const sum = sums.get(key);
    if (sum === undefined) return [];
    const [part = '', className = ''] = JSON.parse(key) as string[];
    const pixels = Uint8Array.from(sum.values, (value) => Math.round(value / sum.count));
    return [{ part, className, count, width, height, pixels }];
  });
  return { facts, unreadable, screenshots, means };
}

function addTo(sums: Map<string, { count: number; values: Float64Array }>, key: string, pixels: Uint8Array): void {
  let sum = sums.get(key);
  if (sum === undefined) {
    sum = { count: 0, values: new Float64Array(pixels.length) };
    sums.set(key, sum);
  }
  sum.count += 1;
  const { values } = sum;
  for (let at = 0; at < values.length; at += 1) values[at] = (values[at] ?? 0) + (pixels[at] ?? 0);
}
