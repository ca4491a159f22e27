// The worker pool: workers that run tasks together over shared weights and gradients.
import { ModelError } from '../modelError.ts';
import { loadKernels } from '../platform/index.ts';
import { type BatchStatistics, batchStatistics } from './batchStatistics.ts';
import { startDispatcher } from './dispatcher.ts';
import { slotCount } from './slots.ts';
import { makeStageBuffers, type StageBuffers, type Stages, splitIntoStages, stagePasses } from './stages.ts';
import type { Task } from './task.ts';
import type { WorkerSetup } from './workerSetup.ts';

export interface WorkerPool {
  /** The weights of the next task; write them before `run`. */
  readonly parameters: Float32Array;
  /** Outputs per position of the last task (probabilities after a softmax), and losses. */
  readonly outputs: Float32Array;
  readonly losses: Float64Array;
  run(task: Task): Promise<void>;
  /** Number of workers that ran the last task; 0 for the calling thread. */
  threads(): number;
  /** Raises the number of threads. New threads join between batches when they are ready; the bits do not change. */
  grow(threads: number): void;
  /** Sum of the slot gradients of a training task of `batch` samples, in slot order. */
  gradients(batch: number): Float32Array;
  /** Updates the moving statistics in `weights` with those of the last training task. */
  updateMoving(weights: Float32Array): void;
  end(): Promise<void>;
}

interface StagedTraining {
  stages: Stages;
  buffers: StageBuffers;
  statistics: BatchStatistics;
}

// What training with batch normalization needs besides the workers.
function stagedTraining({ plan, batchSize, buffers }: WorkerSetup): StagedTraining | undefined {
  if (buffers.slotGradients.byteLength === 0) return undefined;
  const stages = splitIntoStages(plan);
  if (stages === undefined) return undefined;
  const stageBuffers = makeStageBuffers(stages, batchSize);
  return { stages, buffers: stageBuffers, statistics: batchStatistics(stages, stageBuffers) };
}

/** Starts a pool of `threads` workers; 0 runs in the calling thread, which is fastest for a few images. */
export async function startWorkerPool(setup: WorkerSetup, threads: number): Promise<WorkerPool> {
  const module = await loadKernels();
  const { buffers } = setup;
  const parameters = new Float32Array(buffers.parameters);
  const slotGradients = new Float32Array(buffers.slotGradients);
  const count = parameters.length;
  const sum = new Float32Array(count);
  const staged = stagedTraining(setup);
  const dispatcher = await startDispatcher(module, { ...setup, stages: staged?.buffers }, threads);
  return {
    parameters,
    outputs: new Float32Array(buffers.outputs),
    losses: new Float64Array(buffers.losses),
    threads: dispatcher.threads,
    grow: dispatcher.grow,
    run: async (task) => {
      dispatcher.admit();
      const batch = task.positions.length;
      if (batch > setup.batchSize) {
        throw new ModelError(`a task of ${batch} samples exceeds the batch size of the pool, ${setup.batchSize}`);
      }
      if (staged === undefined || task.training === undefined) return dispatcher.run(task);
      for (const pass of stagePasses(staged.stages, task.labels !== undefined)) {
        await dispatcher.run({ ...task, pass });
        staged.statistics.reduce(pass, slotCount(batch), batch);
      }
    },
    gradients: (batch) => {
      const used = slotCount(batch);
      sum.set(slotGradients.subarray(0, count));
      for (let slot = 1; slot < used; slot++) {
        const from = slot * count;
        for (let i = 0; i < count; i++) sum[i] = (sum[i] ?? 0) + (slotGradients[from + i] ?? 0);
      }
      staged?.statistics.addGradients(sum, batch);
      return sum;
    },
    updateMoving: (weights) => staged?.statistics.updateMoving(weights),
    end: dispatcher.end,
  };
}
