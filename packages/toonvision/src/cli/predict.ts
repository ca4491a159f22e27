// `toonvision predict`: what a run's model thinks of other pictures.
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

/** With 32 classes a row of all would not fit a screen. */
const SHOWN_CLASSES = 4;

export const predictCommand = buildCommand<Flags, [string, ...string[]], Context>({
  async func({ boxes, json, project: directory }, name, ...paths) {
    const { loadConfig } = await import('../config/index.ts');
    const { UserError } = await import('../errors/index.ts');
    const { predictPictures, readRun, unfinishedNotice } = await import('../training/index.ts');
    if (paths.length === 0) {
      throw new UserError('no picture is given', {
        remedy: 'Name one or more picture files after the run.',
        exitCode: 2,
      });
    }
    const project = await loadConfig(directory);
    const run = await readRun(project, name);
    const unfinished = unfinishedNotice(run);
    if (unfinished !== undefined) this.terminal.notice(`notice: ${unfinished}.`);
    const predictions = await predictPictures({ project, run, paths, boxes, signal: this.signal });
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
          .slice(0, SHOWN_CLASSES)
          .map(({ className, probability }) => `${className} ${percent(probability)}`)
          .join('  '),
      ];
    });
    this.terminal.print(textTable(['picture', 'predicted', 'probabilities'], rows));
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
      parameter: { brief: 'Name of the run, then the pictures', parse: text, placeholder: 'run pictures' },
      minimum: 1,
    },
  },
  docs: {
    brief: "Say what a run's model thinks of other pictures",
    customUsage: ['<run> <pictures>...'],
    fullDescription: `Predicts pictures with the best weights of a run, whole or, with --boxes, each annotated object.

Examples:
  toonvision predict suit-baseline-1 crop.png other.jpg
  toonvision predict suit-baseline-1 screenshot.png --boxes
  toonvision predict suit-baseline-1 *.png --json`,
  },
});
