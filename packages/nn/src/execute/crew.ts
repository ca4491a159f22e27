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
  /** Workers that take part; 0 for the calling thread. */
  threads(): number;
  /**
   * Starts workers until there are `threads`, without waiting for them; `admit` takes in those that are ready. Only over
   * shared memory; elsewhere each worker has its share of the slots from the start, and nothing happens.
   */
  grow(threads: number): void;
  /** Between batches: a worker that joins in the middle of one would lack its weights. */
  admit(): void;
  end(): Promise<void>;
}

/** @param threads number of workers; 0 for the calling thread */
export function startCrew(module: WebAssembly.Module, setup: Setup, threads: number): Promise<Crew> {
  if (threads === 0) return localCrew(module, setup);
  return isShared(setup.buffers.parameters) ? sharedCrew(module, setup, threads) : messageCrew(module, setup, threads);
}

const fixedSize = (threads: number) => ({ threads: () => threads, grow: () => undefined, admit: () => undefined });

async function localCrew(module: WebAssembly.Module, setup: Setup): Promise<Crew> {
  const member = await Member.create(module, setup);
  return {
    run: async (job) => {
      new Int32Array(setup.buffers.next)[0] = 0;
      member.run(job);
    },
    ...fixedSize(0),
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
    threads: lines.count,
    grow: lines.grow,
    admit: lines.admit,
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
    ...fixedSize(threads),
    end: lines.end,
  };
}

interface Lines {
  /** Sends each worker its message and waits for all answers. */
  ask(messageFor: (worker: number) => ToWorker): Promise<FromWorker[]>;
  count: Crew['threads'];
  grow: Crew['grow'];
  admit: Crew['admit'];
  end(): Promise<void>;
}

async function startLines(threads: number, setupFor: (worker: number) => ToWorker): Promise<Lines> {
  type Line = Thread<ToWorker, FromWorker>;
  const workers: Line[] = Array.from({ length: threads }, () => startThread());
  const ready: Line[] = [];
  const joining = new Set<Promise<void>>();
  let wanted = threads;
  const join = async (number: number): Promise<void> => {
    const worker: Line = startThread();
    const coming = worker.receive();
    worker.send(setupFor(number));
    // Whoever does not come is missing nowhere: the work is the same with fewer.
    const answer = await coming.catch(() => undefined);
    if (answer?.kind === 'ready') ready.push(worker);
    else await worker.end();
  };
  const lines: Lines = {
    count: () => workers.length,
    grow: (count) => {
      for (; wanted < count; wanted++) {
        const coming = join(wanted).finally(() => joining.delete(coming));
        joining.add(coming);
      }
    },
    admit: () => {
      workers.push(...ready.splice(0));
    },
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
      await Promise.all(joining);
      lines.admit();
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
