// A thread that looks at pictures, or at boxes in them, with a run's model.
import { workerData } from 'node:worker_threads';
import { modelFromFiles } from '@toonvision/nn';
import type { InputSize } from '../config/index.ts';
import { type Box, decodeImage, resizeCrop } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { serveJobs } from '../threads/index.ts';
import { type Look, openLook } from './features.ts';

export interface LookStart {
  modelJson: string;
  weights: Uint8Array;
  input: InputSize;
}

/** A picture, and the boxes in it; none for the whole. */
export interface LookJob {
  file: string;
  boxes: readonly Box[];
}

/** One look a box; `unread` says why the picture cannot be read. */
export type LookAnswer = { looks: Look[] } | { unread: string };

const start = workerData as LookStart;
const opened = openLook(modelFromFiles(start));

serveJobs(async ({ file, boxes }: LookJob): Promise<LookAnswer> => {
  const look = await opened;
  try {
    const picture = await decodeImage(file);
    const whole = { xmin: 0, ymin: 0, xmax: picture.width, ymax: picture.height };
    const asked = boxes.length === 0 ? [whole] : boxes;
    return { looks: asked.map((box) => look(resizeCrop(picture, box, start.input))) };
  } catch (error) {
    if (error instanceof UserError) return { unread: error.message };
    throw error;
  }
});
