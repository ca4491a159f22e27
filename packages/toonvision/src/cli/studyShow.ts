// `toonvision study show`: shows the trials of a study, its Pareto front and the recommended trial.
import { buildCommand } from '@stricli/core';
import { UserError } from '../errors/index.ts';
import type { BestRule } from '../tuning/index.ts';
import { jsonFlag, projectFlag, text, wholeNumber } from './arguments.ts';
import type { Context } from './context.ts';
import { trialTable } from './studyText.ts';

interface ShowFlags {
  sort?: string;
  top?: number;
  front: boolean;
  best: BestRule;
  maxParameters?: number;
  maxMultiplyAdds?: number;
  charts: boolean;
  csv: boolean;
  json: boolean;
  project: string;
}

export const showCommand = buildCommand<ShowFlags, [string], Context>({
  async func({ sort, top, front: onlyFront, best: rule, charts, csv, json, project: directory, ...limits }, name) {
    const { loadConfig } = await import('../config/index.ts');
    const tuning = await import('../tuning/index.ts');
    const { terminal } = this;
    const project = await loadConfig(directory);
    const { record, trials } = await tuning.readStudy(project, name);
    const front = tuning.paretoFront(record.settings, trials);
    const best = tuning.bestTrial(record.settings, tuning.withinLimits(trials, limits), rule);
    if (json) {
      terminal.printJson({ record, trials, front: front.map(({ number }) => number), best: best?.number ?? null });
      return;
    }
    const { objectives } = record.settings;
    const finished = onlyFront ? front : tuning.finishedTrials(trials);
    const key = sort ?? objectives[0] ?? 'valLoss';
    const at = objectives.indexOf(key as (typeof objectives)[number]);
    const measureOf = ({ result, number }: (typeof finished)[number]): number => {
      if (key === 'trial') return number;
      if (key === 'parameters') return result.parameters;
      if (key === 'multiplyAdds') return result.multiplyAdds;
      if (at < 0)
        throw new UserError(`cannot sort by ${key}`, {
          where: '--sort',
          remedy: `Sort by ${[...new Set([...objectives, 'parameters', 'multiplyAdds', 'trial'])].join(', ')}.`,
          exitCode: 2,
        });
      return tuning.toCost(objectives[at] ?? 'valLoss', result.objectives[at] ?? 0);
    };
    const sorted = finished.map((trial) => ({ trial, value: measureOf(trial) })).sort((a, b) => a.value - b.value);
    const shown = sorted.slice(0, top).map(({ trial }) => trial);
    if (csv) {
      const names = record.hyperparameters.map((one) => one.name);
      const sizes = (['parameters', 'multiplyAdds'] as const).filter((one) => !objectives.includes(one));
      terminal.print(['trial', ...objectives, ...sizes, 'epochs', ...names].join(','));
      for (const { number, result, suggestion } of shown) {
        const epochs = result.executions.reduce((sum, one) => sum + one.epochs, 0);
        const measured = [...result.objectives, ...sizes.map((one) => result[one]), epochs];
        terminal.print([number, ...measured, ...names.map((one) => suggestion.values[one] ?? '')].join(','));
      }
      return;
    }
    terminal.print(trialTable(shown, record, best));
    terminal.print(
      `\n${best === undefined ? 'no trial is within the limits; * ' : '* '}${rule === 'smallest' ? 'the smallest within one standard error of the best' : 'the best value'}; on the front: ${front.map(({ number }) => number).join(', ')}`,
    );
    for (const { number, error } of trials.filter(({ state }) => state === 'failed'))
      terminal.print(`trial ${number} failed: ${(error ?? '').split('\n')[0]}`);
    const short = tuning
      .finishedTrials(trials)
      .filter(({ result }) => result.executions.some(({ cutShort }) => cutShort));
    if (short.length > 0)
      terminal.print(`still improving at the limit of their epochs: ${short.map(({ number }) => number).join(', ')}`);
    if (charts) for (const file of await tuning.writeStudyCharts(project, name)) terminal.print(`Written: ${file}`);
  },
  parameters: {
    flags: {
      sort: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Sort by an objective, parameters, multiplyAdds or trial [first objective]',
        placeholder: 'what',
      },
      top: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Maximum number of trials',
        placeholder: 'n',
      },
      front: { kind: 'boolean', withNegated: false, brief: 'Only the Pareto front' },
      best: {
        kind: 'enum',
        values: ['smallest', 'lowest'],
        default: 'smallest',
        brief: 'Smallest within one standard error of the best, or the best value',
      },
      maxParameters: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Maximum parameters of the recommended trial',
        placeholder: 'n',
      },
      maxMultiplyAdds: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Maximum multiply-adds of the recommended trial',
        placeholder: 'n',
      },
      charts: {
        kind: 'boolean',
        withNegated: false,
        brief: "Write charts to the study's folder: history, fronts, parallel coordinates, slices, importance, workers",
      },
      csv: { kind: 'boolean', withNegated: false, brief: 'Print comma-separated values' },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: { kind: 'tuple', parameters: [{ brief: 'Name of the study', parse: text, placeholder: 'study' }] },
  },
  docs: { brief: 'Show the trials of a study, its Pareto front and the recommended trial' },
});
