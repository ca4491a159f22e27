// A set of worker threads that receive requests together, and that more threads can join later.
import { ModelError } from '../modelError.ts';
import { startThread, type Thread } from '../platform/index.ts';
import type { WorkerRequest, WorkerResponse } from './workerMessages.ts';

type Connection = Thread<WorkerRequest, WorkerResponse>;

export interface WorkerThreads {
  /** Number of threads that take part in the next request. */
  count(): number;
  /** Sends each worker its request and waits for all responses. */
  request(requestFor: (worker: number) => WorkerRequest): Promise<WorkerResponse[]>;
  /** Starts threads until there are `threads`, without waiting for them. */
  grow(threads: number): void;
  /** Adds the started threads that are ready by now. */
  admit(): void;
  end(): Promise<void>;
}

/** Starts `threads` workers and waits until all have finished their setup. */
export async function startWorkerThreads(
  threads: number,
  setupFor: (worker: number) => WorkerRequest,
): Promise<WorkerThreads> {
  const active: Connection[] = Array.from({ length: threads }, () => startThread());
  const ready: Connection[] = [];
  const joining = new Set<Promise<void>>();
  let started = threads;
  const join = async (number: number): Promise<void> => {
    const worker: Connection = startThread();
    const response = worker.receive();
    worker.send(setupFor(number));
    // A thread that fails to start is not an error: the others take its slots.
    const answer = await response.catch(() => undefined);
    if (answer?.kind === 'ready') ready.push(worker);
    else await worker.end();
  };
  const workers: WorkerThreads = {
    count: () => active.length,
    request: async (requestFor) => {
      const pending = active.map((worker) => worker.receive());
      active.forEach((worker, number) => {
        const request = requestFor(number);
        worker.send(request, request.kind === 'task' ? request.inputs.map(({ bytes }) => bytes) : []);
      });
      const responses = await Promise.all(pending);
      for (const response of responses) if (response.kind === 'failed') throw new ModelError(response.message);
      return responses;
    },
    grow: (count) => {
      for (; started < count; started++) {
        const joined = join(started).finally(() => joining.delete(joined));
        joining.add(joined);
      }
    },
    admit: () => {
      active.push(...ready.splice(0));
    },
    end: async () => {
      await Promise.all(joining);
      workers.admit();
      await Promise.all(active.map((worker) => worker.end()));
    },
  };
  try {
    await workers.request(setupFor);
  } catch (error) {
    await workers.end();
    throw error;
  }
  return workers;
}
