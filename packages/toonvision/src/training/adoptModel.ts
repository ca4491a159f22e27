// Adds a model trained elsewhere to the project as a run.
import { hostname } from 'node:os';
import { join } from 'node:path';
import { modelFiles, type Sequential, sizeOf } from '@toonvision/nn';
import { findTarget, type InputSize, type Project, type Target } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { writeFileAtomic, writeJson } from '../files/index.ts';
import { mergeSettings, resolveSettings } from './runConfig.ts';
import { checkRunName, createRunFolder, RUN_FILES, type Run, readRun } from './runFolder.ts';
import { writeHistory } from './runHistory.ts';
import type { RunRecord } from './runRecord.ts';
import { sha256 } from './sha256.ts';
import { openTrainingData, type TrainingData } from './trainingData.ts';
import { machine, versions } from './versions.ts';

/** Options of `adoptModel`. */
export interface AdoptOptions {
  project: Project;
  model: Sequential;
  /** Origin of the model. */
  origin: NonNullable<RunRecord['imported']>;
  /** Name of the run. Default: `<target>-<model>-<n>`. */
  name?: string;
  /**
   * Target with the classes in the order of the outputs. Default: the default target of the project, or the target with
   * the classes of the file.
   */
  target?: string;
  /** Classes in the order of the outputs, if the file names them; they must equal those of the target. */
  classes?: readonly string[];
  /** Resizing of crops, if the file specifies it. */
  input?: Pick<InputSize, 'fit' | 'interpolation'>;
  /** Interpolation for resizing crops. Default: from the file, or else from the project. */
  interpolation?: InputSize['interpolation'];
  command?: string;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Finds the given target; otherwise the default target of the project, or the target with the classes of the file if
 * those differ.
 */
function targetOf({ project, target, classes }: AdoptOptions): Target {
  const named = findTarget(project, target);
  if (target !== undefined || classes === undefined) return named;
  const equal = (candidate: Target) => candidate.classes.join('\n') === classes.join('\n');
  return equal(named) ? named : (Object.values(project.targets).find(equal) ?? named);
}

/**
 * Writes `runs/<name>/` for a model with weights. The run has no history. Its training samples are unknown, so
 * evaluations may be too optimistic.
 *
 * @throws UserError (exit code 2) if the input of the model is not a color image, or its classes differ from the target
 */
export async function adoptModel(options: AdoptOptions): Promise<Run> {
  const { project, model, origin, name, onProgress, signal } = options;
  const target = targetOf(options);
  const [height = 0, width = 0, channels = 0] = model.inputShape;
  const outputs = sizeOf(model.outputShape);
  const refuse = (what: string, remedy: string) => new UserError(what, { where: origin.file, remedy, exitCode: 2 });
  if (channels !== 3)
    throw refuse(
      `the model takes ${height}x${width} images with ${channels} channels`,
      'Only models for color images (3 channels) are supported.',
    );
  if (outputs !== target.classes.length)
    throw refuse(
      `the model has ${outputs} outputs, but the target ${target.name} has ${target.classes.length} classes (${target.classes.join(', ')})`,
      `Add a target to ${project.configFile} with one class per output, in order, and pass it as --target.`,
    );
  const { classes = target.classes } = options;
  if (classes.join('\n') !== target.classes.join('\n'))
    throw refuse(
      `the outputs of the model are ${classes.join(', ')}, but the target ${target.name} has ${target.classes.join(', ')}`,
      `Add a target to ${project.configFile} with these classes in this order, and pass it as --target.`,
    );
  if (name !== undefined) await checkRunName(project, name);
  const input: InputSize = {
    ...{ ...project.input, ...options.input, height, width },
    ...(options.interpolation === undefined ? {} : { interpolation: options.interpolation }),
  };
  const data = await openTrainingData({ project, input, target: target.name, onProgress, signal }).catch(
    (error: unknown): TrainingData | undefined => {
      // Prediction works without samples.
      if (error instanceof UserError && error.exitCode !== 130) return undefined;
      throw error;
    },
  );
  const train = data?.sides.train ?? { samples: [], labels: [] };
  const folder = await createRunFolder(project, { name, stem: `${target.name}-${model.name}` });
  const { modelJson, weights } = modelFiles(model);
  await writeFileAtomic(join(folder.directory, RUN_FILES.model), modelJson);
  await writeFileAtomic(join(folder.directory, RUN_FILES.weights), weights);
  await writeHistory(folder.directory, []);
  const now = new Date().toISOString();
  const { sampling: _, classWeight: __, effectiveNumberBeta: ___, ...settings } = mergeSettings(project, {});
  const record: RunRecord = {
    format: 2,
    name: folder.name,
    status: 'finished',
    pid: process.pid,
    host: hostname(),
    startedAt: now,
    endedAt: now,
    command: options.command,
    imported: origin,
    config: {
      model: model.name,
      target: target.name,
      classes: [...target.classes],
      classNames: { ...target.names },
      input: { ...input, channels: 3 },
      fold: null,
      ...resolveSettings(settings, { train, classes: target.classes.length }),
    },
    threads: 1,
    data: data?.record ?? { train: 0, val: 0, test: 0, fingerprints: { samples: '', split: '', pixels: '' } },
    model: { parameters: model.parameters, multiplyAdds: model.multiplyAdds },
    versions: versions(),
    machine: machine(),
    result: {
      stopReason: { kind: 'epochLimit', message: `imported from ${origin.file} (${origin.format})` },
      ...{ bestEpoch: 0, epochs: 0, seconds: 0, imagesPerSecond: 0, peakMemoryBytes: 0 },
      weightsSha256: sha256(weights),
    },
  };
  await writeJson(join(folder.directory, RUN_FILES.record), record);
  return readRun(project, folder.name);
}
