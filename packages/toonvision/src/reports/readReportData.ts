// Everything a run's report tells, read from the project once.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CurveEpoch, DiagramLayer } from '../charts/index.ts';
import { findTarget, type Project } from '../config/index.ts';
import {
  auditSplit,
  readSamples,
  readSplit,
  type Sample,
  SPLIT_NAMES,
  type SplitAudit,
  type SplitName,
} from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { type ExplanationAudit, readAudit } from '../explain/index.ts';
import { listRepeats, type RepeatsRecord, readRepeats } from '../repeats/index.ts';
import {
  dataChanges,
  type Evaluation,
  evaluationFiles,
  loadRunModel,
  openTrainingData,
  type Run,
  readEvaluation,
  readRun,
  type StoredEvaluation,
  type TestOpening,
  testOpenings,
  weightChanges,
} from '../training/index.ts';
import { listStudies, readStudy, type StudyRecord, type Trial } from '../tuning/index.ts';

/** The samples of the run's target, counted. */
interface DatasetCounts {
  total: number;
  splits: { className: string; split: SplitName; count: number }[];
  streets: string[];
  cells: { street: string; className: string; count: number }[];
  /** Missing where the split cannot be read, or the run was trained on a fold. */
  audit: SplitAudit | undefined;
}

export interface ReportData {
  project: Project;
  run: Run;
  history: CurveEpoch[];
  /** Histories of the runs of other seeds. */
  otherHistories: CurveEpoch[][];
  /** Of the test split, else of validation; missing where the run was never evaluated. */
  evaluation: Evaluation | undefined;
  stored: StoredEvaluation | undefined;
  /** What is not as it was when the run was trained. */
  changed: string[];
  /** Why the evaluation no longer belongs to the run. */
  outdated: string[];
  repeats: RepeatsRecord | undefined;
  /** The study whose trial the run is, else the newest of its target with trials. */
  study: { record: StudyRecord; trials: Trial[] } | undefined;
  openings: TestOpening[];
  /** Of the run's maps, where it was made. */
  audit: ExplanationAudit | undefined;
  layers: DiagramLayer[];
  inputShape: number[];
  dataset: DatasetCounts;
}

const historySchema = z.array(z.record(z.string(), z.number().nullable()));

async function historyOf({ directory }: Pick<Run, 'directory'>): Promise<CurveEpoch[]> {
  const path = join(directory, 'history.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  try {
    return historySchema.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError('not the history of a run', {
      where: path,
      remedy: 'The file was edited or damaged; restore it or train again.',
      cause: error,
    });
  }
}

/** A few words for a layer whose name tells what it is: its kernel or pool, its activation. */
function kindOf(spec: object): string {
  const found = spec as Record<string, unknown>;
  const size = found.kernelSize ?? found.poolSize;
  const parts = [
    ...(Array.isArray(size) ? [size.join('×')] : []),
    ...(typeof found.rate === 'number' ? [String(found.rate)] : []),
    ...(typeof found.activation === 'string' && found.activation !== 'linear' ? [found.activation] : []),
  ];
  return parts.join(', ');
}

async function datasetCounts(project: Project, run: Run): Promise<DatasetCounts> {
  const { config } = run.record;
  const target = findTarget(project, config.target);
  const samples = await readSamples(project);
  const classOf = ({ parts }: Sample) => (Object.hasOwn(parts, target.name) ? parts[target.name] : undefined);
  const own = samples.filter((sample) => config.classes.includes(classOf(sample) ?? ''));
  const name = (label: string) => config.classNames[label] ?? label;
  const stored = config.fold === null ? await readSplit(project, samples) : undefined;
  const splits = config.classes.flatMap((label) =>
    SPLIT_NAMES.map((split) => ({
      className: name(label),
      split,
      count: own.filter((sample) => classOf(sample) === label && stored?.assignments[sample.id] === split).length,
    })),
  );
  const streets = [...new Set(own.flatMap(({ street }) => street ?? []))].sort();
  const cells = streets.flatMap((street) =>
    config.classes.map((label) => ({
      street,
      className: name(label),
      count: own.filter((sample) => sample.street === street && classOf(sample) === label).length,
    })),
  );
  return {
    total: own.length,
    splits,
    streets,
    cells,
    audit: stored === undefined ? undefined : auditSplit(stored, samples),
  };
}

async function studyOf(project: Project, { record }: Run): Promise<ReportData['study']> {
  const names = await listStudies(project);
  const own = record.study?.name;
  if (own !== undefined && names.includes(own)) return readStudy(project, own);
  const all = await Promise.all(names.map((name) => readStudy(project, name)));
  return all
    .filter(
      ({ record: study, trials }) =>
        study.settings.target === record.config.target && trials.some(({ result }) => result !== undefined),
    )
    .sort((a, b) => (a.record.createdAt < b.record.createdAt ? 1 : -1))[0];
}

export interface ReadReportOptions {
  /** Go on although data or weights are not those of the run; the page says so. */
  force: boolean;
  /** Called while the pixel cache is built: samples done, samples of all. */
  onCache?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * @throws UserError naming the run, or the file of it, that is missing, edited or damaged; or, unless `force`, what has changed
 *   in its data since
 */
export async function readReportData(
  project: Project,
  name: string,
  { force, onCache, signal }: ReadReportOptions,
): Promise<ReportData> {
  const run = await readRun(project, name);
  const { target: targetName, input, fold, trainOn } = run.record.config;
  const data = await openTrainingData({
    project,
    target: targetName,
    input,
    fold,
    trainOn,
    onProgress: onCache,
    signal,
  });
  const changed = [...dataChanges(run.record, data), ...(await weightChanges(run)).changed];
  if (changed.length > 0 && !force) {
    throw new UserError(`something has changed since the run:\n${changed.map((line) => `  - ${line}`).join('\n')}`, {
      where: run.name,
      remedy: 'Restore it or train again; --force goes on and marks the report.',
    });
  }
  const model = await loadRunModel(run, { force: true });
  const isThere = async (split: 'test' | 'val') =>
    (await stat(join(run.directory, evaluationFiles(split).evaluation)).catch(() => undefined)) !== undefined;
  const split = (await isThere('test')) ? 'test' : (await isThere('val')) ? 'val' : undefined;
  const stored = split === undefined ? undefined : await readEvaluation(run, split);
  const all = await Promise.all((await listRepeats(project)).map((one) => readRepeats(project, one)));
  const { model: architecture, target } = run.record.config;
  // Its own, else the newest of the same architecture.
  const repeats =
    all.find(({ runs }) => runs.some((one) => one.run === run.name)) ??
    all
      .filter(
        ({ asked, target: other, status }) => asked.model === architecture && other === target && status === 'finished',
      )
      .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0];
  const otherRuns = (repeats?.runs ?? []).filter((one) => one.run !== run.name && one.status === 'finished');
  const { inputShape, layers } = model.chain;
  return {
    project,
    run,
    history: await historyOf(run),
    otherHistories: await Promise.all(
      otherRuns.map((one) => historyOf({ directory: join(project.paths.runs, one.run) })),
    ),
    evaluation: stored?.evaluation,
    stored,
    changed,
    outdated: stored?.outdated ?? [],
    repeats,
    study: await studyOf(project, run),
    openings: await testOpenings(project),
    audit: await readAudit(run),
    layers: layers.map(({ name: layer, spec, outputShape, parameters, multiplyAdds }) => ({
      name: layer,
      kind: kindOf(spec),
      shape: [...outputShape],
      parameters,
      multiplyAdds,
    })),
    inputShape: [...inputShape],
    dataset: await datasetCounts(project, run),
  };
}
