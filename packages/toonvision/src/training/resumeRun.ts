// Resumes an interrupted or killed run, to the same bits as without the interruption.
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
  /** The architecture, if it is neither built in nor in a file. */
  model?: ModelBuilder;
  /** Number of worker threads; does not change the bits. Default: as before. */
  threads?: number;
  /**
   * Whether to resume a run that another host seems to train; its process cannot be checked from here. Default false.
   */
  force?: boolean;
  /** As in `trainRun`. */
  data?: TrainingData;
  /** As in `trainRun`. */
  keepState?: boolean;
}

/**
 * Resumes a run from its last state: weights and history become the same bits as without the interruption. A run killed
 * before its first state starts again, with the same result.
 *
 * @throws UserError if the run is finished (exit code 2), another process trains it, its data, split, model file or
 *   engine has changed, or its state is missing, truncated or edited; InterruptedError when `signal` aborts before
 *   training resumes
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
    // Read again: another process may have written it since.
    const run = await readRun(project, found.name);
    checkResumable(run, force);
    const { record } = run;
    const { config } = record;
    const current = versions();
    if (current.nn !== record.versions.nn) {
      throw refusal(run, [`the engine is version ${current.nn}, the run was started with ${record.versions.nn}`]);
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
    if (signal?.aborted) throw new InterruptedError('interrupted; the run is unchanged');
    record.resumedAt = [...(record.resumedAt ?? []), new Date().toISOString()];
    record.threads = options.threads ?? record.threads;
    const { onStart, onBatch, onEpoch, moreThreads } = options;
    // As before: the callbacks must be those of the state.
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
    `it cannot be resumed to the same result because of changes since training:\n${changed.map((line) => `  - ${line}`).join('\n')}`,
    { where: name, remedy: 'Restore the original state or train a new run.' },
  );
}

function checkResumable({ name, record }: Run, force: boolean): void {
  const { status, pid, host, result } = record;
  if (status === 'finished') {
    throw new UserError(`the run ${name} is finished (${result?.stopReason.message ?? 'its last epoch ran'})`, {
      remedy: 'Only interrupted runs can be resumed; train a new run.',
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
  throw new UserError(`the run ${name} seems to be trained by process ${pid} on ${host}`, {
    remedy: 'If that process has exited, use --force to resume.',
  });
}

const claimSchema = z.object({ pid: z.int(), host: z.string(), since: z.string() });

/** Only one process at a time resumes a run; the claim of a process that has exited is taken over. */
async function claim({ name, directory }: Run): Promise<() => Promise<void>> {
  const path = join(directory, 'resuming.json');
  const text = JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() });
  for (let attempt = 0; attempt < 2; attempt++) {
    // Written atomically: an empty claim would be considered abandoned.
    if (await writeNew(path, text)) return () => rm(path, { force: true });
    const owner = await readFile(path, 'utf8')
      .then((found) => claimSchema.parse(JSON.parse(found)))
      .catch(() => undefined);
    if (owner !== undefined && owner.host === hostname() && !isGone(owner)) break;
    await rm(path, { force: true });
  }
  throw new UserError(`another process is resuming the run ${name}`, { remedy: 'Wait until it ends.' });
}

async function modelOf({ name, record }: Run, project: Project): Promise<ModelBuilder> {
  const { model, modelFile } = record.config;
  if (modelFile === undefined) {
    if (Object.hasOwn(builtInModels, model)) return builtInModels[model as keyof typeof builtInModels];
    throw new UserError(`the model ${model} is neither built in nor in a file`, {
      where: name,
      remedy: 'Resume from the program that created the run: resumeRun({ ..., model }).',
    });
  }
  // The path is stored as given: relative to the working directory of the command, often the project folder.
  const paths = [...new Set([resolve(modelFile.path), resolve(project.directory, modelFile.path)])];
  let seen: string | undefined;
  for (const path of paths) {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) continue;
    if (sha256(bytes) === modelFile.sha256) return loadModelFile(path);
    seen = path;
  }
  throw new UserError(seen === undefined ? `model file ${modelFile.path} not found` : 'the model file has changed', {
    where: seen ?? name,
    remedy: 'Restore the file of the run, or train a new run.',
  });
}

/** The last state; undefined for a run that ended before its first state. */
async function readState({ name, directory, record }: Run): Promise<TrainingState | undefined> {
  const path = join(directory, RUN_FILES.state);
  const bytes = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw explainFileError(error, path);
  });
  const remedy = `Restore the file; without it ${name} cannot be resumed to the same bits. Otherwise train a new run.`;
  if (bytes === undefined) {
    if (record.result === undefined) return undefined;
    throw new UserError('the training state is missing', { where: path, remedy });
  }
  try {
    return readTrainingState(bytes);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new UserError(error.message, { where: path, remedy, cause: error });
  }
}
