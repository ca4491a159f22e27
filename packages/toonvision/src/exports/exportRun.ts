// The model of a run as files for elsewhere, with a card that tells what it is.
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { modelFiles, onnxModel, type Sequential } from '@toonvision/nn';
import type { Project } from '../config/index.ts';
import { readSamples, selectTarget } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { explainFileError, writeFileAtomic } from '../files/index.ts';
import { listRepeats, readRepeats } from '../repeats/index.ts';
import { evaluationFiles, loadRunModel, type Run, readEvaluation, readRun } from '../training/index.ts';
import { modelCard } from './modelCard.ts';
import { tfjsFiles } from './tfjsFiles.ts';
import { webFiles } from './webFiles.ts';

/** What a run can be exported as. */
export const EXPORT_FORMATS = ['onnx', 'safetensors', 'tfjs', 'web'] as const;
/** What a run can be exported as. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Options of `exportRun`. */
export interface ExportOptions {
  project: Project;
  /** Name of the run. */
  run: string;
  formats: readonly ExportFormat[];
  /** What the ONNX file takes: `bytes` uint8 pixels (default), or `floats` of the same values. */
  input?: 'bytes' | 'floats';
  /** Folder; default `exports/<run>` of the project. */
  out?: string;
  /** Write over the files of an earlier export. Default false. */
  force?: boolean;
}

/** What `exportRun` wrote. */
export interface Exported {
  directory: string;
  /** Inside the folder. */
  files: string[];
}

const CARD = 'MODEL_CARD.md';

/** What every file says of itself: classes in the order of the outputs, version, seed, fingerprints and metrics. */
function metadataOf({ name, record }: Run, evaluations: Awaited<ReturnType<typeof storedEvaluations>>) {
  const { config, data, versions, result } = record;
  return {
    run: name,
    target: config.target,
    classes: JSON.stringify(config.classes),
    version: versions.toonvision,
    seed: String(config.seed),
    input: JSON.stringify(config.input),
    samplesFingerprint: data.fingerprints.samples,
    splitFingerprint: data.fingerprints.split,
    pixelsFingerprint: data.fingerprints.pixels,
    weightsSha256: result?.weightsSha256 ?? '',
    ...Object.fromEntries(
      evaluations.map(({ evaluation: { split, accuracy, samples, loss } }) => [
        `${split}Metrics`,
        JSON.stringify({ accuracy, loss, samples }),
      ]),
    ),
  };
}

async function storedEvaluations(run: Run) {
  const files = await readdir(run.directory);
  const splits = (['test', 'val'] as const).filter((split) => files.includes(evaluationFiles(split).evaluation));
  const read = await Promise.all(splits.map((split) => readEvaluation(run, split)));
  return read.filter(({ outdated }) => outdated.length === 0);
}

async function streetsOf(project: Project, run: Run) {
  const { target, classes } = run.record.config;
  const own = project.targets[target];
  const samples = own === undefined ? [] : await readSamples(project).catch(() => []);
  if (own === undefined || samples.length === 0) return [];
  const counts = new Map<string, number[]>();
  for (const { sample, classIndex } of selectTarget(samples, own).items) {
    const street = sample.street ?? '';
    const row = counts.get(street) ?? classes.map(() => 0);
    row[classIndex] = (row[classIndex] ?? 0) + 1;
    counts.set(street, row);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([street, row]) => ({ street, counts: row }));
}

function filesOf(
  model: Sequential,
  format: Exclude<ExportFormat, 'web'>,
  input: 'bytes' | 'floats',
  metadata: Record<string, string>,
) {
  switch (format) {
    case 'onnx':
      return { 'model.onnx': onnxModel(model, { input, metadata }) };
    case 'safetensors': {
      const { modelJson, weights } = modelFiles(model);
      return { 'model.json': modelJson, 'weights.safetensors': weights };
    }
    case 'tfjs': {
      const { modelJson, weights } = tfjsFiles(model, `toonvision ${metadata.version}`, metadata);
      return { 'tfjs/model.json': modelJson, 'tfjs/weights.bin': weights };
    }
  }
}

/**
 * Writes the model of a run in the formats asked for, and MODEL_CARD.md. Nothing is evaluated for it.
 *
 * @throws UserError for a run without weights, a layer that a format has not, or files that are there already (exit code 2),
 *   unless `force`
 *
 * @example
 * await exportRun({ project, run: 'suit-tuned-1', formats: ['onnx'] }); // { directory, files: ['model.onnx', 'MODEL_CARD.md'] }
 */
export async function exportRun(options: ExportOptions): Promise<Exported> {
  const { project, input = 'bytes', force = false } = options;
  const run = await readRun(project, options.run);
  const model = await loadRunModel(run);
  const directory = options.out ?? join(project.directory, 'exports', run.name);
  const evaluations = await storedEvaluations(run);
  const metadata = metadataOf(run, evaluations);
  const made: Record<string, string | Uint8Array> = {};
  for (const format of new Set(options.formats))
    Object.assign(made, format === 'web' ? await webFiles(model, run) : filesOf(model, format, input, metadata));
  const names = Object.keys(made);
  const repeats = (await listRepeats(project)).find((name) => run.name.startsWith(`${name}-seed-`));
  made[CARD] = modelCard({
    ...{ run, evaluations, files: names, streets: await streetsOf(project, run) },
    repeats: repeats === undefined ? undefined : await readRepeats(project, repeats),
  });
  const there = await readdir(directory, { recursive: true }).catch(() => [] as string[]);
  const taken = Object.keys(made).filter((name) => there.includes(name));
  if (taken.length > 0 && !force)
    throw new UserError(`${taken.join(', ')} ${taken.length === 1 ? 'is' : 'are'} there already`, {
      where: directory,
      remedy: 'Choose another --out, or write over them with --force.',
      exitCode: 2,
    });
  await mkdir(directory, { recursive: true }).catch((error: unknown) => {
    throw explainFileError(error, directory);
  });
  for (const [name, content] of Object.entries(made)) await writeFileAtomic(join(directory, name), content);
  return { directory, files: Object.keys(made) };
}
