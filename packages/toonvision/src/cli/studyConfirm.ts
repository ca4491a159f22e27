// `toonvision study confirm`: retrains the Pareto front with new seeds, refits the chosen trial and tests it once.
import { buildCommand } from '@stricli/core';
import { compactNumber, count, percent } from '../format/index.ts';
import type { BestRule } from '../tuning/index.ts';
import { jsonFlag, projectArgument, projectFlag, text, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { textTable } from './textTable.ts';

interface Flags {
  seeds: number;
  trial?: readonly number[];
  best: BestRule;
  parallel?: number;
  refit: boolean;
  json: boolean;
  project: string;
}

export const confirmCommand = buildCommand<Flags, [string], Context>({
  async func({ seeds, trial: trials, best: rule, parallel, refit, json, project: directory }, name) {
    const { loadConfig } = await import('../config/index.ts');
    const { confirmStudy } = await import('../tuning/index.ts');
    const { terminal, signal, commandLine } = this;
    const project = await loadConfig(directory);
    const progress = terminal.progress({ label: `Confirming ${name}`, unit: 'epochs', transient: json });
    let limit = 1;
    const confirmation = await confirmStudy({
      ...{ project, name, trials, seeds, rule, refit, parallel, signal, command: commandLine },
      onPoint: ({ number, result }, done, all) => {
        if (json) return;
        progress.clear();
        terminal.print(
          `Point ${done + 1} of ${all}: trial ${number}, ${count(result.parameters)} parameters, ${seeds} seeds`,
        );
      },
      onProgress: ({ epochs, expected }) => progress.update(epochs, expected),
      onRefit: (number, epochs) => {
        limit = epochs;
        if (json) return;
        progress.clear();
        terminal.print(`Chosen: trial ${number}; refitting on train and val for ${epochs} epochs`);
      },
      onEpoch: (epoch) => progress.update(epoch, limit),
    });
    progress.end();
    if (json) return terminal.printJson(confirmation);
    const rows = confirmation.points.map((point) => [
      `${point.trial}${point.trial === confirmation.chosen ? ' *' : ''}`,
      count(point.parameters),
      compactNumber(point.multiplyAdds),
      point.searched.toFixed(4),
      `${point.mean.toFixed(4)} ± ${point.standardError.toFixed(4)}`,
      `${Math.min(...point.values).toFixed(4)} to ${Math.max(...point.values).toFixed(4)}`,
      point.repeats,
    ]);
    const head = [
      'trial',
      'parameters',
      'multiply-adds',
      'in search',
      `${confirmation.metric}, mean`,
      'range',
      'repeats',
    ];
    terminal.print(`\n${textTable(head, rows, { right: [1, 2, 3, 4, 5] })}`);
    terminal.print(
      `\n* ${rule === 'smallest' ? 'the smallest within one standard error of the best mean' : 'the best mean'} over seeds ${confirmation.seeds.join(', ')}, which the search has not used. Metrics of the search are too optimistic, since it selected by them.`,
    );
    const projectPart = projectArgument(directory);
    if (confirmation.refit === null) {
      terminal.print('The test split stays sealed.');
      terminal.print(
        `Next: ${commandName} study confirm ${name} --seeds ${seeds}${projectPart}   (refits and tests the chosen trial)`,
      );
      return;
    }
    const { run, epochs, samples, test } = confirmation.refit;
    terminal.print(
      `runs/${run}: ${epochs} epochs on ${count(samples)} samples of train and val; test: ${test.wrong} of ${test.samples} wrong, accuracy ${percent(test.accuracy)} [${percent(test.accuracyInterval.low)}, ${percent(test.accuracyInterval.high)}], macro F1 ${test.macroF1.toFixed(3)} [${test.macroF1Interval.low.toFixed(3)}, ${test.macroF1Interval.high.toFixed(3)}]`,
    );
    terminal.print(`Next: ${commandName} report ${run}${projectPart}`);
    terminal.print(`      ${commandName} export ${run}${projectPart}`);
  },
  parameters: {
    flags: {
      seeds: {
        kind: 'parsed',
        parse: wholeNumber(2),
        default: '5',
        brief: 'Number of new seeds per trial',
        placeholder: 'n',
      },
      trial: {
        kind: 'parsed',
        parse: wholeNumber(0),
        variadic: true,
        optional: true,
        brief: 'Trial to confirm; can be repeated [the Pareto front]',
        placeholder: 'n',
      },
      best: {
        kind: 'enum',
        values: ['smallest', 'lowest'],
        default: 'smallest',
        brief: 'Smallest within one standard error of the best mean, or the best mean',
      },
      parallel: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Number of runs trained at once [one per core]',
        placeholder: 'n',
      },
      refit: { kind: 'boolean', default: true, brief: 'Refit the chosen trial and open the test split for it' },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: { kind: 'tuple', parameters: [{ brief: 'Name of the study', parse: text, placeholder: 'study' }] },
  },
  docs: {
    brief: 'Retrain the Pareto front with new seeds, refit the best trial and test it',
    fullDescription: `The best of many trials looks better than it is. This command trains each trial of the Pareto front with seeds that the
search has not used, chooses by the mean validation metric, refits the chosen trial on train and val for the median of its
best epochs, and opens the sealed test split for that run only. After Ctrl-C, the same command resumes.

Examples:
  toonvision study confirm small
  toonvision study confirm small --seeds 10 --trial 15 --trial 22
  toonvision study confirm small --no-refit`,
  },
});
