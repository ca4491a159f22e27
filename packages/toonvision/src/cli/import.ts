// `toonvision import`: creates a run from a model trained elsewhere.
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

/** Parses `1/255` or `0.0039`. */
function parseFactor(text: string): number {
  const [over, under = '1', ...more] = text.split('/');
  const value = Number(over) / Number(under);
  if (more.length === 0 && over?.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new UserError(`expected a number above 0 such as 1/255, got "${text}"`, { exitCode: 2 });
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
    const by = imported?.generator === undefined ? '' : ` by ${imported.generator}`;
    terminal.print(
      `runs/${name}: ${imported?.format}${by}, ${count(model.parameters)} parameters, ${compactNumber(model.multiplyAdds)} multiply-adds`,
    );
    terminal.print(
      `Input: ${config.input.height}x${config.input.width} (${config.input.interpolation}). Outputs, in order: ${config.classes.join(', ')}.`,
    );
    for (const remark of imported?.remarks ?? []) terminal.print(remark);
    terminal.print('Its training samples are unknown: metrics on samples it was trained on are too optimistic.');
    terminal.print(`Next: ${commandName} evaluate ${name} --split val${projectArgument(directory)}`);
  },
  parameters: {
    flags: {
      name: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Name of the run [<target>-<model>-<n>]',
        placeholder: 'name',
      },
      target: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: "Target that it classifies [the config's target]",
        placeholder: 'name',
      },
      scale: {
        kind: 'parsed',
        parse: parseFactor,
        optional: true,
        brief: 'Factor for the pixels, 1/255 for a model without a rescaling layer',
        placeholder: 'factor',
      },
      softmax: {
        kind: 'boolean',
        withNegated: false,
        brief: 'Add a softmax to a model that outputs logits',
      },
      interpolation: {
        kind: 'enum',
        values: INTERPOLATIONS,
        optional: true,
        brief: 'Interpolation when crops are resized [file, config]',
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
    brief: 'Import a Keras, TensorFlow.js, ONNX or PyTorch model as a run',
    fullDescription: `Reads Keras HDF5 (Keras 2, even if named .keras), Keras 3 archives (.keras), TensorFlow.js layers models (folder or
model.json), ONNX (.onnx, sequential models as written by PyTorch, tf2onnx and export) and ToonVision's model.json. The
outputs must be the classes of the target, in order. The run has no history; evaluate, explain, predict and report work.

Examples:
  toonvision import tuned.keras --interpolation nearest
  toonvision import exported/ --scale 1/255 --name from-tfjs
  toonvision import classifier.onnx --softmax --target entity`,
  },
});
