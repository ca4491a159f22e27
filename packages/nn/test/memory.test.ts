// Memory: training does not grow the heap, and a worker needs little memory.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { buildChain } from '../src/chain.ts';
import { compilePlan } from '../src/compile/index.ts';
import { instantiateKernels } from '../src/kernels.ts';
import { type LayerSpec, layers } from '../src/layers/index.ts';
import { loadKernels } from '../src/platform/index.ts';

/**
 * What 40 epochs may add: their records in the history, and code that is compiled late. 256 KB are 6.4 KB an epoch;
 * one batch of this model's images is 18 KB.
 */
const HEAP_TOLERANCE = 256 * 1024;

const MEGABYTE = 1024 * 1024;
const WORKER_LIMIT = 64 * MEGABYTE;

/** Bytes in use after each of 50 epochs, in a separate process that leaks `leak` bytes per epoch on purpose. */
async function heapOfEpochs(threads: number, leak: number): Promise<number[]> {
  const script = fileURLToPath(new URL('./heapOfEpochs.ts', import.meta.url));
  const args = ['--expose-gc', '--no-warnings', script, String(threads), String(leak)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 50_000 });
  return JSON.parse(stdout);
}

it.each([0, 2])('50 epochs do not grow the heap, %i threads', async (threads) => {
  const used = await heapOfEpochs(threads, 0);
  expect(used).toHaveLength(50);
  expect(used[49]! - used[9]!).toBeLessThan(HEAP_TOLERANCE);
});

it('the measurement detects a leak of 16 KB per epoch', async () => {
  const used = await heapOfEpochs(0, 16 * 1024);
  expect(used[49]! - used[9]!).toBeGreaterThan(HEAP_TOLERANCE);
});

interface Architecture {
  filters: readonly [number, number];
  pools: readonly [number, number, number, number];
  flip?: boolean;
  dropouts?: readonly [number, number];
  /** The one that all built-in models have is 3. */
  kernelSize?: number;
}

/** Shapes of the built-in models, and the largest of the search space that they come from. */
const architectures: Record<string, Architecture> = {
  baseline: { filters: [4, 8], pools: [2, 2, 2, 2] },
  tuned: { filters: [16, 12], pools: [3, 2, 2, 3], flip: true, dropouts: [0.2, 0.3] },
  random: { filters: [8, 8], pools: [4, 1, 1, 2], dropouts: [0.2, 0.8] },
  bayesian1: { filters: [16, 20], pools: [2, 1, 4, 4], dropouts: [0, 0.5] },
  bayesian2: { filters: [12, 16], pools: [2, 2, 3, 3], dropouts: [0.1, 0.2] },
  'the largest of the search': { filters: [16, 20], pools: [2, 1, 2, 1], dropouts: [0.9, 0.9], kernelSize: 5 },
};

function specsOf({ filters, pools, flip = false, dropouts = [0, 0], kernelSize = 3 }: Architecture): LayerSpec[] {
  return [
    ...(flip ? [layers.randomFlip({ mode: 'horizontal' })] : []),
    layers.rescaling({ scale: 1 / 255 }),
    ...filters.flatMap((count, stage) => [
      layers.conv2d({ filters: count, kernelSize, padding: 'same', activation: 'relu' }),
      ...pools.slice(stage * 2, stage * 2 + 2).map((poolSize) => layers.maxPooling2d({ poolSize })),
      ...(stage === 0 ? [layers.dropout({ rate: dropouts[0] })] : []),
    ]),
    layers.flatten(),
    layers.dropout({ rate: dropouts[1] }),
    layers.dense({ units: 4, activation: 'softmax' }),
  ];
}

it.each(Object.entries(architectures))('a worker of %s at 600x200x3 needs less than 64 MB', async (_, architecture) => {
  const plan = compilePlan(buildChain(specsOf(architecture), [600, 200, 3]), { pixelFormat: 'uint8' });
  const { memory } = await instantiateKernels(await loadKernels(), plan.memoryBytes);
  expect(memory.buffer.byteLength).toBeGreaterThanOrEqual(plan.memoryBytes);
  expect(memory.buffer.byteLength).toBeLessThan(WORKER_LIMIT);
});
