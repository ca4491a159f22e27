// The crew behind a team: this thread alone, workers over shared memory, or workers that are sent and send back copies.
import { ModelError } from '../modelError.ts';
import { startThread, type Thread } from '../platform/index.ts';
import type { Job, Setup } from './job.ts';
import { Member } from './member.ts';
import { partsBefore, writeParts } from './parts.ts';
import { isShared } from './sharedBuffer.ts';
import type { FromWorker, ToWorker } from './worker.ts';

/** Runs jobs with the weights of `setup.buffers`, and leaves what comes out of them there. */
export interface Crew {
  run(job: Job): Promise<void>;
  end(): Promise<void>;
}

/** @param threads number of workers; 0 for the calling thread */
export function startCrew(module: WebAssembly.Module, setup: Setup, threads: number): Promise<Crew> {
  if (threads === 0) return localCrew(module, setup);
  return isShared(setup.buffers.parameters) ? sharedCrew(module, setup, threads) : messageCrew(module, setup, threads);
}

async function localCrew(module: WebAssembly.Module, setup: Setup): Promise<Crew> {
  const member = await Member.create(module, setup);
  return {
    run: async (job) => {
      new Int32Array(setup.buffers.next)[0] = 0;
      member.run(job);
    },
    end: async () => member.close(),
  };
}

// Workers take the next free slot and write where all can see.
async function sharedCrew(module: WebAssembly.Module, setup: Setup, threads: number): Promise<Crew> {
  const lines = await startLines(threads, () => ({ kind: 'setup', module, setup }));
  const next = new Int32Array(setup.buffers.next);
  return {
    run: async (job) => {
      Atomics.store(next, 0, 0);
      await lines.ask(() => ({ kind: 'job', job, parts: [] }));
    },
    end: lines.end,
  };
}

// Each worker has its own copy of pictures and buffers from the start and takes every n-th slot. The weights go out with
// each job, and what its slots hold comes back: the same bits in the same places as with shared memory.
async function messageCrew(module: WebAssembly.Module, setup: Setup, threads: number): Promise<Crew> {
  const lines = await startLines(threads, (first) => ({
    kind: 'setup',
    module,
    setup,
    share: { first, stride: threads },
  }));
  return {
    run: async (job) => {
      const answers = await lines.ask(() => ({ kind: 'job', job, parts: partsBefore(setup, job) }));
      for (const answer of answers) if (answer.kind === 'done') writeParts(setup, answer.parts);
    },
    end: lines.end,
  };
}

interface Lines {
  /** Sends each worker its message and waits for all answers. */
  ask(messageFor: (worker: number) => ToWorker): Promise<FromWorker[]>;
  end(): Promise<void>;
}

async function startLines(threads: number, setupFor: (worker: number) => ToWorker): Promise<Lines> {
  const workers: Thread<ToWorker, FromWorker>[] = Array.from({ length: threads }, () => startThread());
  const lines: Lines = {
    ask: async (messageFor) => {
      const coming = workers.map((worker) => worker.receive());
      workers.forEach((worker, at) => {
        const message = messageFor(at);
        worker.send(message, message.kind === 'job' ? message.parts.map(({ bytes }) => bytes) : []);
      });
      const answers = await Promise.all(coming);
      for (const answer of answers) if (answer.kind === 'failed') throw new ModelError(answer.message);
      return answers;
    },
    end: async () => {
      await Promise.all(workers.map((worker) => worker.end()));
    },
  };
  try {
    await lines.ask(setupFor);
  } catch (error) {
    await lines.end();
    throw error;
  }
  return lines;
}
