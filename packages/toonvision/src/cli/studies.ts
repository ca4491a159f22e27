// `toonvision studies` lists studies, `toonvision study` shows one and makes a model file of a trial.
import { buildCommand, buildRouteMap } from '@stricli/core';
import { UserError } from '../errors/index.ts';
import { compactNumber, count, percent } from '../format/index.ts';
import { formatAugmentation } from '../settings/index.ts';
import type { BestRule } from '../tuning/index.ts';
import { jsonFlag, projectArgument, projectFlag, text, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { storageAddress, storageFlag } from './storageFlag.ts';
import { confirmCommand } from './studyConfirm.ts';
import { continueCommand } from './studyContinue.ts';
import { trialTable } from './studyText.ts';
import { textTable } from './textTable.ts';

/** Those of a database that several machines share. */
async function listShared({ terminal }: Context, storage: string, json: boolean): Promise<void> {
  const room = await import('../tuning/index.ts');
  const opened = await room.openStorage(storageAddress(storage));
  const studies = await room.listSharedStudies(opened).finally(() => opened.close());
  if (json) return terminal.printJson(studies);
  if (studies.length === 0) return terminal.print('There is no study in the database.');
  const rows = studies.map(({ name, createdAt, trials }) => [
    name,
    createdAt.slice(0, 16).replace('T', ' '),
    ...[trials.finished, trials.running, trials.failed].map(String),
  ]);
  terminal.print(textTable(['study', 'begun (UTC)', 'finished', 'under way', 'failed'], rows, { right: [2, 3, 4] }));
}

export const studiesCommand = buildCommand<{ storage?: string; json: boolean; project: string }, [], Context>({
  async func({ storage, json, project: directory }) {
    if (storage !== undefined) return listShared(this, storage, json);
    const { loadConfig } = await import('../config/index.ts');
    const room = await import('../tuning/index.ts');
    const project = await loadConfig(directory);
    const names = await room.listStudies(project);
    const studies = await Promise.all(names.map((name) => room.readStudy(project, name)));
    if (json)
      return this.terminal.printJson(studies.map(({ record, trials }) => ({ ...record, trials: trials.length })));
    if (studies.length === 0) return this.terminal.print(`There is no study yet; begin one with ${commandName} tune.`);
    const rows = studies.map(({ record, trials }) => {
      const best = room.bestTrial(record.settings, trials);
      const of = (state: string) => String(trials.filter((trial) => trial.state === state).length);
      const { sampler, space, objectives } = record.settings;
      const loss = best?.result.objectives[0];
      return [
        record.name,
        space,
        sampler,
        objectives.join(', '),
        of('finished'),
        of('running'),
        of('failed'),
        best === undefined ? '' : `${best.number}`,
        loss === undefined ? '' : loss.toFixed(4),
        best === undefined ? '' : count(best.result.parameters),
      ];
    });
    const head = [
      'study',
      'space',
      'sampler',
      'objectives',
      'finished',
      'under way',
      'failed',
      'best',
      'its first',
      'parameters',
    ];
    this.terminal.print(textTable(head, rows, { right: [4, 5, 6, 7, 8, 9] }));
  },
  parameters: { flags: { storage: storageFlag, json: jsonFlag, project: projectFlag } },
  docs: { brief: 'List the studies of a project, or with --storage of a database' },
});

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

const showCommand = buildCommand<ShowFlags, [string], Context>({
  async func({ sort, top, front: onlyFront, best: rule, charts, csv, json, project: directory, ...limits }, name) {
    const { loadConfig } = await import('../config/index.ts');
    const room = await import('../tuning/index.ts');
    const { terminal } = this;
    const project = await loadConfig(directory);
    const { record, trials } = await room.readStudy(project, name);
    const front = room.paretoFront(record.settings, trials);
    const best = room.bestTrial(record.settings, room.withinLimits(trials, limits), rule);
    if (json) {
      terminal.printJson({ record, trials, front: front.map(({ number }) => number), best: best?.number ?? null });
      return;
    }
    const { objectives } = record.settings;
    const finished = onlyFront ? front : room.finishedTrials(trials);
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
      return room.toCost(objectives[at] ?? 'valLoss', result.objectives[at] ?? 0);
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
      `\n${best === undefined ? 'none is within the limits; * ' : '* '}${rule === 'smallest' ? 'the smallest within one standard error of the best' : 'the best value'}; on the front: ${front.map(({ number }) => number).join(', ')}`,
    );
    for (const { number, error } of trials.filter(({ state }) => state === 'failed'))
      terminal.print(`trial ${number} failed: ${(error ?? '').split('\n')[0]}`);
    const short = room
      .finishedTrials(trials)
      .filter(({ result }) => result.executions.some(({ cutShort }) => cutShort));
    if (short.length > 0)
      terminal.print(`still improving at the limit of their epochs: ${short.map(({ number }) => number).join(', ')}`);
    if (charts) for (const file of await room.writeStudyCharts(project, name)) terminal.print(`Written: ${file}`);
  },
  parameters: {
    flags: {
      sort: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'By an objective, parameters, multiplyAdds or trial [first objective]',
        placeholder: 'what',
      },
      top: { kind: 'parsed', parse: wholeNumber(1), optional: true, brief: 'Only so many', placeholder: 'n' },
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
        brief: 'The best among models of at most so many',
        placeholder: 'n',
      },
      maxMultiplyAdds: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'The best among models of at most so many',
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
  docs: { brief: 'Show the trials of a study, its front and its best' },
});

