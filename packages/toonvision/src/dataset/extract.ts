// From annotated screenshots to samples and crops.
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { removeAbandoned } from './abandoned.ts';
import { byCodeUnits } from './codeUnitOrder.ts';
import { openContentHashes } from './contentHashes.ts';
import { openCropRecord } from './cropRecord.ts';
import { extractPair } from './extractOne.ts';
import { findPairs } from './findPairs.ts';
import { inParallel } from './inParallel.ts';
import { guessLabel } from './labels.ts';
import { byPlace, formatProblem, type Problem } from './problem.ts';
import { type Sample, writeSamples } from './sample.ts';
import { findThinClassesOf } from './selectTarget.ts';

export interface ExtractOptions {
  project: Project;
  /** Called after each screenshot with the number done and the number of all. */
  onProgress?: (done: number, total: number) => void;
  /** Ends the extraction between two screenshots; the crops made so far are kept and found again. */
  signal?: AbortSignal;
}

export interface Extraction {
  /** Sorted by id. */
  samples: Sample[];
  /** Everything that is wrong with the data, sorted by file and object. */
  problems: Problem[];
  /** Screenshots with an annotation. */
  screenshots: number;
  /** Crops written, and crops of an earlier run that still hold. */
  written: number;
  reused: number;
}

/** Screenshots in memory at once: enough to keep the cores busy, few enough to keep memory small. */
const AT_ONCE = Math.min(8, Math.max(2, availableParallelism()));

/**
 * Reads every annotation of the project, writes a crop for each object and then `dataset/samples.json`, whole or not
 * at all. Faults in the data never stop it: they are all in `problems`. Running it again redoes only what changed, and
 * the same screenshots give the same bytes.
 *
 * @throws UserError when the screenshots folder is missing, no object can be used, or nothing can be written;
 *   InterruptedError when `signal` aborts.
 *
 * @example
 * const { samples, problems } = await extract({ project: await loadConfig('demo-town') });
 * for (const problem of problems) console.error(formatProblem(problem));
 */
export async function extract({ project, onProgress, signal }: ExtractOptions): Promise<Extraction> {
  const { pairs, problems: alone } = await findPairs(project);
  const hashes = await openContentHashes(project);
  const record = await openCropRecord(project);
  const tools = { project, hashes, record };
  let finished = false;
  try {
    const extracted = await inParallel(pairs, (pair) => extractPair(tools, pair), {
      limit: AT_ONCE,
      onProgress,
      signal,
      interrupted: {
        what: 'the extraction was interrupted',
        remedy: 'Run `toonvision extract` again: it goes on where it stopped.',
      },
    });
    const samples = extracted.flatMap((pair) => pair.samples).sort((a, b) => byCodeUnits(a.id, b.id));
    const labels = [...new Set(samples.map(({ label }) => label))].sort(byCodeUnits);
    const problems = [...alone, ...extracted.flatMap((pair) => pair.problems)]
      .map((problem) => ({ ...problem, message: guessLabel(problem.message, labels) }))
      .sort(byPlace);
    if (samples.length === 0) throw noSample(project, pairs.length, problems);
    for (const { kind, message, remedy, className, target } of findThinClassesOf(
      samples,
      Object.values(project.targets),
    ))
      problems.push({
        kind,
        severity: 'notice',
        file: project.configFile,
        message: `targets.${target}.${className}: ${message}`,
        remedy,
      });
    await writeSamples(project, samples);
    finished = true;
    const sum = (key: 'written' | 'reused') => extracted.reduce((total, pair) => total + pair[key], 0);
    return { samples, problems, screenshots: pairs.length, written: sum('written'), reused: sum('reused') };
  } finally {
    // Also after a failure, so that the work done so far counts; then a failure to remember it must not hide the cause.
    const saving = Promise.all([hashes.save(), record.save({ removeStale: finished })]);
    await (finished ? saving : saving.catch(() => undefined));
    for (const folder of new Set(pairs.map(({ stem }) => dirname(stem))))
      await removeAbandoned(`${project.paths.crops}/${folder}`);
  }
}

function noSample(project: Project, screenshots: number, problems: readonly Problem[]): UserError {
  const shown = problems.slice(0, 10).map((problem) => `\n  - ${formatProblem(problem)}`);
  const more = problems.length > shown.length ? `\n  - and ${problems.length - shown.length} more` : '';
  const what = screenshots === 0 ? 'no screenshot with an annotation was found' : 'no annotated object can be used';
  return new UserError(`${what}${shown.join('')}${more}`, {
    where: project.paths.screenshots,
    remedy:
      'Put the screenshots there, each with its .xml of the same name, or correct `screenshots` in the configuration.',
  });
}
