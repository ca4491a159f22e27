// `toonvision studies`: lists the studies of a project or database.
import { buildCommand } from '@stricli/core';
import { count } from '../format/index.ts';
import { jsonFlag, projectFlag } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { storageAddress, storageFlag } from './storageFlag.ts';
import { textTable } from './textTable.ts';

/** Lists the studies of a shared database. */
async function listShared({ terminal }: Context, storage: string, json: boolean): Promise<void> {
  const tuning = await import('../tuning/index.ts');
  const opened = await tuning.openStorage(storageAddress(storage));
  const studies = await tuning.listSharedStudies(opened).finally(() => opened.close());
  if (json) return terminal.printJson(studies);
  if (studies.length === 0) return terminal.print('No studies in the database.');
  const rows = studies.map(({ name, createdAt, trials }) => [
    name,
    createdAt.slice(0, 16).replace('T', ' '),
    ...[trials.finished, trials.running, trials.failed].map(String),
  ]);
  terminal.print(textTable(['study', 'started (UTC)', 'finished', 'running', 'failed'], rows, { right: [2, 3, 4] }));
}

export const studiesCommand = buildCommand<{ storage?: string; json: boolean; project: string }, [], Context>({
  async func({ storage, json, project: directory }) {
    if (storage !== undefined) return listShared(this, storage, json);
    const { loadConfig } = await import('../config/index.ts');
    const tuning = await import('../tuning/index.ts');
    const project = await loadConfig(directory);
    const names = await tuning.listStudies(project);
    const studies = await Promise.all(names.map((name) => tuning.readStudy(project, name)));
    if (json)
      return this.terminal.printJson(studies.map(({ record, trials }) => ({ ...record, trials: trials.length })));
    if (studies.length === 0) return this.terminal.print(`No studies yet. Start with: ${commandName} tune`);
    const rows = studies.map(({ record, trials }) => {
      const best = tuning.bestTrial(record.settings, trials);
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
      'running',
      'failed',
      'best',
      'value',
      'parameters',
    ];
    this.terminal.print(textTable(head, rows, { right: [4, 5, 6, 7, 8, 9] }));
  },
  parameters: { flags: { storage: storageFlag, json: jsonFlag, project: projectFlag } },
  docs: { brief: 'List the studies of a project or database' },
});
