// `toonvision tune`: searches for the smallest good model; starts a study or resumes one.
import { availableParallelism } from 'node:os';
import { buildCommand } from '@stricli/core';
import { InterruptedError } from '../errors/index.ts';
import { count, duration } from '../format/index.ts';
import type { FinishedTrial, StudyEnd, TuneOptions } from '../tuning/index.ts';
import { SAMPLERS } from '../tuning/samplers/samplerNames.ts';
import { OBJECTIVES } from '../tuning/study/objectives.ts';
import { STUDY_RUN_SETTINGS, STUDY_SETTINGS, STUDY_TRAIN_SETTINGS } from '../tuning/study/studySettings.ts';
import { projectArgument } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { settingsOfFlags } from './settingFlags.ts';
import { STORAGE_VARIABLE } from './storageFlag.ts';
import { trialLine, trialTable } from './studyText.ts';
import { textTable } from './textTable.ts';
import { parsePatience, type TuneFlags, tuneFlags } from './tuneFlags.ts';

export const tuneCommand = buildCommand<TuneFlags, [], Context>({
  async func({ json, project: directory, name, patience, storage: storageFlagValue, dataHost, dataPort, ...flags }) {
    const { loadConfig } = await import('../config/index.ts');
    const tuning = await import('../tuning/index.ts');
    const { terminal, signal, commandLine } = this;
    const project = await loadConfig(directory);
    const settings = settingsOfFlags(STUDY_SETTINGS, flags);
    const epochs = settings.epochs ?? STUDY_SETTINGS.epochs.default;
    const start = performance.now();
    const storage = storageFlagValue ?? process.env[STORAGE_VARIABLE];
    const { watch, endProgress } = watchStudy(this, name, json, tuning);
    const options: TuneOptions = {
      ...settings,
      ...settingsOfFlags(STUDY_RUN_SETTINGS, flags),
      ...watch,
      project,
      name,
      train: {
        ...settingsOfFlags(STUDY_TRAIN_SETTINGS, flags),
        patience: patience === undefined ? undefined : parsePatience(patience, epochs),
      },
      command: commandLine,
      signal,
    };
    const end = await (storage === undefined || storage === ''
      ? tuning.tuneStudy(options)
      : tuning.coordinateStudy({
          ...options,
          storage,
          dataHost,
          dataPort,
          workers: options.workers ?? availableParallelism(),
          onWarning: (line) => terminal.notice(line),
        }));
    endProgress();
    const { record, trials, status } = end;
    const front = tuning.paretoFront(record.settings, trials);
    const best = tuning.bestTrial(record.settings, trials);
    if (json)
      terminal.printJson({ record, trials, front: front.map(({ number }) => number), best: best?.number ?? null });
    if (status === 'interrupted')
      throw new InterruptedError(
        `interrupted: ${trials.filter((trial) => trial.state !== 'running').length} trials have finished`,
        'Resume with the same command.',
      );
    if (json) return;
    const seconds = (performance.now() - start) / 1000;
    for (const line of endLines(end, { front, best, seconds, directory })) terminal.print(line);
  },
  parameters: { flags: tuneFlags },
  docs: {
    brief: 'Search for the smallest good model',
    fullDescription: `Trains many models of a search space and keeps them in studies/<name>/. The sampler learns from earlier trials; the
same seed gives the same trials, whatever the number of workers. Ctrl-C or a kill loses at most the current epoch: the same
command resumes the study, and a larger --trials extends it. Points that are not valid models, or above a limit, cost no trial.

${textTable(['Sampler', ''], Object.entries(SAMPLERS))}

${textTable(
  ['Objective', ''],
  Object.entries(OBJECTIVES).map(([name, { direction, help }]) => [name, `${direction}: ${help}`]),
)}

Examples:
  toonvision tune --trials 40 --name small --max-parameters 6000
  toonvision tune --objective valLoss --objective parameters --sampler tpe --name front
  toonvision tune --sampler hyperband --epochs 81 --name bands
  toonvision tune --space my-space.ts --executions 3 --aggregate worst
  toonvision tune --storage postgres://me:secret@database/studies --workers 0 --lag 32 --trials 400`,
  },
});

type StudyWatch = Pick<TuneOptions, 'onCache' | 'onStart' | 'onTrial' | 'onProgress'>;

/** Prints trials and progress of a study while it runs. */
function watchStudy(
  { terminal, report }: Context,
  name: string,
  json: boolean,
  tuning: typeof import('../tuning/index.ts'),
): { watch: StudyWatch; endProgress: () => void } {
  const cache = terminal.progress({ label: 'Building the pixel cache', unit: 'samples', transient: json });
  const progress = terminal.progress({ label: `Study ${name}`, unit: 'epochs', transient: json });
  const watch: StudyWatch = {
    onCache: cache.update,
    onStart: ({ settings, hyperparameters }, earlier) => {
      cache.end();
      report({ kind: 'study', name });
      if (json) return;
      const size = tuning.countSpace({ hyperparameters });
      const points = Number.isFinite(size) ? `${count(size)} points` : 'infinitely many points';
      terminal.print(
        `Study ${name}: ${settings.sampler} search of ${settings.space} (${hyperparameters.length} hyperparameters, ${points}), ${settings.objectives.join(' and ')}`,
      );
      if (earlier.length === 0) return;
      const ended = earlier.filter((trial) => trial.state !== 'running').length;
      terminal.print(`Resumed: ${ended} trials have finished, ${earlier.length - ended} were running.`);
    },
    onTrial: (trial, all, study) => {
      if (json) return;
      progress.clear();
      const isOnFront = tuning.paretoFront(study.settings, all).some(({ number }) => number === trial.number);
      terminal.print(`${isOnFront ? '*' : ' '} ${trialLine(trial, study)}`);
      progress.draw();
    },
    onProgress: progress.update,
  };
  return { watch, endProgress: () => progress.end() };
}

/** The summary of a study: number of trials, Pareto front, next steps. */
function endLines(
  { record, trials, exhausted }: StudyEnd,
  summary: { front: FinishedTrial[]; best?: FinishedTrial; seconds: number; directory: string },
): string[] {
  const { front, best, seconds, directory } = summary;
  const failed = trials.filter(({ state }) => state === 'failed').length;
  const project = projectArgument(directory);
  return [
    ...(exhausted === undefined ? [] : [`The search stopped early: ${exhausted}.`]),
    `\n${count(trials.length)} trials${failed > 0 ? `, ${failed} of them failed` : ''}; ${duration(seconds)}.`,
    '\nPareto front; * smallest within one standard error of the best:',
    trialTable(front, record, best),
    '\nThese are validation metrics, by which the search selected: the best of many trials is too optimistic.',
    `Next: ${commandName} study confirm ${record.name}${project}   (retrains the front with new seeds; opens the test split once)`,
    `      ${commandName} study show ${record.name} --charts${project}`,
    `      ${commandName} study model ${record.name} ${best?.number ?? 0} --out best.ts${project}`,
  ];
}
