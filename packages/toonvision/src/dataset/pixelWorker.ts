// Worker thread that writes the samples of screenshots to a pixel cache.
import { openSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { serveJobs } from '../threads/index.ts';
import { type PixelTarget, type ScreenshotJob, writePixels } from './writePixels.ts';

export interface PixelWorkerStart extends PixelTarget {
  /** Path of the partial cache. */
  path: string;
}

const { path, ...target } = workerData as PixelWorkerStart;
// Closed by the system when the thread ends.
const file = openSync(path, 'r+');

serveJobs((job: ScreenshotJob) => writePixels(target, file, job));
