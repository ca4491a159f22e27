// Starts a worker pool that trains a chain on one image source, as `fit` does.
import type { Chain } from '../src/chain.ts';
import { compilePlan } from '../src/compile/index.ts';
import { type ImageSource, makeWorkerBuffers, startWorkerPool, type WorkerPool } from '../src/execute/index.ts';

export interface StartPoolOptions {
  /** Seed of augmentation and dropout. */
  seed: number;
  /** Default 0: the calling thread. */
  threads?: number;
}

/** A pool for batches of up to all images of the source. */
export function startPool(
  chain: Chain,
  source: ImageSource,
  { seed, threads = 0 }: StartPoolOptions,
): Promise<WorkerPool> {
  const plan = compilePlan(chain, { pixelFormat: source.format });
  const batchSize = source.count;
  const buffers = makeWorkerBuffers(plan, batchSize, true);
  return startWorkerPool({ plan, sources: [source], seed, batchSize, buffers }, threads);
}
