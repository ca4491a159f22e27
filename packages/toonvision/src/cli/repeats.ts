// `toonvision repeats`: what was trained over several seeds, and what came of it.
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
    const room = await import('../repeats/index.ts');
    const { formatConfusionMatrix } = await import('../evaluation/index.ts');
    const { terminal } = this;
    const project = await loadConfig(directory);
    const bold = (line: string) => terminal.style('bold', line);
    if (name !== undefined) {
      const record = await room.readRepeats(project, name);
      if (json) return terminal.printJson(record);
      if (record.status !== 'finished') terminal.notice(`notice: the repeats ${record.name} are ${record.status}.`);
      for (const run of record.runs) terminal.print(repeatedRunLine(run));
      terminal.print();
      for (const line of repeatsLines({ ...room, formatConfusionMatrix }, record, bold)) terminal.print(line);
      return;
    }
    const names = await room.listRepeats(project);
    const records = await Promise.all(names.map((one) => room.readRepeats(project, one)));
    if (json) return terminal.printJson(records);
    if (records.length === 0) {
      terminal.print(`There are no repeats yet; make some with ${commandName} train --repeats 10.`);
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
      parameters: [
        { brief: 'Name of the repeats; all of them without', parse: text, placeholder: 'name', optional: true },
      ],
    },
  },
  docs: {
    brief: 'List repeats, or show what came of one',
    fullDescription: `Shows what \`train --repeats\` left below repeats/.

Examples:
  toonvision repeats
  toonvision repeats suit-baseline-repeats-1
  toonvision repeats suit-baseline-repeats-1 --json | jq .metrics.test.wrong`,
  },
});
