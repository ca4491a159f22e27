// `toonvision extract`: crops the annotated objects.

import { buildCommand } from '@stricli/core';
import { describeSource, listFormats } from '../annotations/formats.ts';
import type { DatasetChanges } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { count, plural } from '../format/index.ts';
import { jsonFlag, projectArgument, projectFlag } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';

interface Flags {
  strict: boolean;
  json: boolean;
  project: string;
}

/** A broken dataset can have thousands of problems; --json lists all. */
const MAX_SHOWN_PROBLEMS = 50;
const MAX_SHOWN_CHANGES = 20;

/** Formats added, changed and removed samples; long lists of files are truncated. */
function changeLines({ added, changed, removed }: DatasetChanges): string[] {
  const samples = (files: readonly { samples: number }[]) => files.reduce((sum, file) => sum + file.samples, 0);
  const truncate = (lines: string[]) =>
    lines.length <= MAX_SHOWN_CHANGES
      ? lines
      : [
          ...lines.slice(0, MAX_SHOWN_CHANGES),
          `and ${count(lines.length - MAX_SHOWN_CHANGES)} more (--json lists all)`,
        ];
  const images = (files: readonly unknown[]) => plural(files.length, 'image');
  return [
    ...(added.length === 0 ? [] : [`Added: ${images(added)} with ${plural(samples(added), 'sample')}.`]),
    ...truncate(changed.map(({ file, what }) => `Changed: ${file}: ${what}.`)),
    ...truncate(removed.map((file) => `Removed: ${file.file} with ${plural(file.samples, 'sample')}.`)),
  ];
}

export const extractCommand = buildCommand<Flags, [], Context>({
  async func({ strict, json, project: directory }) {
    const { loadConfig } = await import('../config/index.ts');
    const { extract, formatProblem } = await import('../dataset/index.ts');
    const project = await loadConfig(directory);
    const progress = this.terminal.progress({ label: 'Extracting', unit: 'screenshots', transient: json });
    const { samples, problems, source, changes, screenshots, written, reused } = await extract({
      project,
      onProgress: progress.update,
      signal: this.signal,
    });
    progress.drop();
    if (json) {
      this.terminal.printJson({ samples: samples.length, source, screenshots, written, reused, changes, problems });
    } else {
      for (const problem of problems.slice(0, MAX_SHOWN_PROBLEMS)) {
        this.terminal.notice(`${problem.severity}: ${formatProblem(problem)}`);
      }
      const more = problems.length - MAX_SHOWN_PROBLEMS;
      if (more > 0) this.terminal.notice(`and ${count(more)} more (--json lists all)`);
      this.terminal.print(`Found: ${describeSource(source)}.`);
      if (changes !== null) for (const line of changeLines(changes)) this.terminal.print(line);
      this.terminal.print(
        `${count(samples.length)} samples from ${count(screenshots)} screenshots ` +
          `(${count(written)} crops written, ${count(reused)} unchanged), in ${project.paths.samples}.`,
      );
    }
    const errors = problems.filter(({ severity }) => severity !== 'notice').length;
    if (strict && errors > 0) {
      throw new UserError(`${plural(errors, 'problem')} in the data`, {
        remedy: 'Fix the data, or run without --strict to skip what cannot be used.',
      });
    }
    if (!json) this.terminal.print(`Next: ${commandName} split${projectArgument(directory)}`);
  },
  parameters: {
    flags: {
      strict: { kind: 'boolean', withNegated: false, brief: 'Fail if anything was skipped or repaired' },
      json: jsonFlag,
      project: projectFlag,
    },
  },
  docs: {
    brief: 'Crop the annotated objects out of the screenshots',
    fullDescription: `Reads every annotation of the project, clips boxes to the image, and writes a crop per object and
dataset/samples.json. The annotation format is detected, or set as source in the configuration:
${listFormats(undefined, 'or')}.
Problems are listed with file, object and remedy, and the affected objects skipped. Running it again processes only what
changed, and lists what was added, changed and removed.

Examples:
  toonvision extract
  toonvision extract --project demo-town --strict
  toonvision extract --json | jq .problems`,
  },
});
