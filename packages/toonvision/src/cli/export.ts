// `toonvision export`: writes the model of a run for other runtimes, with a card.
import { buildCommand } from '@stricli/core';
import type { ExportFormat } from '../exports/index.ts';
import { jsonFlag, projectFlag, text } from './arguments.ts';
import type { Context } from './context.ts';

const FORMATS = ['onnx', 'safetensors', 'tfjs', 'web'] as const satisfies ExportFormat[];

interface Flags {
  format?: readonly ExportFormat[];
  input: 'bytes' | 'floats';
  out?: string;
  force: boolean;
  json: boolean;
  project: string;
}

export const exportCommand = buildCommand<Flags, [string], Context>({
  async func({ format = ['onnx'], json, project: directory, ...flags }, run) {
    const { loadConfig } = await import('../config/index.ts');
    const { exportRun } = await import('../exports/index.ts');
    const exported = await exportRun({ ...flags, project: await loadConfig(directory), run, formats: format });
    if (json) return this.terminal.printJson(exported);
    this.terminal.print(`Written to ${exported.directory}:`);
    for (const file of exported.files) this.terminal.print(`  ${file}`);
  },
  parameters: {
    flags: {
      format: { kind: 'enum', values: FORMATS, variadic: true, optional: true, brief: 'Can be given again [onnx]' },
      input: {
        kind: 'enum',
        values: ['bytes', 'floats'],
        default: 'bytes',
        brief: 'onnx: takes uint8 pixels, or floats of the same values',
      },
      out: { kind: 'parsed', parse: text, optional: true, brief: 'Folder [exports/<run>]', placeholder: 'dir' },
      force: { kind: 'boolean', withNegated: false, brief: 'Write over the files of an earlier export' },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: { kind: 'tuple', parameters: [{ brief: 'Name of the run', parse: text, placeholder: 'run' }] },
  },
  docs: {
    brief: 'Write the model of a run for elsewhere, with a card',
    fullDescription: `onnx: opset 17, rescaling and softmax inside, class names, seed, fingerprints and metrics in its metadata. safetensors: weights
and architecture as two files, which \`@toonvision/nn\` and \`toonvision import\` read. tfjs: a layers model for TensorFlow.js. web: a folder with a
page that predicts dropped pictures or the camera's, for any static server. Each export has a MODEL_CARD.md: data, results with intervals, weak spots, limits, how to make it again.

Examples:
  toonvision export suit-tuned-1
  toonvision export suit-tuned-1 --format onnx --format tfjs --out deploy
  toonvision export suit-tuned-1 --format web`,
  },
});
