// `toonvision study import`: reads a KerasTuner project.
import { buildCommand } from '@stricli/core';
import { compactNumber, count, percent } from '../format/index.ts';
import { jsonFlag, text } from './arguments.ts';
import type { Context } from './context.ts';
import { textTable } from './textTable.ts';

export const importStudyCommand = buildCommand<{ json: boolean }, [string], Context>({
  async func({ json }, directory) {
    const { importKerasTuner } = await import('../tuning/index.ts');
    const { terminal } = this;
    const found = await importKerasTuner(directory);
    if (json) return terminal.printJson(found);
    const names = found.hyperparameters.map(({ name }) => name);
    const isOnFront = new Set(found.front);
    const rows = [...found.trials]
      .sort((a, b) => (a.score ?? Number.POSITIVE_INFINITY) - (b.score ?? Number.POSITIVE_INFINITY))
      .map(({ id, status, score, bestStep, parameters, multiplyAdds, values, cutShort }) => [
        `${id}${isOnFront.has(id) ? ' *' : ''}`,
        status,
        score === null ? '' : score.toFixed(4),
        bestStep === null ? '' : `${bestStep}${cutShort ? ' !' : ''}`,
        parameters === null ? '' : count(parameters),
        multiplyAdds === null ? '' : compactNumber(multiplyAdds),
        ...names.map((name) => String(values[name] ?? '')),
      ]);
    terminal.print(
      textTable(['trial', 'status', found.objective, 'best step', 'parameters', 'multiply-adds', ...names], rows, {
        right: [2, 3, 4, 5],
      }),
    );
    terminal.print(
      `\n* on the front of ${found.objective} and parameters; ! its best step was near the last of all: the budget ended it`,
    );
    for (const { name, gain } of found.importance.slice(0, 8))
      terminal.print(`${name}: ${percent(gain, 0)} of the differences, as far as ${found.trials.length} trials tell`);
  },
  parameters: {
    flags: { json: jsonFlag },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Folder with oracle.json and trial_*/trial.json', parse: text, placeholder: 'folder' }],
    },
  },
  docs: { brief: 'Read a KerasTuner project: its trials, sizes and front' },
});
