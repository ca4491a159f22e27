// A worker thread that fills a pixel cache, screenshot by screenshot.
import { openSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { serveJobs } from '../threads/index.ts';
import { type PixelTarget, type ScreenshotJob, writePixels } from './writePixels.ts';

export interface PixelWorkerStart extends PixelTarget {
  /** The file in the making. */
  path: string;
}

const { path, ...target } = workerData as PixelWorkerStart;
// The system closes it with the thread's end.
const file = openSync(path, 'r+');

serveJobs((job: ScreenshotJob) => writePixels(target, file, job));
