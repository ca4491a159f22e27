// One member of the team: its own memory and plan, working through slots of a batch, in a worker or in this thread.
import { buildChain } from '../chain.ts';
import { compilePlan, type Plan } from '../compile/index.ts';
import { instantiateKernels, type Machine, machineOf } from '../kernels.ts';
import { type LossForm, labelsPerSample } from '../losses/index.ts';
import { type StreamKey, streamKey } from '../random.ts';
import { type ImageReader, openImages } from './images.ts';
import { beginsBatch, type Job, type Setup, SLOTS, slotSize } from './job.ts';
import {
  clearGradients,
  packWeights,
  preparePlan,
  readGradients,
  runBackward,
  runForward,
  streamsOf,
} from './runPlan.ts';
import { bytesWithLoss, finish, lossOfSample, plainLoss, prepareLoss } from './sampleLoss.ts';
import { type Samples, StageRun } from './stageRun.ts';
import { stagesOf } from './stages.ts';

export class Member {
  readonly #machine: Machine;
  readonly #plan: Plan;
  readonly #loss: LossForm | undefined;
  readonly #readers: ImageReader[];
  readonly #keys: Map<string, StreamKey>;
  readonly #parameters: Float32Array;
  readonly #slots: Float32Array;
  readonly #outputs: Float32Array;
  readonly #losses: Float64Array;
  readonly #next: Int32Array;
  readonly #stages: StageRun | undefined;
  readonly #stride: number;

  private constructor(machine: Machine, plan: Plan, setup: Setup, stride: number) {
    this.#machine = machine;
    this.#plan = plan;
    this.#loss = setup.loss ?? plainLoss(plan);
    this.#readers = setup.sources.map(openImages);
    this.#parameters = new Float32Array(setup.buffers.parameters);
    this.#slots = new Float32Array(setup.buffers.slots);
    this.#outputs = new Float32Array(setup.buffers.outputs);
    this.#losses = new Float64Array(setup.buffers.losses);
    this.#next = new Int32Array(setup.buffers.next);
    this.#stride = stride;
    this.#keys = new Map(streamsOf(plan).map((name) => [name, streamKey(setup.seed, name)]));
    const stages = setup.stages === undefined ? undefined : stagesOf(plan);
    if (stages !== undefined && setup.stages !== undefined) {
      this.#stages = new StageRun(machine, stages, setup.stages);
    }
    preparePlan(machine, plan);
    if (this.#loss !== undefined) prepareLoss(machine, plan, this.#loss);
  }

  /** @param stride from one slot that this member takes to the next; 1 where `next` is shared by all */
  static async create(module: WebAssembly.Module, setup: Setup, stride = 1): Promise<Member> {
    const pixelFormat = setup.sources[0]?.format ?? 'uint8';
    const plan = compilePlan(buildChain(setup.specs, setup.inputShape), { pixelFormat });
    const kernels = await instantiateKernels(module, bytesWithLoss(plan));
    return new Member(machineOf(kernels), plan, setup, stride);
  }

  /** Takes slots until none is left. */
  run(job: Job): void {
    const { phase, positions, training } = job;
    const size = slotSize(positions.length);
    if (beginsBatch(job)) packWeights(this.#machine, this.#plan, this.#parameters);
    if (phase !== undefined) this.#stages?.begin(phase);
    for (;;) {
      const slot = Atomics.add(this.#next, 0, this.#stride);
      const begin = slot * size;
      if (slot >= SLOTS || begin >= positions.length) return;
      const end = Math.min(begin + size, positions.length);
      const count = this.#plan.parameters;
      const gradient = this.#slots.subarray(slot * count, (slot + 1) * count);
      if (phase !== undefined) {
        this.#stages?.run(phase, slot, begin, end, this.#samples(job), gradient);
        continue;
      }
      if (training !== undefined) clearGradients(this.#machine, this.#plan);
      for (let at = begin; at < end; at++) this.#sample(job, at);
      if (training !== undefined) readGradients(this.#machine, this.#plan, gradient);
    }
  }

  #samples(job: Job): Samples {
    return {
      load: (at) => this.#load(job, at),
      draw: (at) => ({
        keys: this.#keys,
        sample: (job.draws ?? job.positions)[at] ?? 0,
        epoch: job.training?.epoch ?? 0,
      }),
      loss: (at) => this.#finish(job, at),
    };
  }

  #sample(job: Job, at: number): void {
    this.#load(job, at);
    const epoch = job.training?.epoch;
    const sample = (job.draws ?? job.positions)[at] ?? 0;
    runForward(this.#machine, this.#plan, epoch === undefined ? undefined : { keys: this.#keys, sample, epoch });
    if (this.#finish(job, at) && epoch !== undefined) runBackward(this.#machine, this.#plan);
  }

  #load(job: Job, at: number): void {
    const { pixels, pixelBytes } = this.#plan.load;
    this.#readers[job.source]?.read(job.positions[at] ?? 0, this.#machine.bytes.subarray(pixels, pixels + pixelBytes));
  }

  // Outputs and loss of the sample that has run forward; whether there is a loss. In training the logits get a gradient.
  #finish(job: Job, at: number): boolean {
    const plan = this.#plan;
    const machine = this.#machine;
    const outputs = finish(machine, plan, job.labels === undefined ? undefined : this.#loss);
    this.#outputs.set(machine.floats.subarray(outputs / 4, outputs / 4 + plan.outputs), at * plan.outputs);
    if (job.labels === undefined || this.#loss === undefined) return false;
    const perSample = labelsPerSample(this.#loss.kind, plan.outputs);
    const labels = job.labels.subarray(at * perSample, (at + 1) * perSample);
    const scale = job.training === undefined ? undefined : (job.weights?.[at] ?? 1) / job.positions.length;
    this.#losses[at] = lossOfSample(machine, plan, this.#loss, labels, scale);
    return true;
  }

  close(): void {
    for (const reader of this.#readers) reader.close();
  }
}
