// Entry point of a worker thread: creates a slot worker, then runs the tasks it is sent.
import { workerPort } from '../platform/index.ts';
import { type BufferCopy, copyResults, writeCopies } from './bufferCopies.ts';
import { slotCount } from './slots.ts';
import { SlotWorker } from './slotWorker.ts';
import type { Task } from './task.ts';
import type { SlotAssignment, WorkerRequest, WorkerResponse } from './workerMessages.ts';
import type { WorkerSetup } from './workerSetup.ts';

type RunTask = (task: Task, inputs: readonly BufferCopy[]) => readonly BufferCopy[];

async function prepare(
  module: WebAssembly.Module,
  setup: WorkerSetup,
  assignment: SlotAssignment | undefined,
): Promise<RunTask> {
  const worker = await SlotWorker.create(module, setup, assignment?.stride);
  if (assignment === undefined) {
    // With shared memory the results are in place already.
    return (task) => {
      worker.run(task);
      return [];
    };
  }
  const { first, stride } = assignment;
  const nextSlot = new Int32Array(setup.buffers.nextSlot);
  return (task, inputs) => {
    writeCopies(setup, inputs);
    nextSlot[0] = first;
    worker.run(task);
    const slots: number[] = [];
    for (let slot = first; slot < slotCount(task.positions.length); slot += stride) slots.push(slot);
    return copyResults(setup, task, slots);
  };
}

const port = workerPort<WorkerRequest, WorkerResponse>();
let runTask: RunTask | undefined;

port.listen(async (request) => {
  try {
    if (request.kind === 'setup') {
      runTask = await prepare(request.module, request.setup, request.assignment);
      port.send({ kind: 'ready' });
    } else {
      const results = runTask?.(request.task, request.inputs) ?? [];
      port.send(
        { kind: 'done', results },
        results.map(({ bytes }) => bytes),
      );
    }
  } catch (error) {
    port.send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
