// What every command gets from the process it runs in.
import type { CommandContext, StricliProcess } from '@stricli/core';
import type { JobMessage } from '../server/index.ts';
import type { Terminal } from './terminal.ts';

export interface Context extends CommandContext {
  readonly process: StricliProcess;
  readonly terminal: Terminal;
  /** Aborted by the first Ctrl-C: end cleanly, keep what is done. */
  readonly signal: AbortSignal;
  /** The command as the user gave it, to be kept in a run's record. */
  readonly commandLine: string;
  /** Reports what has started to the process that started this one. */
  readonly report: (message: JobMessage) => void;
}
