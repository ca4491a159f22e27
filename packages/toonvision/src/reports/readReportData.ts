// Reads everything that the report of a run shows.
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

/** Number of samples of the run's target. */
interface DatasetCounts {
  total: number;
  splits: { className: string; split: SplitName; count: number }[];
  streets: string[];
  cells: { street: string; className: string; count: number }[];
  /** Undefined if the run was trained on a fold. */
  audit: SplitAudit | undefined;
}

/** Content of a report. */
export interface ReportData {
  project: Project;
  run: Run;
  history: CurveEpoch[];
  /** Histories of the runs with other seeds. */
  otherHistories: CurveEpoch[][];
  /** Evaluation on the test split, else on validation; undefined if the run has not been evaluated. */
  evaluation: Evaluation | undefined;
  stored: StoredEvaluation | undefined;
  /** What has changed since the run was trained. */
  changed: string[];
  /** Why the evaluation is outdated. */
  outdated: string[];
  repeats: RepeatsRecord | undefined;
  /** Study that the run is a trial of, else the newest study of its target with finished trials. */
  study: { record: StudyRecord; trials: Trial[] } | undefined;
  openings: TestOpening[];
  /** Audit of the run's explanations, if there is one. */
  audit: ExplanationAudit | undefined;
  layers: DiagramLayer[];
  inputShape: number[];
  dataset: DatasetCounts;
}

const historySchema = z.array(z.record(z.string(), z.number().nullable()));

async function readHistory({ directory }: Pick<Run, 'directory'>): Promise<CurveEpoch[]> {
  const path = join(directory, 'history.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  try {
    return historySchema.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError('not a valid training history', {
      where: path,
      remedy: 'The file was edited or damaged; restore it or train again.',
      cause: error,
    });
  }
}

/** Describes a layer's settings: kernel or pool size, rate, activation. */
function describeLayer(spec: object): string {
  const settings = spec as Record<string, unknown>;
  const size = settings.kernelSize ?? settings.poolSize;
  const texts = [
    ...(Array.isArray(size) ? [size.join('×')] : []),
    ...(typeof settings.rate === 'number' ? [String(settings.rate)] : []),
    ...(typeof settings.activation === 'string' && settings.activation !== 'linear' ? [settings.activation] : []),
  ];
  return texts.join(', ');
}

async function countDataset(project: Project, run: Run): Promise<DatasetCounts> {
  const { config } = run.record;
  const target = findTarget(project, config.target);
  const samples = await readSamples(project);
  const classOf = ({ parts }: Sample) => (Object.hasOwn(parts, target.name) ? parts[target.name] : undefined);
  const targetSamples = samples.filter((sample) => config.classes.includes(classOf(sample) ?? ''));
  const name = (label: string) => config.classNames[label] ?? label;
  const stored = config.fold === null ? await readSplit(project, samples) : undefined;
  const splits = config.classes.flatMap((label) =>
    SPLIT_NAMES.map((split) => ({
      className: name(label),
      split,
      count: targetSamples.filter((sample) => classOf(sample) === label && stored?.assignments[sample.id] === split)
        .length,
    })),
  );
  const streets = [...new Set(targetSamples.flatMap(({ street }) => street ?? []))].sort();
  const cells = streets.flatMap((street) =>
    config.classes.map((label) => ({
      street,
      className: name(label),
      count: targetSamples.filter((sample) => sample.street === street && classOf(sample) === label).length,
    })),
  );
  return {
    total: targetSamples.length,
    splits,
    streets,
    cells,
    audit: stored === undefined ? undefined : auditSplit(stored, samples),
  };
}

async function findStudy(project: Project, { record }: Run): Promise<ReportData['study']> {
  const names = await listStudies(project);
  const studyName = record.study?.name;
  if (studyName !== undefined && names.includes(studyName)) return readStudy(project, studyName);
  const all = await Promise.all(names.map((name) => readStudy(project, name)));
  return all
    .filter(
      ({ record: study, trials }) =>
        study.settings.target === record.config.target && trials.some(({ result }) => result !== undefined),
    )
    .sort((a, b) => (a.record.createdAt < b.record.createdAt ? 1 : -1))[0];
}

/** Options of `readReportData`. */
export interface ReadReportOptions {
  /** Read the data even if they or the weights have changed since the run. */
  force: boolean;
  /** Called while the pixel cache is built, with the number of samples done and the total. */
  onCache?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Reads the content of a report.
 *
 * @throws UserError if the run does not exist, one of its files is missing or damaged, or, without `force`, if its data
 *   or
 *   weights have changed
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
    throw new UserError(
      `the data or weights have changed since the run:\n${changed.map((line) => `  - ${line}`).join('\n')}`,
      {
        where: run.name,
        remedy: 'Restore them or train again; --force writes the report anyway and marks it.',
      },
    );
  }
  const model = await loadRunModel(run, { force: true });
  const isEvaluated = async (split: 'test' | 'val') =>
    (await stat(join(run.directory, evaluationFiles(split).evaluation)).catch(() => undefined)) !== undefined;
  const split = (await isEvaluated('test')) ? 'test' : (await isEvaluated('val')) ? 'val' : undefined;
  const stored = split === undefined ? undefined : await readEvaluation(run, split);
  const all = await Promise.all((await listRepeats(project)).map((repeats) => readRepeats(project, repeats)));
  const { model: architecture, target } = run.record.config;
  // Repeats that the run belongs to, else the newest ones of the same architecture.
  const repeats =
    all.find(({ runs }) => runs.some((entry) => entry.run === run.name)) ??
    all
      .filter(
        ({ asked, target: other, status }) => asked.model === architecture && other === target && status === 'finished',
      )
      .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0];
  const otherRuns = (repeats?.runs ?? []).filter((entry) => entry.run !== run.name && entry.status === 'finished');
  const { inputShape, layers } = model.chain;
  return {
    project,
    run,
    history: await readHistory(run),
    otherHistories: await Promise.all(
      otherRuns.map((entry) => readHistory({ directory: join(project.paths.runs, entry.run) })),
    ),
    evaluation: stored?.evaluation,
    stored,
    changed,
    outdated: stored?.outdated ?? [],
    repeats,
    study: await findStudy(project, run),
    openings: await testOpenings(project),
    audit: await readAudit(run),
    layers: layers.map(({ name: layer, spec, outputShape, parameters, multiplyAdds }) => ({
      name: layer,
      kind: describeLayer(spec),
      shape: [...outputShape],
      parameters,
      multiplyAdds,
    })),
    inputShape: [...inputShape],
    dataset: await countDataset(project, run),
  };
}
