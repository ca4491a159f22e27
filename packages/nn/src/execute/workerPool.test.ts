// The worker pool computes the same bits in the calling thread, over shared memory and by messages.
import { afterEach, describe, expect, it } from 'vitest';
import { buildChain } from '../chain.ts';
import { compilePlan } from '../compile/index.ts';
import { initialWeights } from '../initializers.ts';
import { type LayerSpec, layers } from '../layers/index.ts';
import { randomWords, streamKey } from '../random.ts';
import { type ImageSource, imageBytes, pixelFile } from './images.ts';
import { isShared } from './sharedBuffer.ts';
import type { Task } from './task.ts';
import { startWorkerPool, type WorkerPool } from './workerPool.ts';
import { makeWorkerBuffers, type WorkerBuffers } from './workerSetup.ts';

const inputShape = [12, 9, 3];
const [height = 1, width = 1, channels = 1] = inputShape;
const count = 40;
const classes = 3;
const batchSize = 33;
const plain: LayerSpec[] = [
  layers.rescaling({ scale: 1 / 255 }),
  layers.randomFlip(),
  layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }),
  layers.maxPooling2d(),
  layers.dropout({ rate: 0.3 }),
  layers.flatten(),
  layers.dense({ units: classes, activation: 'softmax' }),
];
// Each batch takes five passes.
const staged: LayerSpec[] = [
  layers.rescaling({ scale: 1 / 255 }),
  layers.randomFlip(),
  layers.conv2d({ filters: 4, kernelSize: 3 }),
  layers.batchNormalization(),
  layers.activation({ activation: 'relu' }),
  layers.maxPooling2d(),
  layers.conv2d({ filters: 5, kernelSize: 3 }),
  layers.batchNormalization(),
  layers.dropout({ rate: 0.3 }),
  layers.flatten(),
  layers.dense({ units: classes, activation: 'softmax' }),
];
const key = streamKey(1, 'images');
const bytes = Uint8Array.from({ length: count * height * width * channels }, (_, i) => randomWords(key, i)[0] & 255);
const labels = Int32Array.from({ length: count }, (_, i) => i % classes);

const pools: WorkerPool[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.end();
});

type Memory = 'shared memory' | 'messages';

/** As in a page without shared memory. */
function unshared(): { source: ImageSource; buffers: (shared: WorkerBuffers) => WorkerBuffers } {
  const source = imageBytes(bytes, { height, width, channels });
  const buffer = new ArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return {
    source: { ...source, store: { kind: 'memory', buffer } },
    buffers: ({ parameters, slotGradients, outputs, losses, nextSlot }) => ({
      parameters: new ArrayBuffer(parameters.byteLength),
      slotGradients: new ArrayBuffer(slotGradients.byteLength),
      outputs: new ArrayBuffer(outputs.byteLength),
      losses: new ArrayBuffer(losses.byteLength),
      nextSlot: new ArrayBuffer(nextSlot.byteLength),
    }),
  };
}

async function startPool(
  specs: LayerSpec[],
  threads: number,
  memory: Memory,
  source?: ImageSource,
): Promise<WorkerPool> {
  const chain = buildChain(specs, inputShape);
  const plan = compilePlan(chain);
  const shared = makeWorkerBuffers(plan, batchSize, true);
  expect(isShared(shared.parameters)).toBe(true);
  const other = unshared();
  const sharesMemory = memory === 'shared memory';
  const setup = {
    plan,
    sources: [source ?? (sharesMemory ? imageBytes(bytes, { height, width, channels }) : other.source)],
    seed: 4,
    batchSize,
    buffers: sharesMemory ? shared : other.buffers(shared),
  };
  const pool = await startWorkerPool(setup, threads);
  pools.push(pool);
  pool.parameters.set(initialWeights(chain, 4));
  return pool;
}

function taskOf(size: number, training: boolean): Task {
  const positions = Int32Array.from({ length: size }, (_, i) => (i * 7) % count);
  return {
    source: 0,
    positions,
    labels: positions.map((position) => labels[position] ?? 0),
    ...(training ? { training: { epoch: 2 } } : {}),
  };
}

async function resultOf(pool: WorkerPool, task: Task) {
  const size = task.positions.length;
  await pool.run(task);
  return {
    outputs: pool.outputs.slice(0, size * classes),
    losses: pool.losses.slice(0, size),
    gradients: task.training === undefined ? undefined : pool.gradients(size).slice(),
  };
}

describe.each(Object.entries({ plain, staged }))('a worker pool, %s', (_, specs) => {
  it.each([
    ['shared memory', 1],
    ['shared memory', 3],
    ['messages', 0],
    ['messages', 1],
    ['messages', 3],
    // More workers than slots: some have nothing to do.
    ['messages', 18],
  ] as const)('computes the same bits as the calling thread: %s, %i threads', async (memory, threads) => {
    const local = await startPool(specs, 0, 'shared memory');
    const pool = await startPool(specs, threads, memory);
    // Later tasks must not depend on earlier ones; weights change between tasks.
    for (const task of [taskOf(33, true), taskOf(1, true), taskOf(17, true), taskOf(33, false), taskOf(16, true)]) {
      const expected = await resultOf(local, task);
      expect(expected.outputs.every((value) => value > 0)).toBe(true);
      expect(await resultOf(pool, task)).toEqual(expected);
      for (const { parameters, updateMoving } of [local, pool]) {
        if (task.training !== undefined) updateMoving(parameters);
        parameters.forEach((value, i) => {
          parameters[i] = value + (i % 5) / 64;
        });
      }
    }
  });

  it('grows between batches without changing bits', async () => {
    const local = await startPool(specs, 0, 'shared memory');
    const pool = await startPool(specs, 1, 'shared memory');
    pool.grow(4);
    const task = taskOf(33, true);
    const expected = await resultOf(local, task);
    let rounds = 0;
    do {
      expect(await resultOf(pool, task)).toEqual(expected);
      await new Promise((resolve) => setTimeout(resolve, 5));
      rounds += 1;
    } while (pool.threads() < 4 && rounds < 2000);
    expect(pool.threads()).toBe(4);
    expect(await resultOf(pool, task)).toEqual(expected);
    pool.grow(2);
    expect(await resultOf(pool, task)).toEqual(expected);
    expect(pool.threads()).toBe(4);
  });
});

describe('a worker pool', () => {
  it('keeps its size without shared memory', async () => {
    const pool = await startPool(plain, 2, 'messages');
    pool.grow(4);
    await resultOf(pool, taskOf(33, true));
    expect(pool.threads()).toBe(2);
  });

  it('rejects a task larger than its batch size', async () => {
    const pool = await startPool(plain, 0, 'shared memory');
    await expect(pool.run(taskOf(34, false))).rejects.toThrow(
      'a task of 34 samples exceeds the batch size of the pool, 33',
    );
  });

  it.each(['shared memory', 'messages'] as const)('reports the error of a worker: %s', async (memory) => {
    const missing = pixelFile({ path: 'missing.pixels', height, width, channels, count });
    await expect(startPool(plain, 2, memory, missing)).rejects.toThrow('missing.pixels: cannot be opened');
  });
});
