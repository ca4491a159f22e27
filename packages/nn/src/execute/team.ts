// The team: a fixed set of workers (or this thread) that run jobs together over shared weights and gradients.
import { buildChain } from '../chain.ts';
import { compilePlan } from '../compile/index.ts';
import { ModelError } from '../modelError.ts';
import { loadKernels } from '../platform/index.ts';
import { startCrew } from './crew.ts';
import { type Job, type Setup, slotCount } from './job.ts';
import { type StageSums, stageSums } from './stageSums.ts';
import { makeStageBuffers, phasesOf, type StageBuffers, type Stages, stagesOf } from './stages.ts';

export interface Team {
  /** The weights every job runs with; write before `run`. */
  readonly parameters: Float32Array;
  /** Per position of the last job: outputs (probabilities after a softmax) and loss. */
  readonly outputs: Float32Array;
  readonly losses: Float64Array;
  run(job: Job): Promise<void>;
  /** Workers that took part in the last job; 0 for the calling thread. */
  threads(): number;
  /** There may be so many threads from now on. Those that are new join when they are ready; the bits do not change. */
  grow(threads: number): void;
  /** The sum of the slots' gradients of a training job of `batch` samples, in slot order. */
  gradients(batch: number): Float32Array;
  /** Moves the moving statistics in `weights` towards those of the last training job. */
  updateMoving(weights: Float32Array): void;
  end(): Promise<void>;
}

interface StagedTraining {
  stages: Stages;
  buffers: StageBuffers;
  sums: StageSums;
}

// What training in stages needs beside the workers; undefined for teams that never train so.
function stagedTraining({ specs, inputShape, batchSize, buffers }: Setup): StagedTraining | undefined {
  if (buffers.slots.byteLength === 0 || !specs.some(({ kind }) => kind === 'batchNormalization')) return undefined;
  const stages = stagesOf(compilePlan(buildChain(specs, inputShape)));
  if (stages === undefined) return undefined;
  const own = makeStageBuffers(stages, batchSize);
  return { stages, buffers: own, sums: stageSums(stages, own) };
}

/** Starts `threads` workers; 0 runs in the calling thread, which is quickest for a few pictures. */
export async function startTeam(setup: Setup, threads: number): Promise<Team> {
  const module = await loadKernels();
  const { buffers } = setup;
  const parameters = new Float32Array(buffers.parameters);
  const slots = new Float32Array(buffers.slots);
  const count = parameters.length;
  const sum = new Float32Array(count);
  const staged = stagedTraining(setup);
  const whole: Setup = staged === undefined ? setup : { ...setup, stages: staged.buffers };
  const crew = await startCrew(module, whole, threads);
  return {
    parameters,
    outputs: new Float32Array(buffers.outputs),
    losses: new Float64Array(buffers.losses),
    threads: crew.threads,
    grow: crew.grow,
    run: async (job) => {
      crew.admit();
      if (job.positions.length > setup.batchSize) throw new ModelError('a job is larger than the team was set up for');
      const batch = job.positions.length;
      const phases =
        staged === undefined || job.training === undefined
          ? [undefined]
          : phasesOf(staged.stages, job.labels !== undefined);
      for (const phase of phases) {
        await crew.run(phase === undefined ? job : { ...job, phase });
        if (phase !== undefined) staged?.sums.collect(phase, slotCount(batch), batch);
      }
    },
    gradients: (batch) => {
      const used = slotCount(batch);
      sum.set(slots.subarray(0, count));
      for (let slot = 1; slot < used; slot++) {
        const from = slot * count;
        for (let i = 0; i < count; i++) sum[i] = (sum[i] ?? 0) + (slots[from + i] ?? 0);
      }
      staged?.sums.addGradients(sum, batch);
      return sum;
    },
    updateMoving: (weights) => staged?.sums.updateMoving(weights),
    end: crew.end,
  };
}
