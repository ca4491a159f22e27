// `toonvision report`: one page that tells everything about a run.
import { buildCommand } from '@stricli/core';
import { megabytes } from '../format/index.ts';
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
    const written = await reportAndTell(this, { ...flags, run });
    if (flags.json) this.terminal.printJson(written);
  },
  parameters: {
    flags: {
      maps: { kind: 'boolean', default: true, brief: 'Show where the model looks, beside each sample' },
      force: {
        kind: 'boolean',
        withNegated: false,
        brief: 'Go on although the data has changed since the run; marks the report',
      },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of the run, as train printed it', parse: text, placeholder: 'run' }],
    },
  },
  docs: {
    brief: 'Write a page that tells everything about a run',
    fullDescription: `Writes runs/<run>/report.html, one page that needs no network and nothing beside it: what came of the
run in plain words, data and split, curves, matrices, tables by street and entity, wrong and least confident samples with
what the model sees in them, repeats, settings, and how to do it again. The charts lie below runs/<run>/figures, light and
dark, as SVG and PNG. Evaluate the run first: the report itself never opens the test split.

Examples:
  toonvision report suit-baseline-1
  toonvision report suit-baseline-1 --no-maps`,
  },
});

/** Writes the report of a run and says where; used by `report` and `tour`. */
export async function reportAndTell(
  { terminal, signal }: Context,
  { run, maps, force, json, project: directory }: Flags & { run: string },
): Promise<{ file: string; bytes: number; figures: string[] }> {
  const { loadConfig } = await import('../config/index.ts');
  const { writeReport } = await import('../reports/index.ts');
  const project = await loadConfig(directory);
  const cache = terminal.progress({ label: 'Building the pixel cache', unit: 'samples', transient: true });
  const progress = terminal.progress({ label: 'Writing the report', unit: 'pictures', transient: true });
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
    terminal.print(`         and ${written.figures.length} charts beside it, below figures/`);
  }
  return written;
}
