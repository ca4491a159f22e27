// Entry point of the command line tool: signals, streams and exit codes.
import './smallHeap.ts';
import { run, type StricliProcess } from '@stricli/core';
import { buildTool } from './application.ts';
import { reportToParent } from './reportToParent.ts';
import { Terminal } from './terminal.ts';

const { env, stdout, stderr } = process;

// `toonvision ... | head` closes the pipe early, which is not an error.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

const terminal = new Terminal({ stdout, stderr, env });
const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (interruption.signal.aborted) process.exit(130);
    terminal.notice('\nStopping and keeping finished work; press Ctrl-C again to quit at once.');
    interruption.abort();
  });
}

const tool: StricliProcess = { stdout, stderr, env };
await run(
  buildTool({
    debug: Boolean(env.TOONVISION_DEBUG) && env.TOONVISION_DEBUG !== '0',
    color: !env.NO_COLOR,
  }),
  process.argv.slice(2),
  {
    process: tool,
    terminal,
    signal: interruption.signal,
    report: reportToParent,
    commandLine: ['toonvision', ...process.argv.slice(2)]
      .map((part) => (/^[\w./:=,@+-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`))
      .join(' '),
  },
);
terminal.dropProgress();

// Negative codes come from the argument scanner: unknown command (-5) and invalid argument (-4) are wrong usage.
const code = Number(tool.exitCode ?? 0);
process.exitCode = code >= 0 ? code : code === -4 || code === -5 ? 2 : 1;
