// How tasks get to workers: in this thread, over shared memory, or by messages that carry copies.
import { copyInputs, writeCopies } from './bufferCopies.ts';
import { isShared } from './sharedBuffer.ts';
import { SlotWorker } from './slotWorker.ts';
import type { Task } from './task.ts';
import type { WorkerSetup } from './workerSetup.ts';
import { startWorkerThreads } from './workerThreads.ts';

/** Runs tasks with the weights in `setup.buffers` and writes the results there. */
export interface Dispatcher {
  run(task: Task): Promise<void>;
  /** Number of worker threads; 0 for the calling thread. */
  threads(): number;
  /**
   * Starts workers until there are `threads`, without waiting for them; `admit` adds those that are ready. Without
   * shared memory the slots of each worker are fixed, and this does nothing.
   */
  grow(threads: number): void;
  /** Call between batches only: a worker that joins within a batch would lack its weights. */
  admit(): void;
  end(): Promise<void>;
}

/** @param threads number of workers; 0 for the calling thread */
export function startDispatcher(module: WebAssembly.Module, setup: WorkerSetup, threads: number): Promise<Dispatcher> {
  if (threads === 0) return localDispatcher(module, setup);
  const { parameters } = setup.buffers;
  return isShared(parameters)
    ? sharedMemoryDispatcher(module, setup, threads)
    : messageDispatcher(module, setup, threads);
}

const fixedSize = (threads: number) => ({ threads: () => threads, grow: () => undefined, admit: () => undefined });

async function localDispatcher(module: WebAssembly.Module, setup: WorkerSetup): Promise<Dispatcher> {
  const worker = await SlotWorker.create(module, setup);
  return {
    run: async (task) => {
      new Int32Array(setup.buffers.nextSlot)[0] = 0;
      worker.run(task);
    },
    ...fixedSize(0),
    end: async () => worker.close(),
  };
}

// Each worker takes the next free slot and writes its results to shared memory.
async function sharedMemoryDispatcher(
  module: WebAssembly.Module,
  setup: WorkerSetup,
  threads: number,
): Promise<Dispatcher> {
  const workers = await startWorkerThreads(threads, () => ({ kind: 'setup', module, setup }));
  const nextSlot = new Int32Array(setup.buffers.nextSlot);
  return {
    run: async (task) => {
      Atomics.store(nextSlot, 0, 0);
      await workers.request(() => ({ kind: 'task', task, inputs: [] }));
    },
    threads: workers.count,
    grow: workers.grow,
    admit: workers.admit,
    end: workers.end,
  };
}

// Each worker has its own copy of images and buffers and takes every n-th slot. The weights are sent with each task and
// the results of its slots come back, so the buffers hold the same bits as with shared memory.
async function messageDispatcher(module: WebAssembly.Module, setup: WorkerSetup, threads: number): Promise<Dispatcher> {
  const workers = await startWorkerThreads(threads, (first) => ({
    kind: 'setup',
    module,
    setup,
    assignment: { first, stride: threads },
  }));
  return {
    run: async (task) => {
      const responses = await workers.request(() => ({ kind: 'task', task, inputs: copyInputs(setup, task) }));
      for (const response of responses) if (response.kind === 'done') writeCopies(setup, response.results);
    },
    ...fixedSize(threads),
    end: workers.end,
  };
}
