// Confirms a study: trains the Pareto front with new seeds, selects one point, refits it and evaluates it on the test split once.

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import type { Project } from '../../config/index.ts';
import { InterruptedError, UserError } from '../../errors/index.ts';
import { readJson, writeFileAtomic, writeJson } from '../../files/index.ts';
import { findModel } from '../../models/index.ts';
import { type RepeatsProgress, type RepeatsRecord, trainRepeats } from '../../repeats/index.ts';
import { mean, standardErrorOfMean } from '../../statistics/index.ts';
import { ensureEvaluation, listRuns, type Run, readRun, resumeRun, trainRun } from '../../training/index.ts';
import { findSpace, narrowBuilder } from '../space/index.ts';
import { BEST_RULES, type BestRule, type FinishedTrial, paretoFront } from './front.ts';
import { isSize, toCost, valMetrics } from './objectives.ts';
import { readStudy, studyFolder } from './studyFolder.ts';
import type { StudyRecord } from './studyRecord.ts';
import { trialModelFile } from './trialModelFile.ts';
import { trialTask } from './trialTask.ts';

const count = z.int().min(0);
const interval = z.object({ low: z.number(), high: z.number() });
const pointSchema = z.object({
  trial: count,
  /** Name of the repeats of this point. */
  repeats: z.string(),
  parameters: count,
  multiplyAdds: count,
  /** Value of the metric during the search. */
  searched: z.number(),
  /** Values of the metric, one per seed of the confirmation. */
  values: z.array(z.number()),
  mean: z.number(),
  standardError: z.number(),
  bestEpochs: z.array(count),
});
type ConfirmedPoint = z.output<typeof pointSchema>;

const confirmationSchema = z.object({
  format: z.literal(1),
  study: z.string(),
  date: z.string(),
  command: z.string().optional(),
  seeds: z.array(count),
  /** Metric for comparing the points. */
  metric: z.string(),
  points: z.array(pointSchema),
  rule: z.enum(BEST_RULES),
  chosen: count,
  refit: z
    .object({
      run: z.string(),
      /** Median of the best epochs over the seeds. */
      epochs: count,
      seed: count,
      /** Number of training and validation samples. */
      samples: count,
      test: z.object({
        samples: count,
        wrong: count,
        accuracy: z.number(),
        accuracyInterval: interval,
        macroF1: z.number(),
        macroF1Interval: interval,
      }),
    })
    .nullable(),
});
/** Result of confirming a study, as stored in confirmation.json. */
export type Confirmation = z.output<typeof confirmationSchema>;

/** Options of `confirmStudy`. */
export interface ConfirmOptions {
  project: Project;
  /** Study name. */
  name: string;
  /** Trials to confirm. Default: all trials of the Pareto front. */
  trials?: readonly number[];
  /** Number of seeds per point, none of them used by the search. Default 5. */
  seeds?: number;
  /** How to select a point. Default `smallest`. */
  rule?: BestRule;
  /** Train the selected point on train and val together, and evaluate it once on the test split. Default true. */
  refit?: boolean;
  /** Number of parallel runs. Default: number of cores. */
  parallel?: number;
  command?: string;
  /** Called before the point of a trial is trained; `done` of `all` are finished. */
  onPoint?: (trial: FinishedTrial, done: number, all: number) => void;
  onProgress?: (progress: RepeatsProgress) => void;
  /** Called before the selected point is refitted. */
  onRefit?: (trial: number, epochs: number) => void;
  onEpoch?: (epoch: number) => void;
  signal?: AbortSignal;
}

const confirmationPath = (project: Project, name: string) => join(studyFolder(project, name), 'confirmation.json');

/**
 * Reads the confirmation of a study; undefined if it was never confirmed.
 *
 * @throws UserError if the file is invalid
 */
export async function readConfirmation(project: Project, name: string): Promise<Confirmation | undefined> {
  const path = confirmationPath(project, name);
  if (!existsSync(path)) return undefined;
  return readJson(path, confirmationSchema, { remedy: 'Delete it and run `toonvision study confirm` again.' });
}

