// Continues a trial that hit its epoch budget, as a run of the project. The study does not change.
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
  /** Study name. */
  name: string;
  /** Trial number. */
  trial: number;
  /** Index of the execution. Default 0. */
  execution?: number;
  /** Total number of epochs, including those of the trial. */
  epochs: number;
  threads?: number;
  command?: string;
}

const modelFile = z.object({ layers: z.array(z.unknown()) });

/**
 * Continues a trial in `runs/<study>-trial-<n>-to-<epochs>`. The result is bit-identical to a trial with that many epochs; the
 * study does not change.
 *
 * @throws UserError (exit code 2) if the trial is not found, or cannot be continued
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
      trial === undefined
        ? `trial ${number} not found in study ${name}`
        : `trial ${number} of study ${name} is ${trial.state}`,
      { remedy: `Choose a finished trial from 0 to ${trials.length - 1}.`, exitCode: 2 },
    );
  const executions = record.settings.executionsPerTrial;
  const studyProject = trialProject(project, name);
  const run = await readRun(studyProject, executionName({ number, executions }, execution));
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