const modelCommand = buildCommand<{ out: string; project: string }, [string, number], Context>({
  async func({ out, project: directory }, name, number) {
    const { existsSync } = await import('node:fs');
    const { loadConfig } = await import('../config/index.ts');
    const { writeFileAtomic } = await import('../files/index.ts');
    const room = await import('../tuning/index.ts');
    const project = await loadConfig(directory);
    if (existsSync(out))
      throw new UserError('the file is there already', { where: out, remedy: 'Choose another --out.', exitCode: 2 });
    const { text: source, learningRate, augmentation } = await room.trialModelFile(project, name, number);
    await writeFileAtomic(out, source);
    this.terminal.print(`Written: ${out}`);
    const rate = learningRate === undefined || learningRate === 1e-3 ? '' : ` --learning-rate ${learningRate}`;
    const layers = Object.keys(augmentation).length === 0 ? '' : ` --augmentation ${formatAugmentation(augmentation)}`;
    this.terminal.print(`Next: ${commandName} train --model ${out} --repeats 10${rate}${layers}`);
  },
  parameters: {
    flags: {
      out: {
        kind: 'parsed',
        parse: text,
        brief: 'File to write: a .ts file that train --model takes',
        placeholder: 'file',
      },
      project: projectFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'Name of the study', parse: text, placeholder: 'study' },
        { brief: 'Number of the trial', parse: wholeNumber(0), placeholder: 'trial' },
      ],
    },
  },
  docs: { brief: 'Write the architecture of a trial as a model file' },
});

const narrowCommand = buildCommand<{ top?: number; json: boolean; project: string }, [string], Context>({
  async func({ top, json, project: directory }, name) {
    const { loadConfig } = await import('../config/index.ts');
    const room = await import('../tuning/index.ts');
    const { terminal } = this;
    const { record, trials } = await room.readStudy(await loadConfig(directory), name);
    const proposal = room.proposeNarrowing(record, trials, top);
    if (json) return terminal.printJson(proposal);
    if (proposal.reasons.length === 0) {
      terminal.print('The best trials lie all over the space: nothing to narrow.');
      return;
    }
    for (const reason of proposal.reasons) terminal.print(reason);
    const narrowing = room.formatNarrowing({ ...record.settings.narrowing, ...proposal.narrowing });
    terminal.print(
      `\nNext: ${commandName} tune --name ${name}-2 --space ${record.settings.space} --narrow '${narrowing}'${projectArgument(directory)}`,
    );
  },
  parameters: {
    flags: {
      top: {
        kind: 'parsed',
        parse: wholeNumber(3),
        optional: true,
        brief: 'Look at so many of the best trials [a third, at least 5]',
        placeholder: 'n',
      },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: { kind: 'tuple', parameters: [{ brief: 'Name of the study', parse: text, placeholder: 'study' }] },
  },
  docs: { brief: 'Propose a tighter space from the best trials, and say why' },
});

const importStudyCommand = buildCommand<{ json: boolean }, [string], Context>({
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

export const studyRoutes = buildRouteMap<string, Context>({
  routes: {
    show: showCommand,
    confirm: confirmCommand,
    continue: continueCommand,
    model: modelCommand,
    narrow: narrowCommand,
    import: importStudyCommand,
  },
  docs: { brief: 'Look at one study, or take a model out of it' },
});
