// `toonvision compare`: whether two configurations differ by more than the luck of the seed.
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
      if (status !== 'finished')
        terminal.notice(`notice: the repeats ${name} are ${status}; what is there is compared.`);
    const comparison = compareRepeats(...records, { split });
    if (json) return terminal.printJson(comparison);
    for (const line of comparisonLines(comparison, (text) => terminal.style('bold', text))) terminal.print(line);
  },
  parameters: {
    flags: {
      split: { kind: 'enum', values: ['test', 'val'], default: 'test', brief: 'The split to compare on' },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'Name of repeats, as train --repeats printed it', parse: text, placeholder: 'repeats' },
        { brief: 'Name of other repeats', parse: text, placeholder: 'others' },
      ],
    },
  },
  docs: {
    brief: 'Compare two configurations over paired seeds',
    fullDescription: `Compares two repeats seed by seed: the mean difference of every metric with its t interval, and
whether it can be told from luck. Two single runs are compared with \`evaluate <run> --against <run>\`, their settings with
\`runs compare\`.

Examples:
  toonvision compare baseline-10 tuned-10
  toonvision compare baseline-10 tuned-10 --split val --json`,
  },
});
