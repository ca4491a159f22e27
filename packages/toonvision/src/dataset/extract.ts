// From annotated images in any format to samples and crops.
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { formatOf } from '../annotations/index.ts';
import type { Project } from '../config/index.ts';
import { nearestName, UserError } from '../errors/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { inParallel, startThreadPool, type ThreadPool, threadProgram } from '../threads/index.ts';
import { removeAbandoned } from './abandoned.ts';
import { readAdditions } from './additions.ts';
import { type DatasetChanges, findChanges } from './changes.ts';
import { openContentHashes } from './contentHashes.ts';
import { openCropRecord } from './cropRecord.ts';
import { type CutAnswer, type CutJob, cutCrops } from './cutCrops.ts';
import { extractImage } from './extractOne.ts';
import { openSourceOf, type Source } from './openSource.ts';
import { byPlace, describeProblem, formatProblem, type Problem, type ProblemRecord } from './problem.ts';
import { projectPath, readTree } from './projectTree.ts';
import type { Sample } from './sample.ts';
import { readSampleFile, writeSamples } from './sampleFile.ts';
import { findThinClassesOf } from './selectTarget.ts';
import { withAdditions } from './withAdditions.ts';

/** What `extract` works on. */
export interface ExtractOptions {
  project: Project;
  /** Called after each screenshot with the number done and the number of all. */
  onProgress?: (done: number, total: number) => void;
  /** Ends the extraction between two screenshots; the crops made so far are kept and found again. */
  signal?: AbortSignal;
}

/** What `extract` found: samples, and problems by file and object. */
export interface Extraction {
  /** Sorted by id. */
  samples: Sample[];
  /** Everything that is wrong with the data, sorted by file and object. */
  problems: Problem[];
  /** What kind of annotation was found, or set, and how many there are; see `describeSource`. */
  source: Pick<Source, 'kind' | 'annotations'>;
  /** What is new, changed and gone since the last extraction; null where there was none. */
  changes: DatasetChanges | null;
  /** Screenshots with an annotation. */
  screenshots: number;
  /** Crops written, and crops of an earlier run that still hold. */
  written: number;
  reused: number;
}

/** Threads that decode, each with a screenshot in memory: enough to keep the cores busy, few enough to keep memory small. */
const THREADS = Math.min(8, availableParallelism());
/** Screenshots that are not worth starting threads for. */
const FEW = 40;
/** Screenshots on their way at once: while the threads decode some, the files of the next ones are read. */
const atOnce = (pictures: number): number => (pictures < FEW ? 2 : THREADS * 4);

/**
 * Reads every annotation of the project, of whatever kind (found out, or set as `source`), and what was added by hand
 * (`dataset/added.jsonl`), writes a crop for each object and then `dataset/samples.json`, whole or not at all. Faults in the data never stop it: they are all in `problems`. Running it again redoes only what changed and says
 * what did. An id is made of a picture's own path and the object's place in its annotation, so pictures that come or go
 * never renumber others, and the same pictures give the same bytes whatever was there before.
 *
 * @throws UserError when the screenshots folder is missing, no object can be used, or nothing can be written;
 *   InterruptedError when `signal` aborts.
 *
 * @example
 * const { samples, problems } = await extract({ project: await loadConfig('demo-town') });
 * for (const problem of problems) console.error(formatProblem(problem));
 */
export async function extract({ project, onProgress, signal }: ExtractOptions): Promise<Extraction> {
  const tree = await readTree(project);
  const additions = await readAdditions(project);
  const source = await withAdditions(project, tree, await openSourceOf(project, tree), additions);
  const { kind, images } = source;
  const before = await readSampleFile(project).catch(() => undefined);
  const hashes = await openContentHashes(project);
  const record = await openCropRecord(project);
  const cutter = startCutter(project.directory, images.length);
  const format = formatOf(kind);
  const { remedy } = await format.load();
  const tools = { project, kind, remedy, shared: format.unit === 'entry', hashes, record, cut: cutter.run };
  let finished = false;
  try {
    const extracted = await inParallel(images, (image) => extractImage(tools, image), {
      limit: atOnce(images.length),
      onProgress,
      signal,
      interrupted: {
        what: 'the extraction was interrupted',
        remedy: 'Run `toonvision extract` again: it resumes where it stopped.',
      },
    });
    const samples = extracted.flatMap((image) => image.samples).sort((a, b) => byCodeUnits(a.id, b.id));
    const labels = [...new Set(samples.map(({ label }) => label))].sort(byCodeUnits);
    const problems = [...source.problems, ...extracted.flatMap((image) => image.problems)]
      .map((problem) => describeProblem(guessLabel(problem, labels)))
      .sort(byPlace);
    if (samples.length === 0) throw noSample(project, images.length, problems);
    for (const warning of findThinClassesOf(samples, Object.values(project.targets)))
      problems.push(describeProblem({ kind: warning.kind, severity: 'notice', file: project.configFile, warning }));
    const contents = new Map<string, string>();
    extracted.forEach(({ sha256 }, index) => {
      const image = images[index]?.image;
      if (sha256 !== undefined && image !== undefined) contents.set(projectPath(project, image), sha256);
    });
    await writeSamples(project, samples, contents);
    finished = true;
    const sum = (key: 'written' | 'reused') => extracted.reduce((total, image) => total + image[key], 0);
    return {
      samples,
      problems,
      source: { kind, annotations: source.annotations },
      changes: before === undefined ? null : findChanges(before, { samples, contents }),
      screenshots: new Set(images.map(({ image }) => image)).size,
      written: sum('written'),
      reused: sum('reused'),
    };
  } finally {
    await cutter.end();
    // Also after a failure, so that the work done so far counts; then a failure to remember it must not hide the cause.
    const saving = Promise.all([hashes.save(), record.save({ removeStale: finished })]);
    await (finished ? saving : saving.catch(() => undefined));
    for (const folder of new Set(images.map(({ stem }) => dirname(stem))))
      await removeAbandoned(`${project.paths.crops}/${folder}`);
  }
}

/** Who decodes and cuts: this thread for a few screenshots, else a thread a core. Threads start when the first job comes. */
function startCutter(directory: string, count: number): ThreadPool<CutJob, CutAnswer> {
  if (count < FEW) return { run: (job) => cutCrops(directory, job), end: async () => undefined };
  let pool: ThreadPool<CutJob, CutAnswer> | undefined;
  return {
    run: (job) => {
      pool ??= startThreadPool(threadProgram('./cutWorker', import.meta.url), { threads: THREADS, start: directory });
      return pool.run(job);
    },
    end: async () => pool?.end(),
  };
}

/** Adds the nearest label in the data to the problem of a label that does not match the pattern. */
function guessLabel(problem: ProblemRecord, labels: readonly string[]): ProblemRecord {
  if (problem.kind !== 'unknown-label' || problem.error.unknown !== undefined) return problem;
  return { ...problem, error: { ...problem.error, nearest: nearestName(problem.error.label, labels) } };
}

function noSample(project: Project, screenshots: number, problems: readonly Problem[]): UserError {
  const shown = problems.slice(0, 10).map((problem) => `\n  - ${formatProblem(problem)}`);
  const more = problems.length > shown.length ? `\n  - and ${problems.length - shown.length} more` : '';
  const what = screenshots === 0 ? 'no screenshot with an annotation was found' : 'no annotated object can be used';
  return new UserError(`${what}${shown.join('')}${more}`, {
    where: project.paths.screenshots,
    remedy:
      'Put the screenshots there, each with its .xml of the same name (or annotated in another way that `source` in the configuration knows), or correct `screenshots`.',
  });
}