/**
 * Trains the points of the Pareto front with seeds that the search has not used (repeats `<study>-trial-<n>`), selects one by
 * its mean validation metric, refits it on train and val together for the median of its best epochs (run
 * `<study>-trial-<n>-refit`), and evaluates that run on the test split. Finished runs are kept, so it can be resumed.
 *
 * @throws UserError (exit code 2) if the study has no finished trial or a given trial is not on the front;
 *   InterruptedError when `signal` aborts
 *
 * @example
 * const { chosen, refit } = await confirmStudy({ project, name: 'small', seeds: 10 });
 * refit?.test.accuracy; // 0.92
 */
export async function confirmStudy(options: ConfirmOptions): Promise<Confirmation> {
  const { project, name, seeds: seedCount = 5, rule = 'smallest', signal } = options;
  const { record, trials } = await readStudy(project, name);
  const chosen = chosenTrials(record, trials.length, paretoFront(record.settings, trials), options);
  const { settings } = record;
  const metric = settings.objectives.find((objective) => !isSize(objective)) ?? 'valLoss';
  const costOf = ({ mean }: ConfirmedPoint) => toCost(metric, mean);
  const first = (settings.train.seed ?? 0) + settings.executionsPerTrial;
  const seeds = Array.from({ length: seedCount }, (_, index) => first + index);
  const points: ConfirmedPoint[] = [];
  for (const [index, trial] of chosen.entries()) {
    options.onPoint?.(trial, index, chosen.length);
    const repeats = await repeatPoint(options, record, trial, seeds);
    if (repeats.status === 'interrupted') throw interrupted(name);
    points.push(pointFrom(trial, repeats, metric, settings.objectives));
  }
  const ranked = points.toSorted((a, b) => costOf(a) - costOf(b) || a.parameters - b.parameters);
  const [lowest] = ranked;
  if (lowest === undefined) throw new UserError('no point has a finite metric', { where: `study ${name}` });
  const limit = costOf(lowest) + (rule === 'lowest' ? 0 : lowest.standardError);
  const best = ranked
    .filter((point) => point === lowest || (rule === 'smallest' && costOf(point) <= limit))
    .sort((a, b) => a.parameters - b.parameters || costOf(a) - costOf(b))[0] as ConfirmedPoint;
  const confirmation: Confirmation = {
    format: 1,
    study: name,
    date: new Date().toISOString(),
    command: options.command,
    ...{ seeds, metric, points, rule, chosen: best.trial, refit: null },
  };
  const trial = chosen.find(({ number }) => number === best.trial) as FinishedTrial;
  if (options.refit !== false && signal?.aborted !== true)
    confirmation.refit = await refitPoint(options, record, trial, best);
  await writeJson(confirmationPath(project, name), confirmation);
  return confirmation;
}

const interrupted = (name: string) =>
  new InterruptedError(`the confirmation of ${name} was interrupted`, 'Run the same command to resume.');

function chosenTrials(
  { name }: StudyRecord,
  trialCount: number,
  front: readonly FinishedTrial[],
  { trials, seeds = 5, ...options }: ConfirmOptions,
): FinishedTrial[] {
  if (!Number.isSafeInteger(seeds) || seeds < 2)
    throw new UserError(`expected at least 2 seeds, got ${seeds}`, {
      remedy: 'Seed variance needs 2 or more seeds.',
      exitCode: 2,
    });
  if (front.length === 0)
    throw new UserError('no trial has finished', {
      where: `study ${name}`,
      remedy: `Resume it with \`toonvision tune --name ${options.name}\`.`,
      exitCode: 2,
    });
  if (trials === undefined) return [...front];
  return [...new Set(trials)].map((number) => {
    const trial = front.find((candidate) => candidate.number === number);
    if (trial !== undefined) return trial;
    throw new UserError(
      number < trialCount ? `trial ${number} is not on the Pareto front` : `trial ${number} not found in study ${name}`,
      { remedy: `The front has ${front.map((x) => x.number).join(', ')}.`, exitCode: 2 },
    );
  });
}

