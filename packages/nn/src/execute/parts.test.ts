// Parts of buffers carry exactly what a job's slots wrote, or need.
import { describe, expect, it } from 'vitest';
import { type Job, makeBuffers, type Setup, slotCount } from './job.ts';
import { partsAfter, partsBefore, writeParts } from './parts.ts';
import { sharedBuffer } from './sharedBuffer.ts';

const batchSize = 40;
const job: Job = { source: 0, positions: new Int32Array(37), training: { epoch: 1 } };

function filled(value: number): Setup {
  const buffers = makeBuffers(5, 3, batchSize, true);
  const stages = { samples: sharedBuffer(batchSize * 8), sums: sharedBuffer(16 * 24), statistics: sharedBuffer(48) };
  for (const buffer of [...Object.values(buffers), ...Object.values(stages)]) new Uint8Array(buffer).fill(value);
  return { specs: [], inputShape: [1, 1, 1], sources: [], seed: 0, batchSize, buffers, stages };
}

/** How many bytes of each buffer the parts overwrite. */
function written(parts: ReturnType<typeof partsAfter>): Record<string, number> {
  const to = filled(1);
  writeParts(to, parts);
  const memories = Object.entries({ ...to.buffers, ...to.stages });
  const counts = memories.map(
    ([name, memory]) => [name, new Uint8Array(memory).filter((b) => b === 9).length] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

describe('parts', () => {
  it('of all slots make up what a job writes, and nothing else', () => {
    const slots = Array.from({ length: slotCount(37) }, (_, i) => i);
    expect(slots).toHaveLength(13);
    const all = { slots: 13 * 5 * 4, outputs: 37 * 3 * 4, losses: 37 * 8 };
    expect(written(partsAfter(filled(9), job, slots))).toEqual(all);
    const { training: _, ...prediction } = job;
    expect(written(partsAfter(filled(9), prediction, slots))).toEqual({ outputs: all.outputs, losses: all.losses });
  });

  it('of one slot lie in its places', () => {
    const to = filled(1);
    writeParts(to, partsAfter(filled(9), job, [12]));
    // The last slot of 37 samples in 13 slots of 3 holds one sample.
    const losses = new Uint8Array(to.buffers.losses);
    expect([losses.indexOf(9), losses.lastIndexOf(9)]).toEqual([36 * 8, 37 * 8 - 1]);
    const gradients = new Uint8Array(to.buffers.slots);
    expect([gradients.indexOf(9), gradients.lastIndexOf(9)]).toEqual([12 * 20, 13 * 20 - 1]);
  });

  it('of a phase carry sums back, and the rest when the batch ends', () => {
    const first: Job = { ...job, phase: { direction: 'forward', stage: 0, last: false } };
    const last: Job = { ...job, phase: { direction: 'backward', stage: 0, last: true } };
    expect(written(partsAfter(filled(9), first, [0, 1]))).toEqual({ sums: 2 * 24 });
    expect(written(partsAfter(filled(9), last, [0]))).toEqual({ sums: 24, slots: 20, outputs: 36, losses: 24 });
  });

  it('go out with the weights when a batch begins, and with the statistics in each phase', () => {
    expect(written(partsBefore(filled(9), job))).toEqual({ parameters: 20 });
    const first: Job = { ...job, phase: { direction: 'forward', stage: 0, last: false } };
    expect(written(partsBefore(filled(9), first))).toEqual({ parameters: 20, statistics: 48 });
    const second: Job = { ...job, phase: { direction: 'forward', stage: 1, last: false } };
    expect(written(partsBefore(filled(9), second))).toEqual({ statistics: 48 });
  });
});
