// A project ready for studies, a small search space, and the reproducible content of trials.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig, type Project } from '../src/config/index.ts';
import { extract } from '../src/dataset/index.ts';
import { ensureSplit } from '../src/training/index.ts';
import type { Trial } from '../src/tuning/index.ts';
import { colorProject } from './cliProcess.ts';

/** Four hyperparameters: filters, pool, dropout and rate. */
export const SMALL_SPACE = `import { layers } from '@toonvision/nn';
export default (hp, _input, classes) => ({
  model: [
    layers.rescaling({ scale: 1 / 255 }),
    layers.conv2d({ filters: hp.int('filters', { min: 2, max: 8, step: 2 }), kernelSize: 3, activation: 'relu' }),
    layers.maxPooling2d({ poolSize: hp.int('pool', { min: 2, max: 20, step: 3 }) }),
    layers.flatten(),
    layers.dropout({ rate: hp.float('dropout', { min: 0, max: 0.6, step: 0.2 }) }),
    layers.dense({ units: classes, activation: 'softmax' }),
  ],
  train: { learningRate: hp.choice('rate', [0.01, 0.001]) },
});
`;

export interface StudyProject {
  folder: string;
  project: Project;
  /** Path of the file with the search space. */
  space: string;
}

/** An extracted and split project with a search space; the caller removes its folder. */
export async function studyProject(spaceCode = SMALL_SPACE, screenshots = 16): Promise<StudyProject> {
  const folder = await colorProject(screenshots);
  const space = join(folder, 'space.ts');
  await writeFile(space, spaceCode);
  const project = await loadConfig(folder);
  await extract({ project });
  await ensureSplit({ project });
  return { folder, project, space };
}

/** Content of trials that must not depend on workers, machines, interruptions or time. */
export const essence = (trials: readonly Trial[]) =>
  trials.map(({ number, state, suggestion, result }) => ({
    ...{ number, state, suggestion },
    objectives: result?.objectives,
    weights: result?.executions.map(({ weightsSha256 }) => weightsSha256),
    epochs: result?.executions.map(({ epochs }) => epochs),
  }));
