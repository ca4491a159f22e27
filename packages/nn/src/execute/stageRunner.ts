// Runs a pass of a stage over the samples of a slot, in the memory of one worker.
import type { Machine } from '../kernels.ts';
import {
  addGradientSums,
  addValueSums,
  batchBackward,
  batchSums,
  clearBatchSums,
  type Draw,
  type Planes,
  setBatchStatistics,
  setGradientMeans,
} from '../steps/index.ts';
import { clearGradients, readGradients, runBackward, runForward } from './runPlan.ts';
import type { Barrier, StageBuffers, StagePass, Stages } from './stages.ts';

/** Access to the samples of a task by their position in the batch. */
export interface StageInput {
  /** Reads the pixels. */
  load(position: number): void;
  draw(position: number): Draw;
  /** After the last stage: writes outputs, loss and the gradient of the logits. False without a loss. */
  loss(position: number): boolean;
}

/** A slot and its positions in the batch, from `start` up to but not including `end`. */
export interface SlotRange {
  slot: number;
  start: number;
  end: number;
}

export class StageRunner {
  readonly #machine: Machine;
  readonly #stages: Stages;
  readonly #samples: Float32Array;
  readonly #sums: Float64Array;
  readonly #statistics: Float64Array;

  constructor(machine: Machine, stages: Stages, buffers: StageBuffers) {
    this.#machine = machine;
    this.#stages = stages;
    this.#samples = new Float32Array(buffers.samples);
    this.#sums = new Float64Array(buffers.sums);
    this.#statistics = new Float64Array(buffers.statistics);
  }

  /** Before the first slot of a pass: sets the statistics that the previous pass produced. */
  start({ direction, stage }: StagePass): void {
    const barrier = this.#stages.barriers[direction === 'forward' ? stage - 1 : stage];
    if (barrier === undefined) return;
    const { step, statistics } = barrier;
    const pairs = 2 * step.from.channels;
    if (direction === 'forward') {
      setBatchStatistics(this.#machine, step, this.#statistics.subarray(statistics, statistics + pairs));
    } else {
      const from = statistics + pairs;
      setGradientMeans(this.#machine, step, this.#statistics.subarray(from, from + pairs));
    }
  }

  /** Runs a pass over a slot; the gradients of its weights are written to `gradient`. */
  run(pass: StagePass, { slot, start, end }: SlotRange, input: StageInput, gradient: Float32Array): void {
    const { stages, barriers } = this.#stages;
    const forwardOnly = pass.direction === 'forward' && pass.stage < barriers.length;
    // A forward pass sums at the barrier after the stage, a backward pass at the barrier before it.
    const summed = barriers[forwardOnly ? pass.stage : pass.stage - 1];
    const stage = stages[pass.stage];
    if (stage === undefined) return;
    if (summed !== undefined) clearBatchSums(this.#machine, summed.step);
    if (!forwardOnly) clearGradients(this.#machine, stage.backward);
    for (let position = start; position < end; position++) {
      this.#forward(pass.stage, position, input);
      if (forwardOnly) this.#endForward(summed, position);
      else this.#backward(pass, position, input);
    }
    if (!forwardOnly) readGradients(this.#machine, stage.backward, gradient);
    if (summed !== undefined) {
      this.#sums.set(batchSums(this.#machine, summed.step), slot * this.#stages.slotDoubles);
    }
  }

  #forward(number: number, position: number, input: StageInput): void {
    const before = this.#stages.barriers[number - 1];
    if (before === undefined) input.load(position);
    else this.#restore(before, position, before.step.input.value);
    const stage = this.#stages.stages[number];
    if (stage !== undefined) runForward(this.#machine, stage.forward, input.draw(position));
  }

  #endForward(barrier: Barrier | undefined, position: number): void {
    if (barrier === undefined) return;
    addValueSums(this.#machine, barrier.step);
    this.#keep(barrier, position, barrier.step.input.value);
  }

  #backward({ direction, stage: number }: StagePass, position: number, input: StageInput): void {
    const { stages, barriers } = this.#stages;
    if (direction === 'forward') {
      if (!input.loss(position)) return;
    } else {
      const after = barriers[number];
      if (after === undefined) return;
      this.#restore(after, position, after.step.input.gradient);
      batchBackward(this.#machine, after.step);
    }
    const stage = stages[number];
    if (stage !== undefined) runBackward(this.#machine, stage.backward);
    const before = barriers[number - 1];
    if (before === undefined) return;
    addGradientSums(this.#machine, before.step);
    if (before.step.input.gradient !== 0) this.#keep(before, position, before.step.input.gradient);
  }

  // The barrier's input, or its gradient, in the memory of this worker. Both have the same layout.
  #inWorker({ input }: { input: Planes }, address: number): Float32Array {
    const from = (address - input.origin) / 4;
    return this.#machine.floats.subarray(from, from + input.bytes / 4);
  }

  #inBatch({ offset, floats }: Barrier, position: number): Float32Array {
    const from = position * this.#stages.sampleFloats + offset;
    return this.#samples.subarray(from, from + floats);
  }

  #keep(barrier: Barrier, position: number, address: number): void {
    this.#inBatch(barrier, position).set(this.#inWorker(barrier.step, address));
  }

  #restore(barrier: Barrier, position: number, address: number): void {
    this.#inWorker(barrier.step, address).set(this.#inBatch(barrier, position));
  }
}
