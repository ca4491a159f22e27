// A trial that the budget ended, trained on as a run of the project; the study itself stays as it is.
import { join } from 'node:path';
import { layersFromJson } from '@toonvision/nn';
import { z } from 'zod';
import type { Project } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { readJson } from '../../files/index.ts';
import { modelBuilder } from '../../models/index.ts';
import { extendRun, type Run, readRun, resumeRun, type TrainingWatch } from '../../training/index.ts';
import { readStudy, trialProject } from './studyFolder.ts';
import { executionName } from './trialTask.ts';

/** Options of `continueTrial`. */
export interface ContinueOptions extends Pick<TrainingWatch, 'onStart' | 'onBatch' | 'onEpoch' | 'signal'> {
  project: Project;
  /** Of the study. */
  name: string;
  /** Number of the trial. */
  trial: number;
  /** Which of its executions, from 0. Default 0. */
  execution?: number;
  /** In all, those of the trial included. */
  epochs: number;
  threads?: number;
  command?: string;
}

const modelFile = z.object({ layers: z.array(z.unknown()) });

/**
 * Trains a trial on, in `runs/<study>-trial-<n>-to-<epochs>`: the same bits as a trial of so many epochs. Sampler, front and
 * best of the study do not change by it.
 *
 * @throws UserError (exit code 2) where there is no such trial, or it cannot go on, saying why
 *
 * @example
 * const run = await continueTrial({ project, name: 'small', trial: 7, epochs: 150 });
 */
export async function continueTrial(options: ContinueOptions): Promise<Run> {
  const { project, name, trial: number, execution = 0, epochs, command, ...watch } = options;
  const { trials, record } = await readStudy(project, name);
  const trial = trials[number];
  if (trial?.state !== 'finished')
    throw new UserError(
      trial === undefined ? `the study ${name} has no trial ${number}` : `trial ${number} of ${name} is ${trial.state}`,
      { remedy: `Choose a finished one of 0 to ${trials.length - 1}.`, exitCode: 2 },
    );
  const executions = record.settings.executionsPerTrial;
  const below = trialProject(project, name);
  const run = await readRun(below, executionName({ number, executions }, execution));
  const longer = await extendRun(run, {
    project,
    name: `${name}-trial-${number}${executions > 1 ? `-${execution + 1}` : ''}-to-${epochs}`,
    epochs,
    command,
  });
  const path = join(run.directory, 'model.json');
  const { layers } = await readJson(path, modelFile, { remedy: 'Restore the file.' });
  const model = modelBuilder(() => layersFromJson(layers), run.record.config.model);
  return resumeRun({ ...watch, project, name: longer.name, model });
}
