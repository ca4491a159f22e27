// A run that reached its limit of epochs, made into another that goes on to more: the same bits as one trained to there at once.
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { explainFileError, writeJson } from '../files/index.ts';
import { checkRunName, RUN_FILES, type Run, readRun } from './runFolder.ts';

/** What of a run is carried on; evaluations, figures and reports are of the weights as they were. */
const CARRIED = [...Object.values(RUN_FILES), 'tensorboard'];

/** Options of `extendRun`. */
export interface ExtendOptions {
  /** Where the new run is to lie: `project.paths.runs`. */
  project: Project;
  name: string;
  /** In all, those of before included. */
  epochs: number;
  /** Default: as before. */
  modelName?: string;
  /** For the record. */
  command?: string;
}

/**
 * Why a run cannot be carried on; undefined where it can. A run that ended because its loss rose no more would end there
 * again; a learning rate that depends on the number of epochs would have been another from the first step.
 */
export async function whyNotExtended({ record, directory }: Run, epochs: number): Promise<string | undefined> {
  const { result, config, status } = record;
  if (status !== 'finished' || result === undefined) return `it is ${status}, not finished`;
  if (result.stopReason.kind !== 'epochLimit') return `it ended by itself (${result.stopReason.message})`;
  if (epochs <= result.epochs) return `it has ${result.epochs} epochs already`;
  if (config.schedule.name === 'cosineDecay') return 'its learning rate was to end with its epochs';
  const state = await stat(join(directory, RUN_FILES.state)).catch(() => undefined);
  return state === undefined ? 'the state of its training was not kept' : undefined;
}

/**
 * Makes a new run of a finished one, interrupted at its last epoch; `resumeRun` trains it on to `epochs`. The run of before
 * stays as it is.
 *
 * @throws UserError (exit code 2) for a run that cannot be carried on, saying why, or a name that is taken
 *
 * @example
 * const longer = await extendRun(run, { project, name: 'longer', epochs: 150 });
 * await resumeRun({ project, name: longer.name, model });
 */
export async function extendRun(run: Run, options: ExtendOptions): Promise<Run> {
  const { project, name, epochs } = options;
  const why = await whyNotExtended(run, epochs);
  if (why !== undefined)
    throw new UserError(`it cannot go on to ${epochs} epochs: ${why}`, {
      where: `run ${run.name}`,
      remedy: 'Train it anew with more epochs.',
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
      if (CARRIED.includes(file)) await cp(join(run.directory, file), join(making, file), { recursive: true });
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
