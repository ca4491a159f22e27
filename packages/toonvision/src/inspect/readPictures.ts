// One pass over all crops: what their pixels say, and the mean picture of each class.
import { join } from 'node:path';
import sharp from 'sharp';
import type { Project } from '../config/index.ts';
import { decodePicture, type Sample } from '../dataset/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { type CropFacts, cropFacts, shrink } from '../quality/index.ts';

/** The mean picture of the samples of one class. */
export interface MeanPicture {
  part: string;
  className: string;
  count: number;
  width: number;
  height: number;
  /** `height` x `width` x 3 bytes. */
  pixels: Uint8Array;
}

export interface PictureReading {
  facts: Map<string, CropFacts>;
  unreadable: { id: string; reason: string }[];
  /** Size of each screenshot that can be read, by its path. */
  screenshots: Map<string, { width: number; height: number }>;
  means: MeanPicture[];
}

export interface ReadPicturesOptions {
  project: Project;
  samples: readonly Sample[];
  /** Label parts whose classes get a mean picture. */
  meanParts: readonly string[];
  /** Called with crops done and crops of all. */
  onProgress?: ((done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Crops in memory at once. */
const AT_ONCE = 16;
/** Of a mean picture; its height follows from the model's input. */
const MEAN_WIDTH = 80;

type Sum = { part: string; className: string; count: number; values: Float64Array };

function checkSignal(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new InterruptedError('reading the crops was interrupted', 'Run the command again; nothing was written.');
}

/** Calls `work` for each item, a few at a time, in order of the list within each handful. */
async function forHandfuls<T>(items: readonly T[], signal: AbortSignal | undefined, work: (item: T) => Promise<void>) {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    checkSignal(signal);
    await Promise.all(items.slice(from, from + AT_ONCE).map(work));
  }
}

/**
 * Reads every crop once. What cannot be read is listed, never skipped in silence. Mean pictures are stretched to the
 * shape of the model's input; their sums are taken in the order of the samples.
 *
 * @throws InterruptedError when `signal` aborts
 */
export async function readPictures({
  project,
  samples,
  meanParts,
  onProgress,
  signal,
}: ReadPicturesOptions): Promise<PictureReading> {
  const facts = new Map<string, CropFacts>();
  const unreadable: PictureReading['unreadable'] = [];
  const sums = new Map<string, Sum>();
  const [width, height] = [
    MEAN_WIDTH,
    Math.max(1, Math.round((MEAN_WIDTH * project.input.height) / project.input.width)),
  ];
  const add = (sample: Sample, small: Float32Array) => {
    for (const part of meanParts) {
      const className = Object.hasOwn(sample.parts, part) ? sample.parts[part] : undefined;
      if (className === undefined) continue;
      const key = JSON.stringify([part, className]);
      const sum = sums.get(key) ?? { part, className, count: 0, values: new Float64Array(width * height * 3) };
      sums.set(key, sum);
      sum.count += 1;
      for (let at = 0; at < small.length; at += 1) sum.values[at] = (sum.values[at] ?? 0) + (small[at] ?? 0);
    }
  };
  let done = 0;
  for (let from = 0; from < samples.length; from += AT_ONCE) {
    checkSignal(signal);
    const handful = samples.slice(from, from + AT_ONCE);
    const read = await Promise.all(
      handful.map(async (sample) => {
        try {
          return await decodePicture(join(project.directory, sample.crop), sample.crop);
        } catch (error) {
          if (error instanceof UserError) return error.message.split('\n')[0] ?? 'it is broken';
          throw error;
        }
      }),
    );
    handful.forEach((sample, index) => {
      const picture = read[index];
      if (picture === undefined || typeof picture === 'string') {
        unreadable.push({ id: sample.id, reason: picture ?? 'it is broken' });
        return;
      }
      facts.set(sample.id, cropFacts(picture));
      if (meanParts.length > 0) add(sample, shrink(picture, width, height));
    });
    done += handful.length;
    onProgress?.(done, samples.length);
  }
  const screenshots = new Map<string, { width: number; height: number }>();
  await forHandfuls([...new Set(samples.map(({ screenshot }) => screenshot))], signal, async (file) => {
    // The head of the file is enough. A screenshot that is gone is no fault of the crops; its boxes are judged by their flags.
    const found = await sharp(join(project.directory, file))
      .metadata()
      .catch(() => undefined);
    if (found !== undefined) screenshots.set(file, found.autoOrient);
  });
  const means = [...sums.values()].map(({ values, ...sum }): MeanPicture => {
    const pixels = Uint8Array.from(values, (value) => Math.round(value / sum.count));
    return { ...sum, width, height, pixels };
  });
  return { facts, unreadable, screenshots, means };
}
