// Reports to the process that started this one, where that opened an IPC channel: the studio's server.
import type { JobMessage } from '../server/index.ts';

/** Sends a message; without a channel, or after the other process has ended, nothing happens. */
export function reportToParent(message: JobMessage): void {
  if (process.send === undefined || !process.connected) return;
  // The channel can close between the check and the write.
  process.send(message, undefined, undefined, () => {});
}
