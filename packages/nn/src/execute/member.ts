// One member of the team: its own memory and plan, working through slots of a batch, in a worker or in this thread.
import { buildChain } from '../chain.ts';
import { compilePlan, type Plan } from '../compile/index.ts';
import { instantiateKernels, type Machine, machineOf } from '../kernels.ts';
import { openImages } from '../platform/node.ts';
import { type StreamKey, streamKey } from '../random.ts';
import type { ImageReader } from './images.ts';
import { type Job, type Setup, SLOTS, slotSize } from './job.ts';
import {
  clearGradients,
  packWeights,
  preparePlan,
  readGradients,
  runBackward,
  runForward,
  streamsOf,
} from './runPlan.ts';

export class Member {
  readonly #machine: Machine;
  readonly #plan: Plan;
  readonly #readers: ImageReader[];
  readonly #keys: Map<string, StreamKey>;
  readonly #parameters: Float32Array;
  readonly #slots: Float32Array;
  readonly #outputs: Float32Array;
  readonly #losses: Float64Array;
  readonly #next: Int32Array;

  private constructor(machine: Machine, plan: Plan, setup: Setup) {
    this.#machine = machine;
    this.#plan = plan;
    this.#readers = setup.sources.map(openImages);
    this.#parameters = new Float32Array(setup.buffers.parameters);
    this.#slots = new Float32Array(setup.buffers.slots);
    this.#outputs = new Float32Array(setup.buffers.outputs);
    this.#losses = new Float64Array(setup.buffers.losses);
    this.#next = new Int32Array(setup.buffers.next);
    this.#keys = new Map(streamsOf(plan).map((name) => [name, streamKey(setup.seed, name)]));
    preparePlan(machine, plan);
  }

  static async create(module: WebAssembly.Module, setup: Setup): Promise<Member> {
    const pixelFormat = setup.sources[0]?.format ?? 'uint8';
    const plan = compilePlan(buildChain(setup.specs, setup.inputShape), { pixelFormat });
    const kernels = await instantiateKernels(module, plan.memoryBytes);
    return new Member(machineOf(kernels), plan, setup);
  }

  /** Takes slots until none is left. */
  run(job: Job): void {
    const size = slotSize(job.positions.length);
    packWeights(this.#machine, this.#plan, this.#parameters);
    for (;;) {
      const slot = Atomics.add(this.#next, 0, 1);
      const begin = slot * size;
      if (slot >= SLOTS || begin >= job.positions.length) return;
      if (job.training !== undefined) clearGradients(this.#machine, this.#plan);
      for (let at = begin; at < Math.min(begin + size, job.positions.length); at++) this.#sample(job, at);
      if (job.training !== undefined) {
        const count = this.#plan.parameters;
        readGradients(this.#machine, this.#plan, this.#slots.subarray(slot * count, (slot + 1) * count));
      }
    }
  }

  #sample(job: Job, at: number): void {
    const plan = this.#plan;
    const machine = this.#machine;
    const { kernels, bytes, floats } = machine;
    const position = job.positions[at] ?? 0;
    const pixels = bytes.subarray(plan.load.pixels, plan.load.pixels + plan.load.pixelBytes);
    this.#readers[job.source]?.read(position, pixels);
    const epoch = job.training?.epoch;
    runForward(machine, plan, epoch === undefined ? undefined : { keys: this.#keys, sample: position, epoch });
    const { logits, outputs, probabilities } = plan;
    const label = job.labels?.[at];
    if (!plan.softmax) {
      this.#outputs.set(floats.subarray(logits.value / 4, logits.value / 4 + outputs), at * outputs);
      return;
    }
    const logSum = kernels.softmax(logits.value, outputs, probabilities);
    this.#outputs.set(floats.subarray(probabilities / 4, probabilities / 4 + outputs), at * outputs);
    if (label === undefined) return;
    const scale = Math.fround(1 / job.positions.length);
    const gradient = epoch === undefined ? 0 : logits.gradient;
    this.#losses[at] = kernels.crossEntropy(logits.value, outputs, probabilities, label, logSum, scale, gradient);
    if (epoch !== undefined) runBackward(machine, plan);
  }

  close(): void {
    for (const reader of this.#readers) reader.close();
  }
}
