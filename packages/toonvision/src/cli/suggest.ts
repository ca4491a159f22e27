// `toonvision suggest`: ranks unlabeled images by how much labeling them would help.
import { buildCommand } from '@stricli/core';
import { count } from '../format/index.ts';
import { jsonFlag, projectArgument, projectFlag, text, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { textTable } from './textTable.ts';

interface Flags {
  count: number;
  maxImages: number;
  json: boolean;
  project: string;
}

export const suggestCommand = buildCommand<Flags, [string], Context>({
  async func({ count: shown, maxImages, json, project: directory }, name) {
    const { loadConfig } = await import('../config/index.ts');
    const { suggestLabels } = await import('../labeling/index.ts');
    const { readRun, unfinishedNotice } = await import('../training/index.ts');
    const project = await loadConfig(directory);
    const run = await readRun(project, name);
    const unfinished = unfinishedNotice(run);
    if (unfinished !== undefined) this.terminal.notice(`notice: ${unfinished}.`);
    const progress = this.terminal.progress({ label: 'Ranking', unit: 'images', transient: true });
    const ranking = await suggestLabels({
      project,
      run,
      maxImages,
      onProgress: progress.update,
      signal: this.signal,
    });
    progress.drop();
    const suggestions = ranking.suggestions.slice(0, shown);
    if (json) {
      this.terminal.printJson({ ...ranking, suggestions });
      return;
    }
    for (const { image, message } of ranking.unreadable) this.terminal.notice(`skipped: ${image}: ${message}`);
    if (ranking.unlabeled === 0) {
      this.terminal.print('All images are labeled.');
      return;
    }
    this.terminal.print(
      textTable(
        ['label next', 'predicted', 'reason'],
        suggestions.map(({ image, predicted, reason }) => [image, predicted, reason]),
      ),
    );
    const ranked = ranking.examined < ranking.unlabeled ? `; ranked ${count(ranking.examined)} of them` : '';
    this.terminal.print(`${count(ranking.unlabeled)} images are unlabeled${ranked}.`);
    this.terminal.print(`Next: ${commandName} studio${projectArgument(directory)}   (label them in the Label view)`);
  },
  parameters: {
    flags: {
      count: { kind: 'parsed', parse: wholeNumber(1), default: '20', brief: 'Number of suggestions' },
      maxImages: {
        kind: 'parsed',
        parse: wholeNumber(1),
        default: '1000',
        brief: 'Maximum number of images to rank, evenly spaced',
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
    brief: 'Suggest which images to label next',
    fullDescription: `Ranks images without annotations (active learning). If samples are whole images, those with the smallest margin between the
top two classes come first, and among these the ones least similar to labeled and already listed images. Screenshots are
ranked by dissimilarity alone, with proposed boxes. The test split is not used.

Examples:
  toonvision suggest suit-baseline-1
  toonvision suggest suit-baseline-1 --count 100 --json`,
  },
});
