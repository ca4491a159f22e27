// Goes on with a run that was interrupted or killed, to the same bits as if it had not been.
import { readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { ModelError, readTrainingState, type TrainingState } from '@toonvision/nn';
import { z } from 'zod';
import type { Project } from '../config/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { explainFileError, writeNew } from '../files/index.ts';
import { augmentModel, builtInModels, loadModelFile, type ModelBuilder } from '../models/index.ts';
import { TENSOR_BOARD_FOLDER } from '../tensorboard/index.ts';
import { dataChanges } from './changesSince.ts';
import { releaseMemory } from './releaseMemory.ts';
import { compileOptions } from './runConfig.ts';
import { RUN_FILES, type Run, readRun } from './runFolder.ts';
import { isGone } from './runProcess.ts';
import { runTraining } from './runTraining.ts';
import { sha256 } from './sha256.ts';
import { openTrainingData, type TrainingData } from './trainingData.ts';
import type { TrainingWatch } from './trainingWatch.ts';
import { versions } from './versions.ts';

/** Options of `resumeRun`. */
export interface ResumeOptions extends TrainingWatch {
  project: Project;
  /** Name of the run. */
  name: string;
  /** The architecture, where it is neither built in nor in a file. */
  model?: ModelBuilder;
  /** May differ from before; the bits do not. Default: as before. */
  threads?: number;
  /** Go on although another host seems to train it: nobody can tell from here whether its process is gone. Default false. */
  force?: boolean;
  /** As in `trainRun`. */
  data?: TrainingData;
  /** As in `trainRun`. */
  keepState?: boolean;
}

/**
 * Trains a run on from its last state: weights and history become, bit by bit, those of the same run never interrupted. A
 * run that was killed before its first state begins again, which comes to the same.
 *
 * @throws UserError when the run is finished (exit code 2), another process trains it, its data, split, model file or
 *   engine is not what it was, or its state is missing, cut or edited; InterruptedError when `signal` aborts before
 *   training goes on
 *
 * @example
 * const { record } = await resumeRun({ project, name: 'suit-baseline-1' });
 * record.status; // 'finished'
 */
export async function resumeRun(options: ResumeOptions): Promise<Run> {
  const { project, model: build, force = false, onProgress, signal } = options;
  const found = await readRun(project, options.name);
  checkResumable(found, force);
  const release = await claim(found);
  try {
    // What the process before us wrote last.
    const run = await readRun(project, found.name);
    checkResumable(run, force);
    const { record } = run;
    const { config } = record;
    const own = versions();
    if (own.nn !== record.versions.nn) {
      throw refusal(run, [`the engine is version ${own.nn}, the run was begun with ${record.versions.nn}`]);
    }
    const plain = (build ?? (await modelOf(run, project)))(config.input, config.classes.length, {
      seed: config.seed,
      name: config.model,
    });
    const { model } = augmentModel(plain, config.augmentation ?? {});
    const { target, input, fold, trainOn } = config;
    const data =
      options.data ?? (await openTrainingData({ project, target, input, fold, trainOn, onProgress, signal }));
    const changed = dataChanges(record, data);
    if (changed.length > 0) throw refusal(run, changed);
    model.compile(compileOptions(config));
    const resumeFrom = await readState(run);
    if (signal?.aborted) throw new InterruptedError('interrupted; the run is as it was');
    record.resumedAt = [...(record.resumedAt ?? []), new Date().toISOString()];
    record.threads = options.threads ?? record.threads;
    const { onStart, onBatch, onEpoch, moreThreads } = options;
    // As before: the state of a run tells which callbacks it had.
    const folder = join(run.directory, TENSOR_BOARD_FOLDER);
    const tensorBoard = (await stat(folder).catch(() => undefined)) !== undefined;
    const { keepState } = options;
    if (options.data === undefined) releaseMemory();
    return await runTraining({
      run,
      model,
      data,
      resumeFrom,
      tensorBoard,
      keepState,
      onStart,
      onBatch,
      onEpoch,
      moreThreads,
      signal,
    });
  } finally {
    await release();
  }
}

function refusal({ name }: Run, changed: readonly string[]): UserError {
  return new UserError(
    `it would not come to the same, for this has changed since:\n${changed.map((line) => `  - ${line}`).join('\n')}`,
    { where: name, remedy: 'Restore it, or train a new run.' },
  );
}

function checkResumable({ name, record }: Run, force: boolean): void {
  const { status, pid, host, result } = record;
  if (status === 'finished') {
    throw new UserError(`the run ${name} is finished (${result?.stopReason.message ?? 'its last epoch ran'})`, {
      remedy: 'Only a run that was interrupted can go on; train a new one.',
      exitCode: 2,
    });
  }
  if (status !== 'running') return;
  if (host === hostname()) {
    throw new UserError(`the run ${name} is being trained by process ${pid}`, {
      remedy: 'Wait until it ends, or interrupt it with Ctrl-C.',
    });
  }
  if (force) return;
  throw new UserError(`the run ${name} is being trained by process ${pid} on ${host}, as far as one can tell here`, {
    remedy: 'If that process is gone, --force goes on.',
  });
}

const claimSchema = z.object({ pid: z.int(), host: z.string(), since: z.string() });

/** One process at a time goes on with a run; a claim whose process is gone is taken over. */
async function claim({ name, directory }: Run): Promise<() => Promise<void>> {
  const path = join(directory, 'resuming.json');
  const text = JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() });
  for (let attempt = 0; attempt < 2; attempt++) {
    // Whole from the first moment: a claim without its text would be taken for one that was left.
    if (await writeNew(path, text)) return () => rm(path, { force: true });
    const owner = await readFile(path, 'utf8')
      .then((found) => claimSchema.parse(JSON.parse(found)))
      .catch(() => undefined);
    if (owner !== undefined && owner.host === hostname() && !isGone(owner)) break;
    await rm(path, { force: true });
  }
  throw new UserError(`another process is going on with the run ${name}`, { remedy: 'Wait until it ends.' });
}

async function modelOf({ name, record }: Run, project: Project): Promise<ModelBuilder> {
  const { model, modelFile } = record.config;
  if (modelFile === undefined) {
    if (Object.hasOwn(builtInModels, model)) return builtInModels[model as keyof typeof builtInModels];
    throw new UserError(`the model ${model} is neither built in nor in a file`, {
      where: name,
      remedy: 'Go on from the program that made the run: resumeRun({ ..., model }).',
    });
  }
  // The path is as it was given: relative to the folder the command ran in, which is often the project's.
  const paths = [...new Set([resolve(modelFile.path), resolve(project.directory, modelFile.path)])];
  let seen: string | undefined;
  for (const path of paths) {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) continue;
    if (sha256(bytes) === modelFile.sha256) return loadModelFile(path);
    seen = path;
  }
  throw new UserError(
    seen === undefined ? `the model file ${modelFile.path} is not there` : 'the model file has changed since',
    { where: seen ?? name, remedy: 'Restore it as it was when the run began, or train a new run.' },
  );
}

/** The last state; undefined for a run that was ended before its first. */
async function readState({ name, directory, record }: Run): Promise<TrainingState | undefined> {
  const path = join(directory, RUN_FILES.state);
  const bytes = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw explainFileError(error, path);
  });
  const remedy = `Restore the file; without it ${name} cannot go on to the same bits, and a new run must be trained.`;
  if (bytes === undefined) {
    if (record.result === undefined) return undefined;
    throw new UserError('the state of the training is missing', { where: path, remedy });
  }
  try {
    return readTrainingState(bytes);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new UserError(error.message, { where: path, remedy, cause: error });
  }
}
