// A manifest: a table that names a picture, a label and perhaps a box and a side in each row.
import { posix } from 'node:path';
import { byCodeUnits } from '../codeUnitOrder.ts';
import type { Problem } from '../problem.ts';
import { type FileTree, pictureFinder } from './fileTree.ts';
import { type ManifestRow, parseManifest } from './manifestRows.ts';
import { readText } from './readText.ts';
import type { Source, SourceObject, SourcePicture } from './source.ts';

const MAX_BYTES = 200_000_000;

/** What the rows of one picture say together. */
interface Entry {
  where: string;
  first: ManifestRow;
  objects: SourceObject[];
  faults: { object: number; message: string }[];
}

/** The manifests of a tree. Throws UserError when one cannot be read or is no table. */
export async function openManifest(
  tree: FileTree,
  files: readonly { path: string; inTree: string }[],
): Promise<Source> {
  const find = pictureFinder(tree);
  const problems: Problem[] = [];
  const entries = new Map<string, Entry>();
  let annotations = 0;
  for (const { path, inTree } of files) {
    const where = inTree.startsWith('..') ? path : tree.named(inTree);
    const content = await readText(path, { where, maxBytes: MAX_BYTES, remedy: 'Cut it into several files.' });
    const { rows, faults } = parseManifest(content, where);
    const skip = (line: number, message: string, kind: Problem['kind'], remedy: string) =>
      problems.push({ kind, severity: 'skipped', file: where, message: `line ${line}: ${message}`, remedy });
    for (const { line, message } of faults) skip(line, message, 'broken-object', 'Mend the line or delete it.');
    for (const row of rows) {
      annotations += 1;
      const picture = find(row.picture, posix.dirname(inTree));
      if (picture === undefined) {
        const remedy = 'Put the picture below the screenshots folder, or delete the line.';
        skip(row.line, `there is no picture ${row.picture}`, 'annotation-without-picture', remedy);
        continue;
      }
      const entry = entries.get(picture) ?? { where, first: row, objects: [], faults: [] };
      entries.set(picture, entry);
      if (row.split !== entry.first.split)
        skip(
          row.line,
          `${row.picture} is on another side in line ${entry.first.line}, which counts`,
          'several-annotations',
          'Put all rows of a picture on one side.',
        );
      const { label, box, truncated, difficult } = row;
      entry.objects.push({ number: entry.objects.length + 1, name: label, box, truncated, difficult });
    }
  }
  const pictures = [...entries].map(([picture, { where, first, objects, faults }]): SourcePicture => {
    const place = tree.placeOf(picture);
    return {
      stem: picture,
      picture,
      annotationFile: where,
      split: first.split ?? place.split,
      street: first.street ?? place.street,
      burst: first.burst,
      read: async () => ({ size: first.box === null ? null : first.size, unit: 'pixel', objects, faults }),
    };
  });
  return {
    kind: 'manifest',
    problems,
    annotations,
    mend: 'Correct the line of the manifest',
    pictures: pictures.sort((a, b) => byCodeUnits(a.picture, b.picture)),
  };
}
