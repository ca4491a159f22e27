// `toonvision import`: makes a run of a model that was trained elsewhere.
import { buildCommand } from '@stricli/core';
import { UserError } from '../errors/index.ts';
import { compactNumber, count } from '../format/index.ts';
import { jsonFlag, projectArgument, projectFlag, text } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';

const INTERPOLATIONS = ['bilinear', 'nearest', 'bicubic'] as const;

interface Flags {
  name?: string;
  target?: string;
  scale?: number;
  softmax: boolean;
  interpolation?: (typeof INTERPOLATIONS)[number];
  json: boolean;
  project: string;
}

/** `1/255` or `0.0039`. */
function factor(written: string): number {
  const [over, under = '1', ...more] = written.split('/');
  const value = Number(over) / Number(under);
  if (more.length === 0 && over?.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new UserError(`${written} is no number above 0, such as 1/255`, { exitCode: 2 });
}

export const importCommand = buildCommand<Flags, [string], Context>({
  async func({ json, project: directory, ...flags }, file) {
    const { loadConfig } = await import('../config/index.ts');
    const { importModel } = await import('../imports/index.ts');
    const { terminal, signal, commandLine } = this;
    const project = await loadConfig(directory);
    const cache = terminal.progress({ label: 'Building the pixel cache', unit: 'samples', transient: json });
    const { name, record } = await importModel({
      ...{ ...flags, project, file, signal },
      command: commandLine,
      onProgress: cache.update,
    });
    cache.end();
    if (json) return terminal.printJson(record);
    const { imported, model, config } = record;
    const by = imported?.generator === undefined ? '' : ` of ${imported.generator}`;
    terminal.print(
      `runs/${name}: ${imported?.format}${by}, ${count(model.parameters)} parameters, ${compactNumber(model.multiplyAdds)} multiply-adds`,
    );
    terminal.print(
      `It takes ${config.input.height}x${config.input.width} pictures (${config.input.interpolation}); its outputs are ${config.classes.join(', ')}, in this order.`,
    );
    for (const remark of imported?.remarks ?? []) terminal.print(remark);
    terminal.print('Which samples it was trained on is not known here: on those, numbers are too good.');
    terminal.print(`Next: ${commandName} evaluate ${name} --split val${projectArgument(directory)}`);
  },
  parameters: {
    flags: {
      name: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Of the run [<target>-<model>-<n>]',
        placeholder: 'name',
      },
      target: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: "What it tells apart [the config's target]",
        placeholder: 'name',
      },
      scale: {
        kind: 'parsed',
        parse: factor,
        optional: true,
        brief: 'Multiply pixels by it first, 1/255 for a model without rescaling of its own',
        placeholder: 'factor',
      },
      softmax: {
        kind: 'boolean',
        withNegated: false,
        brief: 'Put a softmax behind a model whose outputs are logits',
      },
      interpolation: {
        kind: 'enum',
        values: INTERPOLATIONS,
        optional: true,
        brief: 'How crops are brought to its size [file, config]',
      },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Model file, or folder of a TensorFlow.js model', parse: text, placeholder: 'file' }],
    },
  },
  docs: {
    brief: 'Make a run of a model that was trained elsewhere',
    fullDescription: `Reads Keras HDF5 (Keras 2, also when it is named .keras), Keras 3 archives (.keras), TensorFlow.js layers models (the folder or
model.json), ONNX (.onnx, chains of layers, as PyTorch, tf2onnx and export write them) and our own model.json. Its outputs must be the classes of the target, in their order. The run has no
history; evaluate, explain, predict and report work on it.

Examples:
  toonvision import tuned.keras --interpolation nearest
  toonvision import exported/ --scale 1/255 --name from-tfjs
  toonvision import classifier.onnx --softmax --target entity`,
  },
});
