// Reads which pixels of a crop the object covers, from `NAME.truth.json` next to the screenshot.
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { z } from 'zod';
import { decodeRle } from '../../demo/index.ts';
import { UserError } from '../../errors/index.ts';
import { readJson } from '../../files/index.ts';
import type { Subject } from '../explainedSample.ts';

const count = z.int().min(0);
const truthSchema = z.object({
  objects: z.array(
    z.object({
      name: z.string(),
      silhouette: z.object({ size: z.tuple([z.int().min(1), z.int().min(1)]), counts: z.array(count) }),
    }),
  ),
});

/** Silhouette of an object in its crop. */
export interface Silhouette {
  /** One byte per pixel of the crop, row by row: 1 inside the object. */
  mask: Uint8Array;
  width: number;
  height: number;
}

/**
 * Reads the silhouette of a sample.
 *
 * @returns undefined if there is no `NAME.truth.json` or the object is not in it
 * @throws UserError if the file is damaged
 */
export async function readSilhouette({ source }: Pick<Subject, 'source'>): Promise<Silhouette | undefined> {
  if (source === undefined) return undefined;
  const { screenshot, object, label, region } = source;
  const path = `${screenshot.slice(0, screenshot.length - extname(screenshot).length)}.truth.json`;
  if ((await stat(path).catch(() => undefined))?.isFile() !== true) return undefined;
  const remedy = 'Restore the file, or delete it to continue without the silhouettes of this screenshot.';
  const { objects } = await readJson(path, truthSchema, { remedy });
  const entry = objects[object - 1];
  // If annotations have been edited since, their order no longer matches.
  if (entry === undefined || entry.name !== label) return undefined;
  const [imageHeight, imageWidth] = entry.silhouette.size;
  const total = entry.silhouette.counts.reduce((sum, run) => sum + run, 0);
  if (total !== imageHeight * imageWidth) {
    throw new UserError(
      `expected ${imageHeight * imageWidth} pixels in the silhouette of object ${object}, got ${total}`,
      { where: path, remedy },
    );
  }
  const whole = decodeRle(entry.silhouette);
  const width = region.xmax - region.xmin;
  const height = region.ymax - region.ymin;
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const from = (region.ymin + y) * imageWidth + region.xmin;
    mask.set(whole.subarray(from, from + width), y * width);
  }
  return { mask, width, height };
}
