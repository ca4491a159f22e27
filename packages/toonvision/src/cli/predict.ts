// `toonvision predict`: classifies new images with a run.
import { buildCommand } from '@stricli/core';
import { percent } from '../format/index.ts';
import { jsonFlag, projectFlag, text } from './arguments.ts';
import type { Context } from './context.ts';
import { textTable } from './textTable.ts';

interface Flags {
  boxes: boolean;
  json: boolean;
  project: string;
}

/** A row of all of 32 classes would not fit a screen. */
const MAX_SHOWN_CLASSES = 4;

export const predictCommand = buildCommand<Flags, [string, ...string[]], Context>({
  async func({ boxes, json, project: directory }, name, ...paths) {
    const { loadConfig } = await import('../config/index.ts');
    const { UserError } = await import('../errors/index.ts');
    const { predictImages, readRun, unfinishedNotice } = await import('../training/index.ts');
    if (paths.length === 0) {
      throw new UserError('at least one image is required', {
        remedy: 'List image files after the name of the run.',
        exitCode: 2,
      });
    }
    const project = await loadConfig(directory);
    const run = await readRun(project, name);
    const unfinished = unfinishedNotice(run);
    if (unfinished !== undefined) this.terminal.notice(`notice: ${unfinished}.`);
    const predictions = await predictImages({ project, run, paths, boxes, signal: this.signal });
    const { classes } = run.record.config;
    if (json) {
      this.terminal.printJson({ run: run.name, status: run.record.status, classes, predictions });
      return;
    }
    const rows = predictions.map(({ file, object, predicted, probabilities }) => {
      const ranked = classes
        .map((className, index) => ({ className, probability: probabilities[index] ?? 0 }))
        .sort((a, b) => b.probability - a.probability);
      return [
        object === undefined ? file : `${file}, object ${object.number} (${object.name})`,
        predicted,
        ranked
          .slice(0, MAX_SHOWN_CLASSES)
          .map(({ className, probability }) => `${className} ${percent(probability)}`)
          .join('  '),
      ];
    });
    this.terminal.print(textTable(['image', 'predicted', 'probabilities'], rows));
  },
  parameters: {
    flags: {
      boxes: {
        kind: 'boolean',
        withNegated: false,
        brief: 'Predict each annotated object (annotation next to the image, or in the project), not the whole image',
      },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: {
      kind: 'array',
      parameter: { brief: 'Name of the run, then images', parse: text, placeholder: 'run images' },
      minimum: 1,
    },
  },
  docs: {
    brief: 'Classify new images',
    customUsage: ['<run> <images>...'],
    fullDescription: `Classifies whole images with the best weights of a run or, with --boxes, each annotated object.

Examples:
  toonvision predict suit-baseline-1 crop.png other.jpg
  toonvision predict suit-baseline-1 screenshot.png --boxes
  toonvision predict suit-baseline-1 *.png --json`,
  },
});
