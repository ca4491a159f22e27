// Messages between the main thread and a worker thread.
import type { BufferCopy } from './bufferCopies.ts';
import type { Task } from './task.ts';
import type { WorkerSetup } from './workerSetup.ts';

/** The slots of a worker without shared memory: `first`, `first + stride`, and so on. */
export interface SlotAssignment {
  first: number;
  stride: number;
}

export type WorkerRequest =
  | { kind: 'setup'; module: WebAssembly.Module; setup: WorkerSetup; assignment?: SlotAssignment }
  | { kind: 'task'; task: Task; inputs: readonly BufferCopy[] };

export type WorkerResponse =
  | { kind: 'ready' }
  | { kind: 'done'; results: readonly BufferCopy[] }
  | { kind: 'failed'; message: string };
