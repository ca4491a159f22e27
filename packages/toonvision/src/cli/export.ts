// `toonvision export`: writes the model of a run for other runtimes, with a model card.
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
      format: {
        kind: 'enum',
        values: FORMATS,
        variadic: true,
        optional: true,
        brief: 'Format; can be repeated [onnx]',
      },
      input: {
        kind: 'enum',
        values: ['bytes', 'floats'],
        default: 'bytes',
        brief: 'Input of ONNX models: uint8 pixels, or floats from 0 to 255',
      },
      out: { kind: 'parsed', parse: text, optional: true, brief: 'Output folder [exports/<run>]', placeholder: 'dir' },
      force: { kind: 'boolean', withNegated: false, brief: 'Overwrite an earlier export' },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: { kind: 'tuple', parameters: [{ brief: 'Name of the run', parse: text, placeholder: 'run' }] },
  },
  docs: {
    brief: 'Export a model to ONNX, TensorFlow.js, safetensors or a web page',
    fullDescription: `Formats:
  onnx         opset 17, includes rescaling and softmax; metadata with class names, seed, fingerprints and metrics
  safetensors  weights and architecture, for \`@toonvision/nn\` and \`toonvision import\`
  tfjs         layers model for TensorFlow.js
  web          page that classifies dropped images or the camera's, for any static server
Each export includes MODEL_CARD.md: data, results with intervals, weaknesses, limits, how to reproduce it.

Examples:
  toonvision export suit-tuned-1
  toonvision export suit-tuned-1 --format onnx --format tfjs --out deploy
  toonvision export suit-tuned-1 --format web`,
  },
});
