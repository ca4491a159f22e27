// `toonvision extract`: cuts the annotated objects out of the screenshots.

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

/** A broken dataset can have thousands; the JSON has them all. */
const SHOWN_PROBLEMS = 50;
const SHOWN_CHANGES = 20;

/** What came, changed and went: files one by one, as far as they are few. */
function tellChanges({ added, changed, removed }: DatasetChanges): string[] {
  const samples = (files: readonly { samples: number }[]) => files.reduce((sum, file) => sum + file.samples, 0);
  const some = (lines: string[]) =>
    lines.length <= SHOWN_CHANGES
      ? lines
      : [...lines.slice(0, SHOWN_CHANGES), `and ${count(lines.length - SHOWN_CHANGES)} more; --json lists them all`];
  const pictures = (files: readonly unknown[]) => plural(files.length, 'picture');
  return [
    ...(added.length === 0 ? [] : [`New: ${pictures(added)} with ${count(samples(added))} samples.`]),
    ...some(changed.map(({ file, what }) => `Changed: ${file}: ${what}.`)),
    ...some(removed.map((gone) => `Removed: ${gone.file}: ${plural(gone.samples, 'sample is', 'samples are')} gone.`)),
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
      for (const problem of problems.slice(0, SHOWN_PROBLEMS)) {
        this.terminal.notice(`${problem.severity}: ${formatProblem(problem)}`);
      }
      const more = problems.length - SHOWN_PROBLEMS;
      if (more > 0) this.terminal.notice(`and ${count(more)} more; --json lists them all`);
      this.terminal.print(`Found: ${describeSource(source)}.`);
      if (changes !== null) for (const line of tellChanges(changes)) this.terminal.print(line);
      this.terminal.print(
        `${count(samples.length)} samples from ${count(screenshots)} screenshots ` +
          `(${count(written)} crops written, ${count(reused)} as before), in ${project.paths.samples}.`,
      );
    }
    const faults = problems.filter(({ severity }) => severity !== 'notice').length;
    if (strict && faults > 0) {
      throw new UserError(`${plural(faults, 'problem')} in the data`, {
        remedy: 'Mend the data, or leave --strict out to go on without what cannot be used.',
      });
    }
    if (!json) this.terminal.print(`Next: ${commandName} split${projectArgument(directory)}`);
  },
  parameters: {
    flags: {
      strict: { kind: 'boolean', withNegated: false, brief: 'Fail when anything had to be skipped or repaired' },
      json: jsonFlag,
      project: projectFlag,
    },
  },
  docs: {
    brief: 'Cut the annotated objects out of the screenshots',
    fullDescription: `Reads every annotation of the project, clamps the boxes, writes a crop for each object and
dataset/samples.json. The format of the annotations is detected, or set as source in the configuration:
${listFormats(undefined, 'or')}.
Problems are listed with file, object and remedy; they never stop it. Running it again redoes only what changed, and says what was added, changed and removed.

Examples:
  toonvision extract
  toonvision extract --project demo-town --strict
  toonvision extract --json | jq .problems`,
  },
});
