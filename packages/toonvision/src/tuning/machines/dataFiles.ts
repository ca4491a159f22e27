// What a worker on another machine needs to train on a project: samples, split, pixels, and a configuration without code.
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

/** Where a file may lie: nothing else is asked for or written. */
const PLACE =
  /^(?:toonvision\.config\.json|dataset\/(?:samples\.json|split\.json|edits\.jsonl|folds\/[A-Za-z0-9][\w.-]*\.json)|\.toonvision\/cache\/(?:given\.json|[\da-f]{32}\.(?:json|pixels)))$/;

export const dataManifestSchema = z.object({
  format: z.literal('toonvision-data'),
  version: z.literal(1),
  /** Of the data, by which a worker knows whether it has it. */
  key: z.string().regex(/^[\da-f]{32}$/),
  files: z
    .array(
      z.object({
        path: z.string().regex(PLACE),
        size: z.int().min(0),
        sha256: z.string().regex(/^[\da-f]{64}$/),
      }),
    )
    .max(20),
});
export type DataManifest = z.output<typeof dataManifestSchema>;

/** A file to give away: from the disk, or made of the project. */
export type DataFile = { path: string; size: number; sha256: string } & ({ source: string } | { content: Buffer });

/** The same for the same data, whatever the study. */
export function dataKey({ data, settings }: Pick<StudyRecord, 'data' | 'settings'>): string {
  const { samples, split, pixels } = data;
  return createHash('sha256')
    .update(JSON.stringify([samples, split, pixels, settings.target, settings.fold]))
    .digest('hex')
    .slice(0, 32);
}

/** The configuration as plain data: all that training and evaluating asks for. */
function plainConfig(project: Project): object {
  const { name, label, street, burst, targets, target, input, train, crop } = project;
  return {
    ...{ name, label: { pattern: label.source }, street, burst: { pattern: burst.source }, crop, target, input, train },
    targets: Object.fromEntries(Object.entries(targets).map(([key, { classes, names }]) => [key, { classes, names }])),
  };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * The files that make a project of an empty folder, on which trials come to the same bits. Screenshots are not among them.
 *
 * @throws UserError naming a file that cannot be read
 */
export async function dataFiles(project: Project, { data, settings }: StudyRecord): Promise<DataFile[]> {
  const made = (path: string, value: object): DataFile => {
    const content = Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
    return { path, content, size: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  };
  const onDisk = async (path: string, source: string): Promise<DataFile> => {
    try {
      return { path, source, size: (await stat(source)).size, sha256: await sha256Of(source) };
    } catch (error) {
      throw explainFileError(error, source);
    }
  };
  const { cache, samples, split } = project.paths;
  const sides = settings.fold === null ? split : join(foldsFolder(project), `${settings.fold}.json`);
  const inside = (path: string) => relative(project.directory, path).split(sep).join('/');
  const edits = editsFile(project);
  const hasEdits = (await stat(edits).catch(() => undefined)) !== undefined;
  return [
    made('toonvision.config.json', plainConfig(project)),
    made(`.toonvision/cache/${GIVEN_PIXELS_FILE}`, givenPixels(data.pixels, await readSamples(project), project.input)),
    await onDisk('dataset/samples.json', samples),
    await onDisk(settings.fold === null ? 'dataset/split.json' : inside(sides), sides),
    ...(hasEdits ? [await onDisk('dataset/edits.jsonl', edits)] : []),
    ...(await Promise.all(
      [`${data.pixels}.json`, `${data.pixels}.pixels`].map((file) =>
        onDisk(`.toonvision/cache/${basename(file)}`, join(cache, file)),
      ),
    )),
  ];
}
