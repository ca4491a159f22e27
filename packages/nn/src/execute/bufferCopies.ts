// Copies of buffer regions, sent between the main thread and workers that share no memory.
import { MAX_SLOTS, slotSize } from './slots.ts';
import { startsBatch, type Task } from './task.ts';
import type { WorkerSetup } from './workerSetup.ts';

/** Bytes of a buffer and their offset in it. */
export interface BufferCopy {
  buffer: string;
  offset: number;
  bytes: ArrayBuffer;
}

type Region = Omit<BufferCopy, 'bytes'> & { length: number };
type Memory = SharedArrayBuffer | ArrayBuffer;

function memoriesOf({ buffers, stages }: WorkerSetup): Record<string, Memory> {
  return { ...buffers, ...stages };
}

// `count` records of a buffer that holds `total` records of equal length, from record `index` on.
function recordsOf(memories: Record<string, Memory>, buffer: string, total: number, index: number, count = 1): Region {
  const stride = (memories[buffer]?.byteLength ?? 0) / total;
  return { buffer, offset: index * stride, length: count * stride };
}

function copyRegions(memories: Record<string, Memory>, regions: readonly Region[]): BufferCopy[] {
  return regions.flatMap(({ buffer, offset, length }) => {
    const memory = memories[buffer];
    if (memory === undefined || length === 0) return [];
    const bytes = new ArrayBuffer(length);
    new Uint8Array(bytes).set(new Uint8Array(memory, offset, length));
    return [{ buffer, offset, bytes }];
  });
}

/** Copies what a worker needs for a task: the weights when a batch starts, and the statistics before each pass. */
export function copyInputs(setup: WorkerSetup, task: Task): BufferCopy[] {
  const memories = memoriesOf(setup);
  return copyRegions(memories, [
    ...(startsBatch(task) ? [recordsOf(memories, 'parameters', 1, 0)] : []),
    ...(task.pass === undefined ? [] : [recordsOf(memories, 'statistics', 1, 0)]),
  ]);
}

/**
 * Copies what the given slots of a task have written: the sums of a pass, and at the end of the batch the outputs,
 * losses and gradients. A worker takes the same slots in all passes of a batch, so nothing else has to be sent.
 */
export function copyResults(
  setup: WorkerSetup,
  { positions, training, pass }: Task,
  slots: Iterable<number>,
): BufferCopy[] {
  const memories = memoriesOf(setup);
  const size = slotSize(positions.length);
  const regions = Array.from(slots).flatMap((slot) => {
    const sums = pass === undefined ? [] : [recordsOf(memories, 'sums', MAX_SLOTS, slot)];
    if (pass?.last === false) return sums;
    const start = slot * size;
    const samples = Math.min(start + size, positions.length) - start;
    return [
      ...sums,
      recordsOf(memories, 'outputs', setup.batchSize, start, samples),
      recordsOf(memories, 'losses', setup.batchSize, start, samples),
      ...(training === undefined ? [] : [recordsOf(memories, 'slotGradients', MAX_SLOTS, slot)]),
    ];
  });
  return copyRegions(memories, regions);
}

/** Writes copies to their places in this thread's buffers. */
export function writeCopies(setup: WorkerSetup, copies: readonly BufferCopy[]): void {
  const memories = memoriesOf(setup);
  for (const { buffer, offset, bytes } of copies) {
    const memory = memories[buffer];
    if (memory !== undefined) new Uint8Array(memory, offset).set(new Uint8Array(bytes));
  }
}
