// Extends a finished run to more epochs as a new run, with the same bits as if trained without a break.
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { explainFileError, writeJson } from '../files/index.ts';
import { checkRunName, RUN_FILES, type Run, readRun } from './runFolder.ts';

/** Files copied to the new run. Evaluations, figures and reports belong to the old weights. */
const COPIED_FILES = [...Object.values(RUN_FILES), 'tensorboard'];

/** Options of `extendRun`. */
export interface ExtendOptions {
  /** The new run is created in its `paths.runs`. */
  project: Project;
  name: string;
  /** Total number of epochs, including finished ones. */
  epochs: number;
  /** Default: the model name of the run. */
  modelName?: string;
  /** Command line for the record. */
  command?: string;
}

/**
 * Reason why a run cannot be extended; undefined if it can. A run that stopped early would stop there again, and a
 * learning rate that depends on the number of epochs would have differed from the first step.
 */
export async function whyNotExtended({ record, directory }: Run, epochs: number): Promise<string | undefined> {
  const { result, config, status } = record;
  if (status !== 'finished' || result === undefined) return `it is ${status}, not finished`;
  if (result.stopReason.kind !== 'epochLimit') return `it ended by itself (${result.stopReason.message})`;
  if (epochs <= result.epochs) return `it has ${result.epochs} epochs already`;
  if (config.schedule.name === 'cosineDecay') return 'its learning rate schedule ended with its epochs';
  const state = await stat(join(directory, RUN_FILES.state)).catch(() => undefined);
  return state === undefined ? 'the state of its training was not kept' : undefined;
}

/**
 * Copies a finished run as a new run, interrupted at its last epoch; `resumeRun` then trains it up to `epochs`. The
 * original run is not changed.
 *
 * @throws UserError (exit code 2) if the run cannot be extended or the name is taken
 *
 * @example
 * const longer = await extendRun(run, { project, name: 'longer', epochs: 150 });
 * await resumeRun({ project, name: longer.name, model });
 */
export async function extendRun(run: Run, options: ExtendOptions): Promise<Run> {
  const { project, name, epochs } = options;
  const why = await whyNotExtended(run, epochs);
  if (why !== undefined)
    throw new UserError(`it cannot be extended to ${epochs} epochs: ${why}`, {
      where: `run ${run.name}`,
      remedy: 'Train a new run with more epochs.',
      exitCode: 2,
    });
  await checkRunName(project, name);
  const target = join(project.paths.runs, name);
  const making = join(project.paths.runs, `.${name}.${process.pid}.making`);
  const { record } = run;
  const { endedAt: _, error: __, ...kept } = record;
  try {
    await rm(making, { recursive: true, force: true });
    await mkdir(making, { recursive: true });
    for (const file of await readdir(run.directory))
      if (COPIED_FILES.includes(file)) await cp(join(run.directory, file), join(making, file), { recursive: true });
    await writeJson(join(making, RUN_FILES.record), {
      ...kept,
      name,
      status: 'interrupted',
      startedAt: new Date().toISOString(),
      command: options.command,
      config: { ...record.config, model: options.modelName ?? record.config.model, epochs },
    });
    await rename(making, target);
  } catch (error) {
    await rm(making, { recursive: true, force: true }).catch(() => undefined);
    throw explainFileError(error, target);
  }
  return readRun(project, name);
}
