// Whether the process that trains a run is still there.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface RunProcess {
  pid: number;
  host: string;
  /** When it wrote that it trains the run: an ISO date. */
  since: string;
}

/** Clocks of the kernel and of the date differ a little. */
const SLACK_MS = 5_000;

/**
 * Whether the process that trained a run has ended: no process of its number is there, or one that began later (numbers
 * are given again, in a container soon). On another host nobody can tell, so it counts as alive.
 */
export function isGone({ pid, host, since }: RunProcess): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
  const began = startOf(pid);
  return began !== undefined && began > Date.parse(since) + SLACK_MS;
}

/** When a process began, in milliseconds since 1970; undefined where the system does not say (only Linux does). */
function startOf(pid: number): number | undefined {
  if (pid === process.pid) return Date.now() - process.uptime() * 1000;
  try {
    const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1];
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces; the start is the 22nd field, in hundredths of a second since the boot.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    if (boot === undefined || ticks === undefined) return undefined;
    return Number(boot) * 1000 + Number(ticks) * 10;
  } catch {
    return undefined;
  }
}
