// The context of a command: terminal, interruption and IPC.
import type { CommandContext, StricliProcess } from '@stricli/core';
import type { JobMessage } from '../server/index.ts';
import type { Terminal } from './terminal.ts';

export interface Context extends CommandContext {
  readonly process: StricliProcess;
  readonly terminal: Terminal;
  /** Aborted by the first Ctrl-C, which stops cleanly and keeps finished work. */
  readonly signal: AbortSignal;
  /** The command line, which the records of runs and studies keep. */
  readonly commandLine: string;
  /** Reports started work to the parent process. */
  readonly report: (message: JobMessage) => void;
}
