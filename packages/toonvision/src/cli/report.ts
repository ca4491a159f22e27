// `toonvision report`: writes a self-contained HTML report of a run.
import { buildCommand } from '@stricli/core';
import { megabytes, plural } from '../format/index.ts';
import { jsonFlag, projectFlag, text } from './arguments.ts';
import type { Context } from './context.ts';

interface Flags {
  maps: boolean;
  force: boolean;
  json: boolean;
  project: string;
}

export const reportCommand = buildCommand<Flags, [string], Context>({
  async func(flags, run) {
    const written = await writeAndPrintReport(this, { ...flags, run });
    if (flags.json) this.terminal.printJson(written);
  },
  parameters: {
    flags: {
      maps: { kind: 'boolean', default: true, brief: 'Include class activation maps of samples' },
      force: {
        kind: 'boolean',
        withNegated: false,
        brief: 'Continue even if the data has changed since the run; the report says so',
      },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of the run', parse: text, placeholder: 'run' }],
    },
  },
  docs: {
    brief: 'Write an HTML report of a run',
    fullDescription: `Writes runs/<run>/report.html, a self-contained page: summary, data and split, learning curves, confusion matrices, tables by
street and entity, wrong and least confident samples with class activation maps, repeats, settings, and how to reproduce the
run. Charts are in runs/<run>/figures, light and dark, as SVG and PNG. Evaluate the run first: the report never opens the test
split.

Examples:
  toonvision report suit-baseline-1
  toonvision report suit-baseline-1 --no-maps`,
  },
});

/** Writes the report of a run and prints its path; used by `report` and `tour`. */
export async function writeAndPrintReport(
  { terminal, signal }: Context,
  { run, maps, force, json, project: directory }: Flags & { run: string },
): Promise<{ file: string; bytes: number; figures: string[] }> {
  const { loadConfig } = await import('../config/index.ts');
  const { writeReport } = await import('../reports/index.ts');
  const project = await loadConfig(directory);
  const cache = terminal.progress({ label: 'Building the pixel cache', unit: 'samples', transient: true });
  const progress = terminal.progress({ label: 'Writing the report', unit: 'images', transient: true });
  const written = await writeReport({
    project,
    run,
    maps,
    force,
    signal,
    onCache: cache.update,
    onProgress: progress.update,
  });
  cache.end();
  progress.end();
  if (!json) {
    terminal.print(`Written: ${written.file} (${megabytes(written.bytes)})`);
    terminal.print(`         ${plural(written.figures.length, 'chart')} in figures/ next to it`);
  }
  return written;
}
