// The worker thread: makes one member of the team and runs the jobs it is sent.
import { workerPort } from '../platform/index.ts';
import { type Job, type Setup, slotCount } from './job.ts';
import { Member } from './member.ts';
import { type Part, partsAfter, writeParts } from './parts.ts';

/** Which slots a worker takes that shares no memory with the others. */
export interface Share {
  first: number;
  stride: number;
}

export type ToWorker =
  | { kind: 'setup'; module: WebAssembly.Module; setup: Setup; share?: Share }
  | { kind: 'job'; job: Job; parts: readonly Part[] };
export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'done'; parts: readonly Part[] }
  | { kind: 'failed'; message: string };

type Run = (job: Job, parts: readonly Part[]) => readonly Part[];

async function prepare(module: WebAssembly.Module, setup: Setup, share: Share | undefined): Promise<Run> {
  const member = await Member.create(module, setup, share?.stride);
  if (share === undefined) {
    // Over shared memory there is nothing to bring back.
    return (job) => {
      member.run(job);
      return [];
    };
  }
  const { first, stride } = share;
  const next = new Int32Array(setup.buffers.next);
  return (job, parts) => {
    writeParts(setup, parts);
    next[0] = first;
    member.run(job);
    const slots: number[] = [];
    for (let slot = first; slot < slotCount(job.positions.length); slot += stride) slots.push(slot);
    return partsAfter(setup, job, slots);
  };
}

const port = workerPort<ToWorker, FromWorker>();
let run: Run | undefined;

port.listen(async (message) => {
  try {
    if (message.kind === 'setup') {
      run = await prepare(message.module, message.setup, message.share);
      port.send({ kind: 'ready' });
    } else {
      const parts = run?.(message.job, message.parts) ?? [];
      port.send(
        { kind: 'done', parts },
        parts.map(({ bytes }) => bytes),
      );
    }
  } catch (error) {
    port.send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
