// `toonvision summary`: layers, shapes, parameters and multiply-adds of a model.
import { buildCommand } from '@stricli/core';
import { compactNumber } from '../format/index.ts';
import { jsonFlag, pixelSize, text, wholeNumber } from './arguments.ts';
import type { Context } from './context.ts';

interface Flags {
  classes: number;
  input: { height: number; width: number };
  json: boolean;
}

export const summaryCommand = buildCommand<Flags, [string], Context>({
  async func({ classes, input, json }, model) {
    const { findModel } = await import('../models/index.ts');
    const { build } = await findModel(model);
    const built = build({ ...input, channels: 3 }, classes);
    if (json) {
      this.terminal.printJson({
        name: built.name,
        input: { ...input, channels: 3 },
        classes,
        parameters: built.parameters,
        multiplyAdds: built.multiplyAdds,
      });
      return;
    }
    this.terminal.print(built.summary().trimEnd());
    this.terminal.print(`Multiply-adds per image: ${compactNumber(built.multiplyAdds)}`);
  },
  parameters: {
    flags: {
      classes: { kind: 'parsed', parse: wholeNumber(2), default: '4', brief: 'Number of classes', placeholder: 'n' },
      input: {
        kind: 'parsed',
        parse: pixelSize,
        default: '600x200',
        brief: 'Height and width of the input in pixels',
        placeholder: 'HxW',
      },
      json: jsonFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Built-in model, or path of a .ts file', parse: text, placeholder: 'model' }],
    },
  },
  docs: {
    brief: 'Show layers, parameters and multiply-adds of a model',
    fullDescription: `Built-in models: baseline, tuned, random, bayesian1, bayesian2. To define your own, write a .ts file whose default export is a
function of input size and number of classes that returns layers.

Examples:
  toonvision summary baseline
  toonvision summary tuned --classes 32 --input 150x50
  toonvision summary models/tiny.ts --json`,
  },
});
