// Exports the model of a run to other formats, with a model card.
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

/** Export formats. */
export const EXPORT_FORMATS = ['onnx', 'safetensors', 'tfjs', 'web'] as const;
/** Export formats. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Options of `exportRun`. */
export interface ExportOptions {
  project: Project;
  /** Name of the run. */
  run: string;
  formats: readonly ExportFormat[];
  /** Input type of the ONNX model: `bytes` for uint8 pixels (default), or `floats` with the same values. */
  input?: 'bytes' | 'floats';
  /** Output folder. Default: `exports/<run>` in the project. */
  out?: string;
  /** Whether to overwrite existing files. Default false. */
  force?: boolean;
}

/** Result of `exportRun`. */
export interface Exported {
  directory: string;
  /** Paths relative to the folder. */
  files: string[];
}

const CARD_FILE = 'MODEL_CARD.md';

/** Metadata stored in every export: classes in output order, version, seed, fingerprints and metrics. */
function createMetadata({ name, record }: Run, evaluations: Awaited<ReturnType<typeof storedEvaluations>>) {
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

async function countByStreet(project: Project, run: Run) {
  const { target, classes } = run.record.config;
  const definition = project.targets[target];
  const samples = definition === undefined ? [] : await readSamples(project).catch(() => []);
  if (definition === undefined || samples.length === 0) return [];
  const counts = new Map<string, number[]>();
  for (const { sample, classIndex } of selectTarget(samples, definition).items) {
    const street = sample.street ?? '';
    const row = counts.get(street) ?? classes.map(() => 0);
    row[classIndex] = (row[classIndex] ?? 0) + 1;
    counts.set(street, row);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([street, row]) => ({ street, counts: row }));
}

function createFiles(
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
 * Writes the model of a run in the given formats, and MODEL_CARD.md with its stored evaluations.
 *
 * @throws UserError if the run has no weights, a format does not support a layer, or a file already exists (exit code 2)
 *   and `force` is not set
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
  const metadata = createMetadata(run, evaluations);
  const contents: Record<string, string | Uint8Array> = {};
  for (const format of new Set(options.formats))
    Object.assign(
      contents,
      format === 'web' ? await webFiles(model, run) : createFiles(model, format, input, metadata),
    );
  const names = Object.keys(contents);
  const repeats = (await listRepeats(project)).find((name) => run.name.startsWith(`${name}-seed-`));
  contents[CARD_FILE] = modelCard({
    ...{ run, evaluations, files: names, streets: await countByStreet(project, run) },
    repeats: repeats === undefined ? undefined : await readRepeats(project, repeats),
  });
  const existing = await readdir(directory, { recursive: true }).catch(() => [] as string[]);
  const conflicts = Object.keys(contents).filter((name) => existing.includes(name));
  if (conflicts.length > 0 && !force)
    throw new UserError(`${conflicts.join(', ')} already ${conflicts.length === 1 ? 'exists' : 'exist'}`, {
      where: directory,
      remedy: 'Choose another --out, or overwrite with --force.',
      exitCode: 2,
    });
  await mkdir(directory, { recursive: true }).catch((error: unknown) => {
    throw explainFileError(error, directory);
  });
  for (const [name, content] of Object.entries(contents)) await writeFileAtomic(join(directory, name), content);
  return { directory, files: Object.keys(contents) };
}
