// A model that was trained elsewhere as a run of the project, so that all that takes runs takes it.
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
  /** Where it comes from. */
  origin: NonNullable<RunRecord['imported']>;
  /** Default `<target>-<model>-<n>`. */
  name?: string;
  /**
   * What it tells apart, classes in the order of its outputs. Default the project's own, or the one with the file's
   * classes.
   */
  target?: string;
  /** The classes in the order of its outputs, where its file names them; they must be those of the target. */
  classes?: readonly string[];
  /** How crops were brought to its size, where its file says so. */
  input?: Pick<InputSize, 'fit' | 'interpolation'>;
  /** How crops are brought to its size. Default as the file or else the project says. */
  interpolation?: InputSize['interpolation'];
  command?: string;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * The target that was named; else the project's, or another that has the classes of the file where the project's has
 * others.
 */
function targetOf({ project, target, classes }: AdoptOptions): Target {
  const named = findTarget(project, target);
  if (target !== undefined || classes === undefined) return named;
  const equal = (one: Target) => one.classes.join('\n') === classes.join('\n');
  return equal(named) ? named : (Object.values(project.targets).find(equal) ?? named);
}

/**
 * Writes `runs/<name>/` for a model with weights. The run has no history; which samples it was trained on is not known,
 * so what comes of them may be too good.
 *
 * @throws UserError (exit code 2) for a model that does not take colour pictures or has other classes than the target,
 *   or another number of them
 */
export async function adoptModel(options: AdoptOptions): Promise<Run> {
  const { project, model, origin, name, onProgress, signal } = options;
  const target = targetOf(options);
  const [height = 0, width = 0, channels = 0] = model.inputShape;
  const outputs = sizeOf(model.outputShape);
  const refuse = (what: string, remedy: string) => new UserError(what, { where: origin.file, remedy, exitCode: 2 });
  if (channels !== 3)
    throw refuse(
      `the model takes ${height}x${width} pictures of ${channels} channels`,
      'Only models of colour pictures (3 channels) can be used.',
    );
  if (outputs !== target.classes.length)
    throw refuse(
      `the model has ${outputs} outputs; the target ${target.name} has ${target.classes.length} classes (${target.classes.join(', ')})`,
      `Add a target to ${project.configFile} whose classes are its outputs, in their order, and name it with --target.`,
    );
  const { classes = target.classes } = options;
  if (classes.join('\n') !== target.classes.join('\n'))
    throw refuse(
      `its outputs are ${classes.join(', ')}; the target ${target.name} has ${target.classes.join(', ')}`,
      `Add a target to ${project.configFile} that has these classes in this order, and name it with --target.`,
    );
  if (name !== undefined) await checkRunName(project, name);
  const input: InputSize = {
    ...{ ...project.input, ...options.input, height, width },
    ...(options.interpolation === undefined ? {} : { interpolation: options.interpolation }),
  };
  const data = await openTrainingData({ project, input, target: target.name, onProgress, signal }).catch(
    (error: unknown): TrainingData | undefined => {
      // Without samples it can predict all the same.
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
