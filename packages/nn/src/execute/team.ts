// The team: a fixed set of workers (or this thread) that run jobs together over shared weights and gradients.
import { ModelError } from '../modelError.ts';
import { loadKernels, startThread, type Thread } from '../platform/node.ts';
import { type Job, type Setup, SLOTS, slotSize } from './job.ts';
import { Member } from './member.ts';
import type { FromWorker, ToWorker } from './worker.ts';

export interface Team {
  /** The weights every job runs with; write before `run`. */
  readonly parameters: Float32Array;
  /** Per position of the last job: outputs (probabilities after a softmax) and loss. */
  readonly outputs: Float32Array;
  readonly losses: Float64Array;
  run(job: Job): Promise<void>;
  /** The sum of the slots' gradients of a training job of `batch` samples, in slot order. */
  gradients(batch: number): Float32Array;
  end(): Promise<void>;
}

/** Starts `threads` workers; 0 runs in the calling thread, which is quickest for a few pictures. */
export async function startTeam(setup: Setup, threads: number): Promise<Team> {
  const module = await loadKernels();
  const { buffers } = setup;
  const parameters = new Float32Array(buffers.parameters);
  const slots = new Float32Array(buffers.slots);
  const next = new Int32Array(buffers.next);
  const count = parameters.length;
  const sum = new Float32Array(count);
  const crew = threads === 0 ? await localCrew(module, setup) : await threadCrew(module, setup, threads);
  return {
    parameters,
    outputs: new Float32Array(buffers.outputs),
    losses: new Float64Array(buffers.losses),
    run: async (job) => {
      if (job.positions.length > setup.batchSize) throw new ModelError('a job is larger than the team was set up for');
      Atomics.store(next, 0, 0);
      await crew.run(job);
    },
    gradients: (batch) => {
      const used = Math.min(SLOTS, Math.ceil(batch / slotSize(batch)));
      sum.set(slots.subarray(0, count));
      for (let slot = 1; slot < used; slot++) {
        const from = slot * count;
        for (let i = 0; i < count; i++) sum[i] = (sum[i] ?? 0) + (slots[from + i] ?? 0);
      }
      return sum;
    },
    end: crew.end,
  };
}

interface Crew {
  run(job: Job): Promise<void>;
  end(): Promise<void>;
}

async function localCrew(module: WebAssembly.Module, setup: Setup): Promise<Crew> {
  const member = await Member.create(module, setup);
  return { run: async (job) => member.run(job), end: async () => member.close() };
}

async function threadCrew(module: WebAssembly.Module, setup: Setup, threads: number): Promise<Crew> {
  const crew: Thread<ToWorker, FromWorker>[] = Array.from({ length: threads }, () => startThread());
  const end = async () => {
    await Promise.all(crew.map((thread) => thread.end()));
  };
  const ask = async (message: ToWorker) => {
    const answers = crew.map((thread) => thread.receive());
    for (const thread of crew) thread.send(message);
    for (const answer of await Promise.all(answers)) {
      if (answer.kind === 'failed') throw new ModelError(answer.message);
    }
  };
  try {
    await ask({ kind: 'setup', module, setup });
  } catch (error) {
    await end();
    throw error;
  }
  return { run: (job) => ask({ kind: 'job', job }), end };
}
