// The files a remote worker needs to train: samples, split, pixels, and a configuration without code.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Project } from '../../config/index.ts';
import { editsFile, foldsFolder, GIVEN_PIXELS_FILE, givenPixels, readSamples } from '../../dataset/index.ts';
import { explainFileError } from '../../files/index.ts';
import type { StudyRecord } from '../study/index.ts';

/** Allowed paths of data files; no other file is requested or written. */
const ALLOWED_PATH =
  /^(?:toonvision\.config\.json|dataset\/(?:samples\.json|split\.json|edits\.jsonl|folds\/[A-Za-z0-9][\w.-]*\.json)|\.toonvision\/cache\/(?:given\.json|[\da-f]{32}\.(?:json|pixels)))$/;

export const dataManifestSchema = z.object({
  format: z.literal('toonvision-data'),
  version: z.literal(1),
  /** Identifies the data; a worker that has a folder with this key downloads nothing. */
  key: z.string().regex(/^[\da-f]{32}$/),
  files: z
    .array(
      z.object({
        path: z.string().regex(ALLOWED_PATH),
        size: z.int().min(0),
        sha256: z.string().regex(/^[\da-f]{64}$/),
      }),
    )
    .max(20),
});
export type DataManifest = z.output<typeof dataManifestSchema>;

/** A file to serve: from disk, or generated from the project. */
export type DataFile = { path: string; size: number; sha256: string } & ({ source: string } | { content: Buffer });

/** Computes the key of a study's data; studies with the same data share it. */
export function dataKey({ data, settings }: Pick<StudyRecord, 'data' | 'settings'>): string {
  const { samples, split, pixels } = data;
  return createHash('sha256')
    .update(JSON.stringify([samples, split, pixels, settings.target, settings.fold]))
    .digest('hex')
    .slice(0, 32);
}

/** The configuration as plain data, reduced to what training and evaluation read. */
function toPlainConfig(project: Project): object {
  const { name, label, street, burst, targets, target, input, train, crop } = project;
  return {
    ...{ name, label: { pattern: label.source }, street, burst: { pattern: burst.source }, crop, target, input, train },
    targets: Object.fromEntries(Object.entries(targets).map(([key, { classes, names }]) => [key, { classes, names }])),
  };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Lists the files that turn an empty folder into a project whose trials are bit-identical. Screenshots are not included.
 *
 * @throws UserError naming a file that cannot be read
 */
export async function dataFiles(project: Project, { data, settings }: StudyRecord): Promise<DataFile[]> {
  const generate = (path: string, value: object): DataFile => {
    const content = Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
    return { path, content, size: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  };
  const readFromDisk = async (path: string, source: string): Promise<DataFile> => {
    try {
      return { path, source, size: (await stat(source)).size, sha256: await hashFile(source) };
    } catch (error) {
      throw explainFileError(error, source);
    }
  };
  const { cache, samples, split } = project.paths;
  const splitFile = settings.fold === null ? split : join(foldsFolder(project), `${settings.fold}.json`);
  const toRelative = (path: string) => relative(project.directory, path).split(sep).join('/');
  const edits = editsFile(project);
  const hasEdits = (await stat(edits).catch(() => undefined)) !== undefined;
  return [
    generate('toonvision.config.json', toPlainConfig(project)),
    generate(
      `.toonvision/cache/${GIVEN_PIXELS_FILE}`,
      givenPixels(data.pixels, await readSamples(project), project.input),
    ),
    await readFromDisk('dataset/samples.json', samples),
    await readFromDisk(settings.fold === null ? 'dataset/split.json' : toRelative(splitFile), splitFile),
    ...(hasEdits ? [await readFromDisk('dataset/edits.jsonl', edits)] : []),
    ...(await Promise.all(
      [`${data.pixels}.json`, `${data.pixels}.pixels`].map((file) =>
        readFromDisk(`.toonvision/cache/${basename(file)}`, join(cache, file)),
      ),
    )),
  ];
}
