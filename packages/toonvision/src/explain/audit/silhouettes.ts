// Which pixels of a sample's crop its object covers, where the data know it: `NAME.truth.json` beside a screenshot.
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

/** One byte a pixel of the crop, row by row: 1 inside the object. */
export interface Silhouette {
  mask: Uint8Array;
  width: number;
  height: number;
}

/**
 * The silhouette of a sample, or undefined where there is no `NAME.truth.json` or it does not know the object.
 *
 * @throws UserError naming a file that is damaged
 */
export async function readSilhouette({ source }: Pick<Subject, 'source'>): Promise<Silhouette | undefined> {
  if (source === undefined) return undefined;
  const { screenshot, object, label, region } = source;
  const path = `${screenshot.slice(0, screenshot.length - extname(screenshot).length)}.truth.json`;
  if ((await stat(path).catch(() => undefined))?.isFile() !== true) return undefined;
  const remedy = 'Restore the file, or delete it to go on without the silhouettes of this screenshot.';
  const { objects } = await readJson(path, truthSchema, { remedy });
  const found = objects[object - 1];
  // Annotations that were edited since are no longer in the order of the truth.
  if (found === undefined || found.name !== label) return undefined;
  const [imageHeight, imageWidth] = found.silhouette.size;
  const total = found.silhouette.counts.reduce((sum, run) => sum + run, 0);
  if (total !== imageHeight * imageWidth) {
    throw new UserError(
      `the silhouette of object ${object} has ${total} pixels, the image ${imageHeight * imageWidth}`,
      { where: path, remedy },
    );
  }
  const whole = decodeRle(found.silhouette);
  const width = region.xmax - region.xmin;
  const height = region.ymax - region.ymin;
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const from = (region.ymin + y) * imageWidth + region.xmin;
    mask.set(whole.subarray(from, from + width), y * width);
  }
  return { mask, width, height };
}
