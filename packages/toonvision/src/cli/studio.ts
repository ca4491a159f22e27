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
    terminal.print('Press Ctrl-C to stop. Training started in the studio keeps running.');
    if (open) openBrowser(studio.url);
    await new Promise<void>((ended) => {
      if (signal.aborted) ended();
      signal.addEventListener('abort', () => ended(), { once: true });
    });
    await studio.close();
  },
  parameters: {
    flags: {
      port: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '4173',
        brief: 'Port; 0 for any free port',
        placeholder: 'n',
      },
      host: {
        kind: 'parsed',
        parse: text,
        default: '127.0.0.1',
        brief: 'Address to listen on; anything but this machine requires a token',
        placeholder: 'address',
      },
      open: { kind: 'boolean', default: true, brief: 'Open the browser' },
      project: projectFlag,
    },
  },
  docs: {
    brief: 'Open the project in the browser',
    fullDescription: `Serves a page for the project: dataset and data issues, labeling, training, runs, comparisons, wrong samples with class
activation maps, and predictions for new images. It is reachable from this machine only; with another --host, the printed
address contains a token that visitors need.

Examples:
  toonvision studio
  toonvision studio --port 0 --no-open
  toonvision studio --host 0.0.0.0 --project demo-town`,
  },
});

/** Opens the default browser; failure is ignored, since the address is printed. */
function openBrowser(url: string): void {
  const [program, ...options] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(program ?? 'xdg-open', [...options, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