/** Loads the point of a trial: a model file, training settings, and the project with its input size. */
async function loadPoint(options: ConfirmOptions, record: StudyRecord, trial: FinishedTrial) {
  const { project, name } = options;
  const { settings, classes } = record;
  const build = narrowBuilder((await findSpace(settings.space)).build, settings.narrowing);
  const { height, width } = project.input;
  const input = { height, width, channels: 3 };
  const { train, input: ownInput } = trialTask(build, name, settings, trial, input, classes.length);
  const file = join(studyFolder(project, name), 'models', `trial-${trial.number}.ts`);
  await writeFileAtomic(file, (await trialModelFile(project, name, trial.number)).text);
  // Relative to the working directory, as a user would write it.
  const path = relative(process.cwd(), file);
  const { seed: _, ...rest } = train;
  return {
    model: path.startsWith('..') ? file : `.${sep}${path}`,
    train: { ...rest, epochs: trial.suggestion.epochs ?? settings.epochs },
    project: ownInput === null ? project : { ...project, input: { ...project.input, ...ownInput } },
    study: { name, trial: trial.number, values: trial.suggestion.values },
    task: { target: settings.target, fold: settings.fold ?? undefined },
  };
}

async function repeatPoint(
  options: ConfirmOptions,
  record: StudyRecord,
  trial: FinishedTrial,
  seeds: readonly number[],
): Promise<RepeatsRecord> {
  const { model, train, project, study, task } = await loadPoint(options, record, trial);
  const { onProgress, signal, command, parallel } = options;
  return trainRepeats({
    ...{ ...train, ...task, project, model, seeds, study, onProgress, signal, command, parallel },
    name: `${record.name}-trial-${trial.number}`,
    test: false,
  });
}

function pointFrom(
  { number, result }: FinishedTrial,
  repeats: RepeatsRecord,
  metric: ConfirmedPoint['repeats'],
  objectives: readonly string[],
): ConfirmedPoint {
  const values = repeats.runs.flatMap(({ val }) => {
    const value = val === undefined ? undefined : (valMetrics(val) as Record<string, number>)[metric];
    return value === undefined || !Number.isFinite(value) ? [] : [value];
  });
  return {
    trial: number,
    repeats: repeats.name,
    parameters: result.parameters,
    multiplyAdds: result.multiplyAdds,
    searched: result.objectives[Math.max(0, objectives.indexOf(metric))] ?? Number.NaN,
    ...{ values, mean: mean(values), standardError: standardErrorOfMean(values) },
    bestEpochs: repeats.runs.map(({ bestEpoch }) => bestEpoch),
  };
}

async function refitPoint(
  options: ConfirmOptions,
  record: StudyRecord,
  trial: FinishedTrial,
  { bestEpochs }: ConfirmedPoint,
): Promise<NonNullable<Confirmation['refit']>> {
  const { signal, command, name: studyName } = options;
  const { model, train, project, study, task } = await loadPoint(options, record, trial);
  const sorted = bestEpochs.toSorted((a, b) => a - b);
  const epochs = Math.max(1, sorted[sorted.length >> 1] ?? 1);
  const seed = record.settings.train.seed ?? 0;
  const name = `${record.name}-trial-${trial.number}-refit`;
  options.onRefit?.(trial.number, epochs);
  const watch = { signal, onEpoch: ({ epoch }: { epoch: number }) => options.onEpoch?.(epoch) };
  const threads = availableParallelism();
  const definition = await findModel(model);
  const before = (await listRuns(project)).includes(name) ? await readRun(project, name) : undefined;
  if (before !== undefined && before.record.config.epochs !== epochs)
    throw new UserError(
      `run ${name} was refitted for ${before.record.config.epochs} epochs; the current seeds give ${epochs}`,
      { where: before.directory, remedy: 'Move the run away, or confirm with the same seeds as before.', exitCode: 2 },
    );
  const run: Run =
    before === undefined
      ? await trainRun({
          ...{ ...watch, ...train, ...task, project, study, threads, seed, epochs, name, command },
          ...{ model: definition.build, modelName: definition.name, modelFile: definition.file, trainOn: 'trainVal' },
        })
      : before.record.status === 'finished'
        ? before
        : await resumeRun({ ...watch, project, name, threads, model: definition.build });
  if (run.record.status !== 'finished') throw interrupted(studyName);
  const { evaluation, predictions } = await ensureEvaluation({
    ...{ project, run, threads },
    split: 'test',
    reason: `study ${studyName} confirmed`,
  });
  return {
    ...{ run: name, epochs, seed, samples: run.record.data.train },
    test: {
      samples: predictions.length,
      wrong: evaluation.wrong,
      accuracy: evaluation.accuracy,
      accuracyInterval: evaluation.accuracyInterval,
      macroF1: evaluation.report.macroAverage.f1,
      macroF1Interval: evaluation.bootstrap.macroF1,
    },
  };
}
