// `toonvision suggest`: which pictures to label next.
import { buildCommand } from '@stricli/core';
import { count } from '../format/index.ts';
import { jsonFlag, projectArgument, projectFlag, text, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { textTable } from './textTable.ts';

interface Flags {
  count: number;
  most: number;
  json: boolean;
  project: string;
}

export const suggestCommand = buildCommand<Flags, [string], Context>({
  async func({ count: shown, most, json, project: directory }, name) {
    const { loadConfig } = await import('../config/index.ts');
    const { suggestLabels } = await import('../labeling/index.ts');
    const { readRun, unfinishedNotice } = await import('../training/index.ts');
    const project = await loadConfig(directory);
    const run = await readRun(project, name);
    const unfinished = unfinishedNotice(run);
    if (unfinished !== undefined) this.terminal.notice(`notice: ${unfinished}.`);
    const progress = this.terminal.progress({ label: 'Looking', unit: 'pictures', transient: true });
    const found = await suggestLabels({
      project,
      run,
      maxImages: most,
      onProgress: progress.update,
      signal: this.signal,
    });
    progress.drop();
    const suggestions = found.suggestions.slice(0, shown);
    if (json) {
      this.terminal.printJson({ ...found, suggestions });
      return;
    }
    for (const { image, message } of found.unreadable) this.terminal.notice(`skipped: ${image}: ${message}`);
    if (found.unlabeled === 0) {
      this.terminal.print('Every picture is labeled.');
      return;
    }
    this.terminal.print(
      textTable(
        ['label next', 'looks like', 'why'],
        suggestions.map(({ image, predicted, reason }) => [image, predicted, reason]),
      ),
    );
    const looked = found.examined < found.unlabeled ? `, ${count(found.examined)} of them looked at` : '';
    this.terminal.print(`${count(found.unlabeled)} pictures have no label${looked}.`);
    this.terminal.print(`Next: ${commandName} studio${projectArgument(directory)}, view Label`);
  },
  parameters: {
    flags: {
      count: { kind: 'parsed', parse: wholeNumber(1), default: '20', brief: 'How many are listed' },
      most: { kind: 'parsed', parse: wholeNumber(1), default: '1000', brief: 'How many are looked at, evenly spread' },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of the run', parse: text, placeholder: 'run' }],
    },
  },
  docs: {
    brief: 'Say which pictures without a label would help most',
    fullDescription: `Ranks the pictures that nothing annotates. Where samples are whole pictures, those whose two likeliest classes are
nearest to each other come first, and among these the ones unlike what is labeled or listed before. Screenshots come by
unlikeness alone, with boxes that may hold an object, learnt from the annotated ones. The test side is not looked at.

Examples:
  toonvision suggest suit-baseline-1
  toonvision suggest suit-baseline-1 --count 100 --json`,
  },
});
