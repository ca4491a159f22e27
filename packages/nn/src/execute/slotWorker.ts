// A worker: runs the slots of a task with its own memory, in a worker thread or in the calling thread.
import type { Plan } from '../compile/index.ts';
import { instantiateKernels, type Machine, machineOf } from '../kernels.ts';
import { type LossForm, labelsPerSample } from '../losses/index.ts';
import { type StreamKey, streamKey } from '../random.ts';
import { type ImageReader, openImages } from './images.ts';
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
import { MAX_SLOTS, slotSize } from './slots.ts';
import { type StageInput, StageRunner } from './stageRunner.ts';
import { splitIntoStages } from './stages.ts';
import { startsBatch, type Task } from './task.ts';
import type { WorkerSetup } from './workerSetup.ts';

export class SlotWorker {
  readonly #machine: Machine;
  readonly #plan: Plan;
  readonly #loss: LossForm | undefined;
  readonly #readers: ImageReader[];
  readonly #keys: Map<string, StreamKey>;
  readonly #parameters: Float32Array;
  readonly #slotGradients: Float32Array;
  readonly #outputs: Float32Array;
  readonly #losses: Float64Array;
  readonly #nextSlot: Int32Array;
  readonly #stages: StageRunner | undefined;
  readonly #stride: number;

  private constructor(machine: Machine, setup: WorkerSetup, stride: number) {
    const { plan, buffers } = setup;
    this.#machine = machine;
    this.#plan = plan;
    this.#loss = setup.loss ?? plainLoss(plan);
    this.#readers = setup.sources.map(openImages);
    this.#parameters = new Float32Array(buffers.parameters);
    this.#slotGradients = new Float32Array(buffers.slotGradients);
    this.#outputs = new Float32Array(buffers.outputs);
    this.#losses = new Float64Array(buffers.losses);
    this.#nextSlot = new Int32Array(buffers.nextSlot);
    this.#stride = stride;
    this.#keys = new Map(streamsOf(plan).map((name) => [name, streamKey(setup.seed, name)]));
    const stages = setup.stages === undefined ? undefined : splitIntoStages(plan);
    if (stages !== undefined && setup.stages !== undefined) {
      this.#stages = new StageRunner(machine, stages, setup.stages);
    }
    preparePlan(machine, plan);
    if (this.#loss !== undefined) prepareLoss(machine, plan, this.#loss);
  }

  /** @param stride distance between the slots of this worker; 1 if all workers share `nextSlot` */
  static async create(module: WebAssembly.Module, setup: WorkerSetup, stride = 1): Promise<SlotWorker> {
    const kernels = await instantiateKernels(module, bytesWithLoss(setup.plan));
    return new SlotWorker(machineOf(kernels), setup, stride);
  }

  /** Runs slots until none is left. */
  run(task: Task): void {
    const { pass, positions, training } = task;
    const size = slotSize(positions.length);
    if (startsBatch(task)) packWeights(this.#machine, this.#plan, this.#parameters);
    if (pass !== undefined) this.#stages?.start(pass);
    for (;;) {
      const slot = Atomics.add(this.#nextSlot, 0, this.#stride);
      const start = slot * size;
      if (slot >= MAX_SLOTS || start >= positions.length) return;
      const end = Math.min(start + size, positions.length);
      const count = this.#plan.parameters;
      const gradient = this.#slotGradients.subarray(slot * count, (slot + 1) * count);
      if (pass !== undefined) {
        this.#stages?.run(pass, { slot, start, end }, this.#stageInput(task), gradient);
        continue;
      }
      if (training !== undefined) clearGradients(this.#machine, this.#plan);
      for (let position = start; position < end; position++) this.#runSample(task, position);
      if (training !== undefined) readGradients(this.#machine, this.#plan, gradient);
    }
  }

  #stageInput(task: Task): StageInput {
    return {
      load: (position) => this.#load(task, position),
      draw: (position) => ({
        keys: this.#keys,
        sample: (task.draws ?? task.positions)[position] ?? 0,
        epoch: task.training?.epoch ?? 0,
      }),
      loss: (position) => this.#finish(task, position),
    };
  }

  #runSample(task: Task, position: number): void {
    this.#load(task, position);
    const epoch = task.training?.epoch;
    const sample = (task.draws ?? task.positions)[position] ?? 0;
    runForward(this.#machine, this.#plan, epoch === undefined ? undefined : { keys: this.#keys, sample, epoch });
    if (this.#finish(task, position) && epoch !== undefined) runBackward(this.#machine, this.#plan);
  }

  #load(task: Task, position: number): void {
    const { pixels, pixelBytes } = this.#plan.load;
    const target = this.#machine.bytes.subarray(pixels, pixels + pixelBytes);
    this.#readers[task.source]?.read(task.positions[position] ?? 0, target);
  }

  // Writes outputs and loss after the forward pass, and in training the gradient of the logits. False without a loss.
  #finish(task: Task, position: number): boolean {
    const plan = this.#plan;
    const machine = this.#machine;
    const outputs = finish(machine, plan, task.labels === undefined ? undefined : this.#loss);
    this.#outputs.set(machine.floats.subarray(outputs / 4, outputs / 4 + plan.outputs), position * plan.outputs);
    if (task.labels === undefined || this.#loss === undefined) return false;
    const perSample = labelsPerSample(this.#loss.kind, plan.outputs);
    const labels = task.labels.subarray(position * perSample, (position + 1) * perSample);
    const scale = task.training === undefined ? undefined : (task.weights?.[position] ?? 1) / task.positions.length;
    this.#losses[position] = lossOfSample(machine, plan, this.#loss, labels, scale);
    return true;
  }

  close(): void {
    for (const reader of this.#readers) reader.close();
  }
}
