// The worker thread: makes one member of the team and runs the jobs it is sent.
import { workerPort } from '../platform/node.ts';
import type { Job, Setup } from './job.ts';
import { Member } from './member.ts';

export type ToWorker = { kind: 'setup'; module: WebAssembly.Module; setup: Setup } | { kind: 'job'; job: Job };
export type FromWorker = { kind: 'ready' } | { kind: 'done' } | { kind: 'failed'; message: string };

const port = workerPort<ToWorker, FromWorker>();
let member: Member | undefined;

port.listen(async (message) => {
  try {
    if (message.kind === 'setup') {
      member = await Member.create(message.module, message.setup);
      port.send({ kind: 'ready' });
    } else {
      member?.run(message.job);
      port.send({ kind: 'done' });
    }
  } catch (error) {
    port.send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
