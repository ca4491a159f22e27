// The machine the numbers come from: they mean little without it.
import { availableParallelism, cpus, freemem, loadavg, release, totalmem, type } from 'node:os';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  freeMemoryGiB: number;
  node: string;
  system: string;
  /** Load average of the last minute before the first measurement. */
  loadBefore: number;
}

const gibibytes = (bytes: number): number => Math.round(bytes / 2 ** 30);

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: gibibytes(totalmem()),
    freeMemoryGiB: gibibytes(freemem()),
    node: process.version,
    system: `${type()} ${release()} ${process.arch}`,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

/** What to say when other work was running, else undefined. */
export function loadWarning({ loadBefore, cores }: Machine): string | undefined {
  if (loadBefore < 0.25 * cores) return undefined;
  return `warning: load average ${loadBefore} before the start on ${cores} cores: other work is running, numbers are low and uneven`;
}
