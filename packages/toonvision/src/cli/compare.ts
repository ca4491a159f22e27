// `toonvision compare`: compares two configurations over paired seeds.
import { buildCommand } from '@stricli/core';
import { jsonFlag, projectFlag, text } from './arguments.ts';
import type { Context } from './context.ts';
import { comparisonLines } from './repeatsText.ts';

interface Flags {
  split: 'test' | 'val';
  json: boolean;
  project: string;
}

export const compareCommand = buildCommand<Flags, [string, string], Context>({
  async func({ split, json, project: directory }, a, b) {
    const { loadConfig } = await import('../config/index.ts');
    const { compareRepeats, readRepeats } = await import('../repeats/index.ts');
    const { terminal } = this;
    const project = await loadConfig(directory);
    const records = [await readRepeats(project, a), await readRepeats(project, b)] as const;
    for (const { name, status } of records)
      if (status !== 'finished') terminal.notice(`notice: ${name} is ${status}; only its finished runs are compared.`);
    const comparison = compareRepeats(...records, { split });
    if (json) return terminal.printJson(comparison);
    for (const line of comparisonLines(comparison, (text) => terminal.style('bold', text))) terminal.print(line);
  },
  parameters: {
    flags: {
      split: { kind: 'enum', values: ['test', 'val'], default: 'test', brief: 'Split to compare on' },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'First repeats', parse: text, placeholder: 'repeats' },
        { brief: 'Second repeats', parse: text, placeholder: 'others' },
      ],
    },
  },
  docs: {
    brief: 'Compare two configurations over paired seeds',
    fullDescription: `Compares two sets of repeats (\`train --repeats\`) seed by seed: the mean difference of each metric with its t interval, and
whether it exceeds the variance between seeds. To compare two single runs, use \`evaluate <run> --against <run>\`; to compare
their settings, \`runs compare\`.

Examples:
  toonvision compare baseline-10 tuned-10
  toonvision compare baseline-10 tuned-10 --split val --json`,
  },
});
