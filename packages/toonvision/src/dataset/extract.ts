// Extracts samples and crops from annotated images.
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

/** Options of `extract`. */
export interface ExtractOptions {
  project: Project;
  /** Called after each screenshot with the number done and the total. */
  onProgress?: (done: number, total: number) => void;
  /** Stops the extraction after the current screenshots; crops written so far are reused later. */
  signal?: AbortSignal;
}

/** Result of `extract`. */
export interface Extraction {
  /** Sorted by id. */
  samples: Sample[];
  /** Problems in the data, sorted by file and object. */
  problems: Problem[];
  /** Annotation format and number of annotations; see `describeSource`. */
  source: Pick<Source, 'kind' | 'annotations'>;
  /** Changes since the last extraction; null if this is the first. */
  changes: DatasetChanges | null;
  /** Number of screenshots with an annotation. */
  screenshots: number;
  /** Number of crops written. */
  written: number;
  /** Number of crops reused from an earlier extraction. */
  reused: number;
}

/** Number of decoding threads, limited because each holds a screenshot in memory. */
const THREADS = Math.min(8, availableParallelism());
/** With fewer images, starting threads is not worthwhile. */
const MIN_IMAGES_FOR_THREADS = 40;
/** Number of images in progress: the files of the next ones are read while threads decode. */
const getConcurrency = (images: number): number => (images < MIN_IMAGES_FOR_THREADS ? 2 : THREADS * 4);

/**
 * Reads all annotations of a project in their detected or configured format and the objects added by hand
 * (`dataset/added.jsonl`), writes one crop per object, and finally writes `dataset/samples.json` atomically. Problems
 * in the data are returned, never thrown. Running it again only processes what changed.
 *
 * The id of a sample is the path of its image and the number of the object in its annotation, so other images never
 * change it, and the same images always produce the same bytes.
 *
 * @throws UserError when the screenshots folder is missing, no object is valid, or a file cannot be written;
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
      limit: getConcurrency(images.length),
      onProgress,
      signal,
      interrupted: {
        what: 'the extraction was interrupted',
        remedy: 'Run `toonvision extract` again to resume.',
      },
    });
    const samples = extracted.flatMap((image) => image.samples).sort((a, b) => byCodeUnits(a.id, b.id));
    const labels = [...new Set(samples.map(({ label }) => label))].sort(byCodeUnits);
    const problems = [...source.problems, ...extracted.flatMap((image) => image.problems)]
      .map((problem) => describeProblem(suggestLabel(problem, labels)))
      .sort(byPlace);
    if (samples.length === 0) throw noSamplesError(project, images.length, problems);
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
    // Also after a failure, to keep the crops written so far. An error while saving must not hide the cause then.
    const saving = Promise.all([hashes.save(), record.save({ removeStale: finished })]);
    await (finished ? saving : saving.catch(() => undefined));
    for (const folder of new Set(images.map(({ stem }) => dirname(stem))))
      await removeAbandoned(`${project.paths.crops}/${folder}`);
  }
}

/** Runs jobs in this thread if there are few images, otherwise in a thread pool that starts with the first job. */
function startCutter(directory: string, count: number): ThreadPool<CutJob, CutAnswer> {
  if (count < MIN_IMAGES_FOR_THREADS) return { run: (job) => cutCrops(directory, job), end: async () => undefined };
  let pool: ThreadPool<CutJob, CutAnswer> | undefined;
  return {
    run: (job) => {
      pool ??= startThreadPool(threadProgram('./cutWorker', import.meta.url), { threads: THREADS, start: directory });
      return pool.run(job);
    },
    end: async () => pool?.end(),
  };
}

/** Adds the nearest label in the data to problems with labels that do not match the pattern. */
function suggestLabel(problem: ProblemRecord, labels: readonly string[]): ProblemRecord {
  if (problem.kind !== 'unknown-label' || problem.error.unknown !== undefined) return problem;
  return { ...problem, error: { ...problem.error, nearest: nearestName(problem.error.label, labels) } };
}

function noSamplesError(project: Project, screenshots: number, problems: readonly Problem[]): UserError {
  const shown = problems.slice(0, 10).map((problem) => `\n  - ${formatProblem(problem)}`);
  const more = problems.length > shown.length ? `\n  - and ${problems.length - shown.length} more` : '';
  const what = screenshots === 0 ? 'no annotated screenshots found' : 'no annotated object is valid';
  return new UserError(`${what}${shown.join('')}${more}`, {
    where: project.paths.screenshots,
    remedy:
      'Put annotated screenshots there, for example with an .xml file of the same name, ' +
      'or correct `screenshots` and `source` in the configuration.',
  });
}
