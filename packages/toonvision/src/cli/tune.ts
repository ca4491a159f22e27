// `toonvision tune`: searches for the smallest good model; begins a study or goes on with one.
import { availableParallelism } from 'node:os';
import { buildCommand } from '@stricli/core';
import type { Augmentation } from '../config/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { count, duration } from '../format/index.ts';
import type { Narrowing, TuneOptions, Values } from '../tuning/index.ts';
import { SAMPLER_NAMES, SAMPLERS, type SamplerName } from '../tuning/samplers/samplerNames.ts';
import { AGGREGATES, type Aggregate } from '../tuning/study/aggregates.ts';
import { OBJECTIVE_NAMES, OBJECTIVES, type ObjectiveName } from '../tuning/study/objectives.ts';
import { augmentationList, jsonFlag, projectArgument, projectFlag, text, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { STORAGE_VARIABLE, storageFlag } from './storageFlag.ts';
import { trialLine, trialTable } from './studyText.ts';
import { textTable } from './textTable.ts';

interface Flags {
  name: string;
  space: string;
  sampler: SamplerName;
  trials: number;
  epochs: number;
  workers?: number;
  threads?: number;
  objective?: readonly ObjectiveName[];
  maxParameters?: number;
  maxMultiplyAdds?: number;
  seed: number;
  executions: number;
  aggregate: Aggregate;
  minEpochs: number;
  factor: number;
  patience?: string;
  startFromEpoch?: number;
  augmentation?: Augmentation;
  enqueue?: readonly string[];
  narrow?: string;
  target?: string;
  fold?: string;
  maxRetries: number;
  maxConsecutiveFailures: number;
  lag: number;
  storage?: string;
  dataHost?: string;
  dataPort?: number;
  json: boolean;
  project: string;
}

/** `conv_1_filters=8,padding=same` as a point. */
function pointOf(written: string): Values {
  const values: Values = {};
  for (const part of written.split(',')) {
    const [name = '', value] = part.split('=').map((one) => one.trim());
    if (name === '' || value === undefined || value === '')
      throw new UserError(`${part} is no name=value`, {
        where: '--enqueue',
        remedy: 'Write it as name=value,name=value.',
        exitCode: 2,
      });
    values[name] = valueOfText(value);
  }
  return values;
}

const valueOfText = (text: string) =>
  text === 'true' ? true : text === 'false' ? false : Number.isNaN(Number(text)) ? text : Number(text);

/** `pool_1_size=2..3,padding=same|valid` as tighter ranges. */
function narrowingOf(written: string): Narrowing {
  const narrowing: Narrowing = {};
  for (const part of written.split(',')) {
    const [name = '', range = ''] = part.split('=').map((one) => one.trim());
    const bounds = /^(-?[\d.e-]+)\.\.(-?[\d.e-]+)$/.exec(range);
    if (name === '' || range === '')
      throw new UserError(`${part} is no name=range`, {
        where: '--narrow',
        remedy: 'Write it as name=2..3 or name=same|valid, commas between.',
        exitCode: 2,
      });
    narrowing[name] =
      bounds === null
        ? { values: range.split('|').map(valueOfText) }
        : { min: Number(bounds[1]), max: Number(bounds[2]) };
  }
  return narrowing;
}

/** `5` epochs, or `10%` of the limit, rounded up. */
function patienceOf(written: string, epochs: number): number {
  const share = /^(\d+(?:\.\d+)?)%$/.exec(written)?.[1];
  const value = share === undefined ? Number(written) : Math.ceil((Number(share) / 100) * epochs);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new UserError(`${written} is neither a whole number of 1 or more nor a share above 0%`, {
    where: '--patience',
    remedy: 'Write 5, or 10% of --epochs.',
    exitCode: 2,
  });
}

export const tuneCommand = buildCommand<Flags, [], Context>({
  async func({
    json,
    project: directory,
    objective,
    executions,
    enqueue,
    narrow,
    patience,
    startFromEpoch,
    augmentation,
    storage: given,
    ...flags
  }) {
    const { loadConfig } = await import('../config/index.ts');
    const room = await import('../tuning/index.ts');
    const { terminal, signal, commandLine } = this;
    const project = await loadConfig(directory);
    const cache = terminal.progress({ label: 'Building the pixel cache', unit: 'samples', transient: json });
    const progress = terminal.progress({ label: `Study ${flags.name}`, unit: 'epochs', transient: json });
    const began = performance.now();
    const storage = given ?? process.env[STORAGE_VARIABLE];
    const options: TuneOptions = {
      ...flags,
      project,
      objectives: objective,
      executionsPerTrial: executions,
      enqueued: enqueue?.map(pointOf),
      narrowing: narrow === undefined ? undefined : narrowingOf(narrow),
      train: {
        ...(patience === undefined ? {} : { patience: patienceOf(patience, flags.epochs) }),
        ...(startFromEpoch === undefined ? {} : { startFromEpoch }),
        ...(augmentation === undefined ? {} : { augmentation }),
      },
      command: commandLine,
      signal,
      onCache: cache.update,
      onStart: ({ settings, hyperparameters }, earlier) => {
        cache.end();
        if (json) return;
        const size = room.countSpace({ hyperparameters });
        const points = Number.isFinite(size) ? `${count(size)} points` : 'no end of points';
        terminal.print(
          `Study ${flags.name}: ${settings.sampler} search of ${settings.space} (${hyperparameters.length} hyperparameters, ${points}), ${settings.objectives.join(' and ')}`,
        );
        if (earlier.length > 0) {
          const ended = earlier.filter((trial) => trial.state !== 'running').length;
          terminal.print(`It goes on: ${ended} trials have ended, ${earlier.length - ended} were under way.`);
        }
      },
      onTrial: (trial, all, study) => {
        if (json) return;
        progress.clear();
        const isOnFront = room.paretoFront(study.settings, all).some(({ number }) => number === trial.number);
        terminal.print(`${isOnFront ? '*' : ' '} ${trialLine(trial, study)}`);
        progress.draw();
      },
      onProgress: progress.update,
    };
    const { record, trials, status, exhausted } = await (storage === undefined || storage === ''
      ? room.tuneStudy(options)
      : room.coordinateStudy({
          ...options,
          storage,
          workers: flags.workers ?? availableParallelism(),
          onTrouble: (line) => terminal.notice(line),
        }));
    progress.end();
    const front = room.paretoFront(record.settings, trials);
    const best = room.bestTrial(record.settings, trials);
    if (json)
      terminal.printJson({ record, trials, front: front.map(({ number }) => number), best: best?.number ?? null });
    if (status === 'interrupted')
      throw new InterruptedError(
        `interrupted: ${trials.filter((trial) => trial.state !== 'running').length} trials have ended`,
        'The same command goes on with it.',
      );
    if (json) return;
    if (exhausted !== undefined) terminal.print(`The search ended early: ${exhausted}.`);
    const failed = trials.filter(({ state }) => state === 'failed').length;
    terminal.print(
      `\n${count(trials.length)} trials${failed > 0 ? `, ${failed} of them failed` : ''}; ${duration((performance.now() - began) / 1000)} now.`,
    );
    terminal.print(
      '\nPareto front (nothing is better in one without being worse in another); * smallest within one standard error of the best:',
    );
    terminal.print(trialTable(front, record, best));
    const at = projectArgument(directory);
    terminal.print(
      '\nNumbers are of validation, which the search has seen: the best of many is too good, luck included.',
    );
    terminal.print(
      `Next: ${commandName} study confirm ${record.name}${at}   (the front over other seeds; test opened once)`,
    );
    terminal.print(`      ${commandName} study show ${record.name} --charts${at}`);
    terminal.print(`      ${commandName} study model ${record.name} ${best?.number ?? 0} --out best.ts${at}`);
  },
  parameters: {
    flags: {
      name: {
        kind: 'parsed',
        parse: text,
        default: 'study',
        brief: 'Of the study; one that is there goes on',
        placeholder: 'name',
      },
      space: {
        kind: 'parsed',
        parse: text,
        default: 'article',
        brief: 'article, bayesian, or the path of a .ts file with a builder',
        placeholder: 'space',
      },
      sampler: { kind: 'enum', values: SAMPLER_NAMES, default: 'bayesian', brief: 'What chooses the next point' },
      trials: {
        kind: 'parsed',
        parse: wholeNumber(1),
        default: '30',
        brief: 'In all, those of before included',
        placeholder: 'n',
      },
      epochs: {
        kind: 'parsed',
        parse: wholeNumber(1),
        default: '75',
        brief: 'At most so many a trial',
        placeholder: 'n',
      },
      workers: {
        kind: 'parsed',
        parse: wholeNumber(0),
        optional: true,
        brief: 'Trials side by side; they change no trial; 0 with --storage: none here [cores]',
        placeholder: 'n',
      },
      threads: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief:
          'Threads of each trial; without --storage the last ones have those of idle workers, too; they change no trial [its share of the cores]',
        placeholder: 'n',
      },
      objective: {
        kind: 'enum',
        values: OBJECTIVE_NAMES,
        variadic: true,
        optional: true,
        brief: 'What is made small (or large, of accuracy and the like); can be given again [valLoss]',
      },
      maxParameters: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Larger models are not trained',
        placeholder: 'n',
      },
      maxMultiplyAdds: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Slower models are not trained',
        placeholder: 'n',
      },
      seed: { kind: 'parsed', parse: wholeNumber(0), default: '0', brief: 'Of the sampler', placeholder: 'n' },
      executions: {
        kind: 'parsed',
        parse: wholeNumber(1),
        default: '1',
        brief: 'Seeds each trial is trained with',
        placeholder: 'n',
      },
      aggregate: {
        kind: 'enum',
        values: AGGREGATES,
        default: 'mean',
        brief: 'What becomes of several seeds',
      },
      minEpochs: {
        kind: 'parsed',
        parse: wholeNumber(1),
        default: '3',
        brief: 'hyperband, asha: of the first rung',
        placeholder: 'n',
      },
      factor: {
        kind: 'parsed',
        parse: wholeNumber(2),
        default: '3',
        brief: 'hyperband, asha: one of so many goes on',
        placeholder: 'n',
      },
      patience: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Epochs without a lower loss after which a trial ends, or a share of --epochs as 10%',
        placeholder: 'n',
      },
      startFromEpoch: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'The first epoch that patience looks at: small models learn slowly at first',
        placeholder: 'n',
      },
      augmentation: {
        kind: 'parsed',
        parse: augmentationList,
        optional: true,
        brief: 'In front of every trial’s layers, as in train: flip,rotation=0.02,fog; or none [config, else none]',
        placeholder: 'list',
      },
      enqueue: {
        kind: 'parsed',
        parse: text,
        variadic: true,
        optional: true,
        brief: 'A point to try first, as name=value,name=value; can be given again',
        placeholder: 'point',
      },
      narrow: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Tighter ranges, as name=2..3,name=same|valid; study narrow proposes some',
        placeholder: 'ranges',
      },
      target: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: "What to tell apart [the config's target]",
        placeholder: 'name',
      },
      fold: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Train on this one of dataset/folds',
        placeholder: 'name',
      },
      maxRetries: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '1',
        brief: 'A failed trial is begun again so often',
        placeholder: 'n',
      },
      maxConsecutiveFailures: {
        kind: 'parsed',
        parse: wholeNumber(1),
        default: '3',
        brief: 'After so many failures in a row the study ends',
        placeholder: 'n',
      },
      lag: {
        kind: 'parsed',
        parse: wholeNumber(1),
        default: '4',
        brief: 'A point is chosen from the trials so many before it: as many can run at once',
        placeholder: 'n',
      },
      storage: storageFlag,
      dataHost: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'With --storage: address by which workers get the data from here',
        placeholder: 'address',
      },
      dataPort: {
        kind: 'parsed',
        parse: wholeNumber(0),
        optional: true,
        brief: 'With --storage: its port [any free one]',
        placeholder: 'n',
      },
      json: jsonFlag,
      project: projectFlag,
    },
  },
  docs: {
    brief: 'Search for the smallest good model',
    fullDescription: `Trains many models of a search space and keeps them in studies/<name>/. The sampler learns from the trials before; the
same seed gives the same trials, whatever the number of workers. Ctrl-C or a kill loses at most the epoch under way: the same
command goes on, and with a larger --trials it goes further. Points that are no model, or above a limit, cost no trial.

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
