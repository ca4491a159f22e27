// `toonvision study confirm`: trains the front over other seeds, chooses, refits, and opens the test split once.
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
    const found = await confirmStudy({
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
        terminal.print(`Trial ${number} is chosen; training it on train and val together for ${epochs} epochs`);
      },
      onEpoch: (epoch) => progress.update(epoch, limit),
    });
    progress.end();
    if (json) return terminal.printJson(found);
    const rows = found.points.map((point) => [
      `${point.trial}${point.trial === found.chosen ? ' *' : ''}`,
      count(point.parameters),
      compactNumber(point.multiplyAdds),
      point.searched.toFixed(4),
      `${point.mean.toFixed(4)} ± ${point.standardError.toFixed(4)}`,
      `${Math.min(...point.values).toFixed(4)} to ${Math.max(...point.values).toFixed(4)}`,
      point.repeats,
    ]);
    const head = ['trial', 'parameters', 'multiply-adds', 'in the search', `${found.metric}, mean`, 'range', 'repeats'];
    terminal.print(`\n${textTable(head, rows, { right: [1, 2, 3, 4, 5] })}`);
    terminal.print(
      `\n* ${rule === 'smallest' ? 'the smallest within one standard error of the best mean' : 'the best mean'} of the seeds ${found.seeds.join(', ')}, which the search has not seen. The search's own numbers are those it chose by luck, too.`,
    );
    const at = projectArgument(directory);
    if (found.refit === null) {
      terminal.print(`The test split stays sealed. Next: the same command without --no-refit${at}`);
      return;
    }
    const { run, epochs, samples, test } = found.refit;
    terminal.print(
      `runs/${run}: ${epochs} epochs on ${count(samples)} samples of train and val; test, opened for it alone: ${test.wrong} of ${test.samples} wrong, accuracy ${percent(test.accuracy)} [${percent(test.accuracyInterval.low)}, ${percent(test.accuracyInterval.high)}], macro F1 ${test.macroF1.toFixed(3)} [${test.macroF1Interval.low.toFixed(3)}, ${test.macroF1Interval.high.toFixed(3)}]`,
    );
    terminal.print(`Next: ${commandName} report ${run}${at}`);
    terminal.print(`      ${commandName} export ${run}${at}`);
  },
  parameters: {
    flags: {
      seeds: {
        kind: 'parsed',
        parse: wholeNumber(2),
        default: '5',
        brief: 'Of each point; none that the search has used',
        placeholder: 'n',
      },
      trial: {
        kind: 'parsed',
        parse: wholeNumber(0),
        variadic: true,
        optional: true,
        brief: 'Only this one of the front; can be given again',
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
        brief: 'Runs side by side; they change no run [cores]',
        placeholder: 'n',
      },
      refit: { kind: 'boolean', default: true, brief: 'Refit what is chosen and open the test split for it' },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: { kind: 'tuple', parameters: [{ brief: 'Name of the study', parse: text, placeholder: 'study' }] },
  },
  docs: {
    brief: 'Train the front over other seeds, choose, refit, test once',
    fullDescription: `What a search reports of its best is too good: it is the best of many, luck included. This trains each point of the front
with seeds that the search has not used, chooses by the mean of the validation metric, trains the chosen one on train and
val together for the median of its best epochs, and opens the sealed test split for that run alone. Ctrl-C keeps what is
done; the same command goes on.

Examples:
  toonvision study confirm small
  toonvision study confirm small --seeds 10 --trial 15 --trial 22
  toonvision study confirm small --no-refit`,
  },
});
