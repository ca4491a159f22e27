// `toonvision repeats`: lists repeats over several seeds, or shows the results of one.
import { buildCommand } from '@stricli/core';
import { count } from '../format/index.ts';
import { jsonFlag, projectFlag, text } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { repeatedRunLine, repeatsLines } from './repeatsText.ts';
import { textTable } from './textTable.ts';

interface Flags {
  json: boolean;
  project: string;
}

export const repeatsCommand = buildCommand<Flags, [string?], Context>({
  async func({ json, project: directory }, name) {
    const { loadConfig } = await import('../config/index.ts');
    const repeatsModule = await import('../repeats/index.ts');
    const { formatConfusionMatrix } = await import('../evaluation/index.ts');
    const { terminal } = this;
    const project = await loadConfig(directory);
    const bold = (line: string) => terminal.style('bold', line);
    if (name !== undefined) {
      const record = await repeatsModule.readRepeats(project, name);
      if (json) return terminal.printJson(record);
      if (record.status !== 'finished') terminal.notice(`notice: ${record.name} is ${record.status}.`);
      for (const run of record.runs) terminal.print(repeatedRunLine(run));
      terminal.print();
      for (const line of repeatsLines({ ...repeatsModule, formatConfusionMatrix }, record, bold)) terminal.print(line);
      return;
    }
    const names = await repeatsModule.listRepeats(project);
    const records = await Promise.all(names.map((x) => repeatsModule.readRepeats(project, x)));
    if (json) return terminal.printJson(records);
    if (records.length === 0) {
      terminal.print(`No repeats yet. Start with: ${commandName} train --repeats 10`);
      return;
    }
    const rows = records.map(({ name, status, asked, target, parameters, seeds, runs, metrics }) => {
      const { wrong, accuracy } = metrics.test;
      return [
        name,
        status,
        asked.model,
        target,
        count(parameters),
        `${runs.filter((run) => run.status === 'finished').length} of ${seeds.length}`,
        wrong === undefined ? '' : `${wrong.min} to ${wrong.max}`,
        wrong === undefined ? '' : wrong.mean.toFixed(1),
        accuracy === undefined ? '' : `${accuracy.mean.toFixed(4)} ± ${accuracy.sd.toFixed(4)}`,
      ];
    });
    const head = ['name', 'status', 'model', 'target', 'parameters', 'runs', 'wrong', 'mean', 'test accuracy'];
    terminal.print(textTable(head, rows, { right: [4, 7] }));
  },
  parameters: {
    flags: { json: jsonFlag, project: projectFlag },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of the repeats [list all]', parse: text, placeholder: 'name', optional: true }],
    },
  },
  docs: {
    brief: 'List trainings over several seeds, or show one',
    fullDescription: `Shows the results of \`train --repeats\`: the distribution of each metric over the seeds, best and worst run, and the samples
that are wrong most often.

Examples:
  toonvision repeats
  toonvision repeats suit-baseline-repeats-1
  toonvision repeats suit-baseline-repeats-1 --json | jq .metrics.test.wrong`,
  },
});
