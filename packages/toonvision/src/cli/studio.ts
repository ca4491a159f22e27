// `toonvision studio`: serves the project in the browser until Ctrl-C.
import { spawn } from 'node:child_process';
import { buildCommand } from '@stricli/core';
import { projectFlag, text, wholeNumber } from './arguments.ts';
import type { Context } from './context.ts';

interface Flags {
  port: number;
  host: string;
  open: boolean;
  project: string;
}

export const studioCommand = buildCommand<Flags, [], Context>({
  async func({ port, host, open, project }) {
    const { startStudio } = await import('../server/index.ts');
    const { terminal, signal } = this;
    const studio = await startStudio({ directory: project, port, host, log: (line) => terminal.notice(line) });
    terminal.print(`Studio: ${studio.url}`);
    terminal.print('Ctrl-C ends it; training that was started from it goes on.');
    if (open) openBrowser(studio.url);
    await new Promise<void>((ended) => {
      if (signal.aborted) ended();
      signal.addEventListener('abort', () => ended(), { once: true });
    });
    await studio.close();
  },
  parameters: {
    flags: {
      port: { kind: 'parsed', parse: wholeNumber(0), default: '4173', brief: '0 for any free one', placeholder: 'n' },
      host: {
        kind: 'parsed',
        parse: text,
        default: '127.0.0.1',
        brief: 'Another address lets others in who have the token',
        placeholder: 'address',
      },
      open: { kind: 'boolean', default: true, brief: 'Open the browser' },
      project: projectFlag,
    },
  },
  docs: {
    brief: 'Look at data, runs and models in the browser',
    fullDescription: `Serves a page for the project: the dataset and its findings, training, runs, comparisons, wrong samples with
class activation maps, trying the model on new pictures, labeling. Only this machine can reach it, unless --host says
otherwise; then the printed address holds a token that is needed.

Examples:
  toonvision studio
  toonvision studio --port 0 --no-open
  toonvision studio --host 0.0.0.0 --project demo-town`,
  },
});

/** Opens the system's browser; where there is none, the printed address must do. */
function openBrowser(url: string): void {
  const [program, ...before] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(program ?? 'xdg-open', [...before, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
