// Checks whether the process that trains a run is still running.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface RunProcess {
  pid: number;
  host: string;
  /** ISO date at which the process recorded that it trains the run. */
  since: string;
}

/** Tolerance for the difference between kernel clock and system time. */
const CLOCK_TOLERANCE_MS = 5_000;

/**
 * Whether the process that trained a run has exited: its process id is free, or belongs to a process that started later
 * (ids are reused, in containers soon). A process on another host cannot be checked and counts as running.
 */
export function isGone({ pid, host, since }: RunProcess): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
  const startTime = startOf(pid);
  return startTime !== undefined && startTime > Date.parse(since) + CLOCK_TOLERANCE_MS;
}

/** Start time of a process in milliseconds since 1970; undefined except on Linux. */
function startOf(pid: number): number | undefined {
  if (pid === process.pid) return Date.now() - process.uptime() * 1000;
  try {
    const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1];
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may contain spaces. The start time is field 22, in hundredths of a second since boot.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    if (boot === undefined || ticks === undefined) return undefined;
    return Number(boot) * 1000 + Number(ticks) * 10;
  } catch {
    return undefined;
  }
}
