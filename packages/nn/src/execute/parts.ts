// Without shared memory each worker has buffers of its own; parts of them travel as messages between it and the team.
import { beginsBatch, type Job, type Setup, SLOTS, slotSize } from './job.ts';

/** Bytes of one of the buffers, and where they belong. */
export interface Part {
  buffer: string;
  offset: number;
  bytes: ArrayBuffer;
}

type Region = Omit<Part, 'bytes'> & { length: number };
type Memory = SharedArrayBuffer | ArrayBuffer;

function memoriesOf({ buffers, stages }: Setup): Record<string, Memory> {
  return { ...buffers, ...stages };
}

// One of `shares` equal shares of a buffer, or `count` neighbours.
function shareOf(memories: Record<string, Memory>, buffer: string, shares: number, at: number, count = 1): Region {
  const stride = (memories[buffer]?.byteLength ?? 0) / shares;
  return { buffer, offset: at * stride, length: count * stride };
}

function copiesOf(memories: Record<string, Memory>, regions: readonly Region[]): Part[] {
  return regions.flatMap(({ buffer, offset, length }) => {
    const memory = memories[buffer];
    if (memory === undefined || length === 0) return [];
    const bytes = new ArrayBuffer(length);
    new Uint8Array(bytes).set(new Uint8Array(memory, offset, length));
    return [{ buffer, offset, bytes }];
  });
}

/** What a worker must be sent before a job: the weights of the batch, and what the phase before has found. */
export function partsBefore(setup: Setup, job: Job): Part[] {
  const memories = memoriesOf(setup);
  return copiesOf(memories, [
    ...(beginsBatch(job) ? [shareOf(memories, 'parameters', 1, 0)] : []),
    ...(job.phase === undefined ? [] : [shareOf(memories, 'statistics', 1, 0)]),
  ]);
}

/**
 * What the given slots of a job have written: sums where the job is a phase, and when the batch ends outputs, losses and
 * gradients. The same worker takes the same slots in all phases, so what they need of one another need not travel.
 */
export function partsAfter(setup: Setup, { positions, training, phase }: Job, slots: Iterable<number>): Part[] {
  const memories = memoriesOf(setup);
  const size = slotSize(positions.length);
  const regions = Array.from(slots).flatMap((slot) => {
    const sums = phase === undefined ? [] : [shareOf(memories, 'sums', SLOTS, slot)];
    if (phase?.last === false) return sums;
    const begin = slot * size;
    const samples = Math.min(begin + size, positions.length) - begin;
    return [
      ...sums,
      shareOf(memories, 'outputs', setup.batchSize, begin, samples),
      shareOf(memories, 'losses', setup.batchSize, begin, samples),
      ...(training === undefined ? [] : [shareOf(memories, 'slots', SLOTS, slot)]),
    ];
  });
  return copiesOf(memories, regions);
}

/** Writes parts where they belong. */
export function writeParts(setup: Setup, parts: readonly Part[]): void {
  const memories = memoriesOf(setup);
  for (const { buffer, offset, bytes } of parts) {
    const memory = memories[buffer];
    if (memory !== undefined) new Uint8Array(memory, offset).set(new Uint8Array(bytes));
  }
}
