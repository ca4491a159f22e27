// A worker thread that draws the screenshots it is sent, one at a time.
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { UserError } from '../errors/index.ts';
import { drawShot } from './drawShot.ts';
import type { Shot } from './layout.ts';

export interface WorkerStart {
  seed: number;
  directory: string;
}

/** Answer of the worker for each shot; a UserError is sent as its parts. */
export type WorkerAnswer =
  | { done: true }
  | { done: false; user: true; what: string; exitCode: 1 | 2 | 130 }
  | { done: false; user: false; what: string };

// There is one worker per core, so threads of sharp would only compete.
sharp.concurrency(1);
sharp.cache(false);

const { seed, directory } = workerData as WorkerStart;

async function draw(shot: Shot): Promise<WorkerAnswer> {
  try {
    await drawShot(shot, seed, directory);
    return { done: true };
  } catch (error) {
    if (error instanceof UserError) return { done: false, user: true, what: error.message, exitCode: error.exitCode };
    return { done: false, user: false, what: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on('message', async (shot: Shot) => {
  parentPort?.postMessage(await draw(shot));
});
