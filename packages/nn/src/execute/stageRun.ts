// A member's part in a batch that runs in stages: one phase over the samples of a slot.
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
import type { Barrier, Phase, StageBuffers, Stages } from './stages.ts';

/** How a stage gets at the samples of the job. */
export interface Samples {
  /** Reads the pixels of the sample at a position of the batch. */
  load(at: number): void;
  draw(at: number): Draw;
  /** After the last stage: outputs, loss and the gradient of the logits; false where there is no loss. */
  loss(at: number): boolean;
}

export class StageRun {
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

  /** Before the first slot of a phase: takes over what the phase before it found. */
  begin({ direction, stage }: Phase): void {
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

  /** Runs a phase for the positions from `begin` to before `end`; gradients of its weights go to `gradient`. */
  run(phase: Phase, slot: number, begin: number, end: number, samples: Samples, gradient: Float32Array): void {
    const { stages, barriers } = this.#stages;
    const forwardOnly = phase.direction === 'forward' && phase.stage < barriers.length;
    // Forward a stage ends at its own barrier, backward at the one before.
    const summed = barriers[forwardOnly ? phase.stage : phase.stage - 1];
    const stage = stages[phase.stage];
    if (stage === undefined) return;
    if (summed !== undefined) clearBatchSums(this.#machine, summed.step);
    if (!forwardOnly) clearGradients(this.#machine, stage.backward);
    for (let at = begin; at < end; at++) {
      this.#forward(phase.stage, at, samples);
      if (forwardOnly) this.#endForward(summed, at);
      else this.#backward(phase, at, samples);
    }
    if (!forwardOnly) readGradients(this.#machine, stage.backward, gradient);
    if (summed !== undefined) {
      this.#sums.set(batchSums(this.#machine, summed.step), slot * this.#stages.slotDoubles);
    }
  }

  #forward(number: number, at: number, samples: Samples): void {
    const before = this.#stages.barriers[number - 1];
    if (before === undefined) samples.load(at);
    else this.#restore(before, at, before.step.input.value);
    const stage = this.#stages.stages[number];
    if (stage !== undefined) runForward(this.#machine, stage.forward, samples.draw(at));
  }

  #endForward(barrier: Barrier | undefined, at: number): void {
    if (barrier === undefined) return;
    addValueSums(this.#machine, barrier.step);
    this.#keep(barrier, at, barrier.step.input.value);
  }

  #backward({ direction, stage: number }: Phase, at: number, samples: Samples): void {
    const { stages, barriers } = this.#stages;
    if (direction === 'forward') {
      if (!samples.loss(at)) return;
    } else {
      const own = barriers[number];
      if (own === undefined) return;
      this.#restore(own, at, own.step.input.gradient);
      batchBackward(this.#machine, own.step);
    }
    const stage = stages[number];
    if (stage !== undefined) runBackward(this.#machine, stage.backward);
    const before = barriers[number - 1];
    if (before === undefined) return;
    addGradientSums(this.#machine, before.step);
    if (before.step.input.gradient !== 0) this.#keep(before, at, before.step.input.gradient);
  }

  // The barrier's input or its gradient in this worker's memory; both are laid out alike.
  #own({ input }: { input: Planes }, address: number): Float32Array {
    const from = (address - input.origin) / 4;
    return this.#machine.floats.subarray(from, from + input.bytes / 4);
  }

  #shared({ begin, floats }: Barrier, at: number): Float32Array {
    const from = at * this.#stages.sampleFloats + begin;
    return this.#samples.subarray(from, from + floats);
  }

  #keep(barrier: Barrier, at: number, address: number): void {
    this.#shared(barrier, at).set(this.#own(barrier.step, address));
  }

  #restore(barrier: Barrier, at: number, address: number): void {
    this.#own(barrier.step, address).set(this.#shared(barrier, at));
  }
}
