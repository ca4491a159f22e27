// One member of the team: its own memory and plan, working through slots of a batch, in a worker or in this thread.
import { buildChain } from '../chain.ts';
import { compilePlan, type Plan } from '../compile/index.ts';
import { openImages } from '../platform/node.ts';
import { type StreamKey, streamKey } from '../random.ts';
import { runBackward } from './backward.ts';
import { runForward } from './forward.ts';
import type { ImageReader } from './images.ts';
import { type Job, type Setup, SLOTS, slotSize } from './job.ts';
import { instantiateKernels, type Kernels } from './kernels.ts';
import { clearGradients, packWeights, readGradients } from './weights.ts';

export class Member {
  readonly #kernels: Kernels;
  readonly #plan: Plan;
  readonly #readers: ImageReader[];
  readonly #keys: Map<string, StreamKey>;
  readonly #bytes: Uint8Array;
  readonly #floats: Float32Array;
  readonly #parameters: Float32Array;
  readonly #slots: Float32Array;
  readonly #outputs: Float32Array;
  readonly #losses: Float64Array;
  readonly #next: Int32Array;

  private constructor(kernels: Kernels, plan: Plan, setup: Setup) {
    this.#kernels = kernels;
    this.#plan = plan;
    this.#readers = setup.sources.map(openImages);
    this.#bytes = new Uint8Array(kernels.memory.buffer);
    this.#floats = new Float32Array(kernels.memory.buffer);
    this.#parameters = new Float32Array(setup.buffers.parameters);
    this.#slots = new Float32Array(setup.buffers.slots);
    this.#outputs = new Float32Array(setup.buffers.outputs);
    this.#losses = new Float64Array(setup.buffers.losses);
    this.#next = new Int32Array(setup.buffers.next);
    const streams = plan.steps.flatMap((step) => {
      if (step.kind === 'load') return step.flips;
      return step.kind === 'dropout' ? [step.stream] : [];
    });
    this.#keys = new Map(streams.map((name) => [name, streamKey(setup.seed, name)]));
    const integers = new Int32Array(kernels.memory.buffer);
    for (const step of plan.steps) {
      if (step.kind === 'convolve' || step.kind === 'pool') integers.set(step.pool.offsetTable, step.pool.offsets / 4);
    }
  }

  static async create(module: WebAssembly.Module, setup: Setup): Promise<Member> {
    const format = setup.sources[0]?.format ?? 'uint8';
    const plan = compilePlan(buildChain(setup.specs, setup.inputShape), format);
    return new Member(await instantiateKernels(module, plan.memoryBytes), plan, setup);
  }

  /** Takes slots until none is left. */
  run(job: Job): void {
    const size = slotSize(job.positions.length);
    packWeights(this.#plan, this.#parameters, this.#floats);
    for (;;) {
      const slot = Atomics.add(this.#next, 0, 1);
      const begin = slot * size;
      if (slot >= SLOTS || begin >= job.positions.length) return;
      if (job.training !== undefined) clearGradients(this.#plan, this.#floats);
      for (let at = begin; at < Math.min(begin + size, job.positions.length); at++) this.#sample(job, at);
      if (job.training !== undefined) {
        const count = this.#plan.parameters;
        readGradients(this.#plan, this.#floats, this.#slots.subarray(slot * count, (slot + 1) * count));
      }
    }
  }

  #sample(job: Job, at: number): void {
    const plan = this.#plan;
    const kernels = this.#kernels;
    const position = job.positions[at] ?? 0;
    const pixels = this.#bytes.subarray(plan.pixels, plan.pixels + plan.pixelBytes);
    this.#readers[job.source]?.read(position, pixels);
    const epoch = job.training?.epoch;
    runForward(kernels, plan, epoch === undefined ? undefined : { keys: this.#keys, sample: position, epoch });
    const { logits, outputs, probabilities } = plan;
    const label = job.labels?.[at];
    if (!plan.softmax) {
      this.#outputs.set(this.#floats.subarray(logits.value / 4, logits.value / 4 + outputs), at * outputs);
      return;
    }
    const logSum = kernels.softmax(logits.value, outputs, probabilities);
    this.#outputs.set(this.#floats.subarray(probabilities / 4, probabilities / 4 + outputs), at * outputs);
    if (label === undefined) return;
    const scale = Math.fround(1 / job.positions.length);
    const gradient = epoch === undefined ? 0 : logits.gradient;
    this.#losses[at] = kernels.crossEntropy(logits.value, outputs, probabilities, label, logSum, scale, gradient);
    if (epoch !== undefined) runBackward(kernels, plan, this.#bytes);
  }

  close(): void {
    for (const reader of this.#readers) reader.close();
  }
}
