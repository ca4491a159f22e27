// Buffer copies contain exactly what the slots of a task wrote, or what a task needs.
import { describe, expect, it } from 'vitest';
import { buildChain } from '../chain.ts';
import { compilePlan } from '../compile/index.ts';
import { layers } from '../layers/index.ts';
import { copyInputs, copyResults, writeCopies } from './bufferCopies.ts';
import { sharedBuffer } from './sharedBuffer.ts';
import { slotCount } from './slots.ts';
import type { Task } from './task.ts';
import { makeWorkerBuffers, type WorkerSetup } from './workerSetup.ts';

const batchSize = 40;
const task: Task = { source: 0, positions: new Int32Array(37), training: { epoch: 1 } };
const plan = compilePlan(buildChain([layers.flatten(), layers.dense({ units: 3 })], [1, 1, 1]));

function setupFilledWith(value: number): WorkerSetup {
  const buffers = makeWorkerBuffers({ parameters: 5, outputs: 3 }, batchSize, true);
  const stages = { samples: sharedBuffer(batchSize * 8), sums: sharedBuffer(16 * 24), statistics: sharedBuffer(48) };
  for (const buffer of [...Object.values(buffers), ...Object.values(stages)]) new Uint8Array(buffer).fill(value);
  return { plan, sources: [], seed: 0, batchSize, buffers, stages };
}

/** Number of bytes that the copies overwrite in each buffer. */
function writtenBytes(copies: ReturnType<typeof copyResults>): Record<string, number> {
  const target = setupFilledWith(1);
  writeCopies(target, copies);
  const counts = Object.entries({ ...target.buffers, ...target.stages }).map(
    ([name, memory]) => [name, new Uint8Array(memory).filter((byte) => byte === 9).length] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

describe('copyResults', () => {
  it('copies exactly what a task writes, given all slots', () => {
    const slots = Array.from({ length: slotCount(37) }, (_, i) => i);
    expect(slots).toHaveLength(13);
    const all = { slotGradients: 13 * 5 * 4, outputs: 37 * 3 * 4, losses: 37 * 8 };
    expect(writtenBytes(copyResults(setupFilledWith(9), task, slots))).toEqual(all);
    const { training: _, ...prediction } = task;
    const results = copyResults(setupFilledWith(9), prediction, slots);
    expect(writtenBytes(results)).toEqual({ outputs: all.outputs, losses: all.losses });
  });

  it('copies a single slot to its place', () => {
    const target = setupFilledWith(1);
    writeCopies(target, copyResults(setupFilledWith(9), task, [12]));
    // The last slot of 37 samples in 13 slots of 3 holds one sample.
    const losses = new Uint8Array(target.buffers.losses);
    expect([losses.indexOf(9), losses.lastIndexOf(9)]).toEqual([36 * 8, 37 * 8 - 1]);
    const gradients = new Uint8Array(target.buffers.slotGradients);
    expect([gradients.indexOf(9), gradients.lastIndexOf(9)]).toEqual([12 * 20, 13 * 20 - 1]);
  });

  it('copies the sums of a pass, and everything after the last pass of a batch', () => {
    const first: Task = { ...task, pass: { direction: 'forward', stage: 0, last: false } };
    const last: Task = { ...task, pass: { direction: 'backward', stage: 0, last: true } };
    expect(writtenBytes(copyResults(setupFilledWith(9), first, [0, 1]))).toEqual({ sums: 2 * 24 });
    const everything = { sums: 24, slotGradients: 20, outputs: 36, losses: 24 };
    expect(writtenBytes(copyResults(setupFilledWith(9), last, [0]))).toEqual(everything);
  });
});

describe('copyInputs', () => {
  it('copies the weights when a batch starts, and the statistics before each pass', () => {
    expect(writtenBytes(copyInputs(setupFilledWith(9), task))).toEqual({ parameters: 20 });
    const first: Task = { ...task, pass: { direction: 'forward', stage: 0, last: false } };
    expect(writtenBytes(copyInputs(setupFilledWith(9), first))).toEqual({ parameters: 20, statistics: 48 });
    const second: Task = { ...task, pass: { direction: 'forward', stage: 1, last: false } };
    expect(writtenBytes(copyInputs(setupFilledWith(9), second))).toEqual({ statistics: 48 });
  });
});
