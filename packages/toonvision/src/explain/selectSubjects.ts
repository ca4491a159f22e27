// Selects images to explain: files, samples by id, errors of a split, and its least confident predictions.
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findTarget, type Project } from '../config/index.ts';
import { foldsFolder, readSamples, readSplit, regionOf, type Sample, selectTarget } from '../dataset/index.ts';
import { UserError, unknownName } from '../errors/index.ts';
import { leastConfident, wrongSamples } from '../evaluation/index.ts';
import { ensureEvaluation, logTestOpening, type Run } from '../training/index.ts';
import type { Subject } from './explainedSample.ts';

/** Selection of images. */
export interface SelectOptions {
  project: Project;
  run: Run;
  /** Paths of image files and sample ids. */
  names?: readonly string[];
  /** Number of misclassified samples of the split, the most confident first. Default 0. */
  wrong?: number;
  /** Number of least confident predictions of the split. Default 0. */
  leastConfident?: number;
  /** Default `val`. Using `test` is logged as an opening of the sealed split. */
  split?: 'val' | 'test';
  signal?: AbortSignal;
}

/** Converts a sample. */
function toSubject(project: Project, sample: Sample, truth: string | undefined): Subject {
  return {
    name: sample.id,
    file: join(project.directory, sample.crop),
    truth,
    ...(sample.street === null ? {} : { street: sample.street }),
    source: {
      screenshot: join(project.directory, sample.screenshot),
      object: sample.object,
      label: sample.label,
      region: regionOf(sample),
    },
  };
}

/** Maps sample ids to their classes in the run's target. */
function mapTrueClasses(project: Project, run: Run, samples: readonly Sample[]): Map<string, string> {
  const { items } = selectTarget(samples, findTarget(project, run.record.config.target));
  return new Map(items.map(({ sample, classIndex }) => [sample.id, run.record.config.classes[classIndex] ?? '']));
}

/** Reads all samples of a split of the run, in order of their ids. Opening the test split is logged. */
export async function readSplitSubjects(project: Project, run: Run, split: 'val' | 'test'): Promise<Subject[]> {
  const samples = await readSamples(project);
  const { fold } = run.record.config;
  const path = fold === null ? project.paths.split : join(foldsFolder(project), `${fold}.json`);
  const { assignments } = await readSplit(project, samples, path);
  const classOf = mapTrueClasses(project, run, samples);
  if (split === 'test') await logTestOpening(project, { run: run.name, reason: 'explain' });
  return samples
    .filter(({ id }) => assignments[id] === split && classOf.has(id))
    .map((sample) => toSubject(project, sample, classOf.get(sample.id)));
}

/**
 * Selects images in the requested order, without duplicates.
 *
 * @throws UserError (exit code 2) for a name that is neither a file nor a sample id, with the nearest id
 */
export async function selectSubjects(options: SelectOptions): Promise<Subject[]> {
  const { project, run, names = [], wrong = 0, split = 'val', signal } = options;
  const uncertain = options.leastConfident ?? 0;
  const subjects = new Map<string, Subject>();
  const isRanked = wrong > 0 || uncertain > 0;
  const samples = isRanked || names.length > 0 ? await readSamples(project).catch(ignoreMissingSamples(isRanked)) : [];
  const byId = new Map(samples.map((sample) => [sample.id, sample]));
  const classOf = mapTrueClasses(project, run, samples);
  const add = (sample: Sample) => subjects.set(sample.id, toSubject(project, sample, classOf.get(sample.id)));
  for (const name of names) {
    const sample = byId.get(name);
    if (sample !== undefined) add(sample);
    else if ((await stat(name).catch(() => undefined))?.isFile() === true)
      subjects.set(name, { name, file: resolve(name) });
    else
      throw unknownName('image file or sample id', name, byId.keys(), {
        remedy: 'Sample ids are listed in dataset/samples.json, such as ttc/ttc_0012_a#2.',
      });
  }
  if (isRanked) {
    const { predictions, fresh } = await ensureEvaluation({ project, run, split, reason: 'explain', signal });
    // A new evaluation has already been logged as an opening of the test split.
    if (split === 'test' && !fresh) await logTestOpening(project, { run: run.name, reason: 'explain' });
    const ranked = [
      ...wrongSamples(predictions).slice(0, wrong),
      ...leastConfident(predictions, { by: 'maxProbability', count: uncertain }),
    ];
    for (const { id } of ranked) {
      const sample = byId.get(id);
      if (sample !== undefined) add(sample);
    }
  }
  return [...subjects.values()];
}

// Image files can be explained in a project without samples.
function ignoreMissingSamples(isRequired: boolean) {
  return (error: unknown): Sample[] => {
    if (isRequired || !(error instanceof UserError)) throw error;
    return [];
  };
}
