// Which images are explained: files, samples by id, the wrong ones of a split, those the model was least sure of.
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findTarget, type Project } from '../config/index.ts';
import { foldsFolder, readSamples, readSplit, regionOf, type Sample, selectTarget } from '../dataset/index.ts';
import { UserError, unknownName } from '../errors/index.ts';
import { leastConfident, wrongSamples } from '../evaluation/index.ts';
import { ensureEvaluation, logTestOpening, type Run } from '../training/index.ts';
import type { Subject } from './explainedSample.ts';

/** Which samples are looked at. */
export interface SelectOptions {
  project: Project;
  run: Run;
  /** Image files and ids of samples. */
  names?: readonly string[];
  /** So many wrong samples of the split, the most confident first. */
  wrong?: number;
  /** So many samples the model was least sure of; as many as there are for a large number. */
  leastConfident?: number;
  /** Default `val`. Looking at the test split is logged as each opening is. */
  split?: 'val' | 'test';
  signal?: AbortSignal;
}

/** A sample as something to explain. */
function subjectOf(project: Project, sample: Sample, truth: string | undefined): Subject {
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

/** The class of each sample of the run's target, by id. */
function truths(project: Project, run: Run, samples: readonly Sample[]): Map<string, string> {
  const { items } = selectTarget(samples, findTarget(project, run.record.config.target));
  return new Map(items.map(({ sample, classIndex }) => [sample.id, run.record.config.classes[classIndex] ?? '']));
}

/** All samples of one side of the run's split, in order of their ids, with their classes. */
export async function readSplitSubjects(project: Project, run: Run, part: 'val' | 'test'): Promise<Subject[]> {
  const samples = await readSamples(project);
  const { fold } = run.record.config;
  const path = fold === null ? project.paths.split : join(foldsFolder(project), `${fold}.json`);
  const { assignments } = await readSplit(project, samples, path);
  const classOf = truths(project, run, samples);
  if (part === 'test') await logTestOpening(project, { run: run.name, reason: 'explain' });
  return samples
    .filter(({ id }) => assignments[id] === part && classOf.has(id))
    .map((sample) => subjectOf(project, sample, classOf.get(sample.id)));
}

/**
 * The images to explain, in the order asked for, each once.
 *
 * @throws UserError (exit code 2) for a name that is neither a file nor a sample (with the nearest id)
 */
export async function selectSubjects(options: SelectOptions): Promise<Subject[]> {
  const { project, run, names = [], wrong = 0, split = 'val', signal } = options;
  const least = options.leastConfident ?? 0;
  const found = new Map<string, Subject>();
  const isRanked = wrong > 0 || least > 0;
  const samples = isRanked || names.length > 0 ? await readSamples(project).catch(noSamples(isRanked)) : [];
  const byId = new Map(samples.map((sample) => [sample.id, sample]));
  const classOf = truths(project, run, samples);
  const add = (sample: Sample) => found.set(sample.id, subjectOf(project, sample, classOf.get(sample.id)));
  for (const name of names) {
    const sample = byId.get(name);
    if (sample !== undefined) add(sample);
    else if ((await stat(name).catch(() => undefined))?.isFile() === true)
      found.set(name, { name, file: resolve(name) });
    else
      throw unknownName('image file or sample id', name, byId.keys(), {
        remedy: 'Sample ids are listed in dataset/samples.json, such as ttc/ttc_0012_a#2.',
      });
  }
  if (isRanked) {
    const { predictions, fresh } = await ensureEvaluation({ project, run, split, reason: 'explain', signal });
    // A new evaluation is logged as it is made; this is a look of its own.
    if (split === 'test' && !fresh) await logTestOpening(project, { run: run.name, reason: 'explain' });
    const ranked = [
      ...wrongSamples(predictions).slice(0, wrong),
      ...leastConfident(predictions, { by: 'maxProbability', count: least }),
    ];
    for (const { id } of ranked) {
      const sample = byId.get(id);
      if (sample !== undefined) add(sample);
    }
  }
  return [...found.values()];
}

// Images can be explained where there are no samples at all.
function noSamples(needed: boolean) {
  return (error: unknown): Sample[] => {
    if (needed || !(error instanceof UserError)) throw error;
    return [];
  };
}
