// Reports to the parent process over IPC: the studio's server follows its jobs this way.
import type { JobMessage } from '../server/index.ts';

/** Sends a message; does nothing without an IPC channel or after the parent has ended. */
export function reportToParent(message: JobMessage): void {
  if (process.send === undefined || !process.connected) return;
  // The channel can close between the check and the write.
  process.send(message, undefined, undefined, () => {});
}
