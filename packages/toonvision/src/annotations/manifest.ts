// Manifests: tables with an image, a label and optionally a box and a split per row.
import { join, posix } from 'node:path';
import { byCodeUnits } from '../files/index.ts';
import { locateFiles } from './entryFiles.ts';
import { readHead } from './fileHead.ts';
import { type FileTree, imageFinder } from './fileTree.ts';
import { isManifestFile, looksLikeManifest, type ManifestRow, parseManifest } from './manifestRows.ts';
import { readText } from './readText.ts';
import type { FormatReader, SourceImage, SourceObject } from './source.ts';
import type { SourceProblem } from './sourceProblem.ts';

const MAX_BYTES = 200_000_000;

/** Rows of one image. */
interface Entry {
  where: string;
  first: ManifestRow;
  objects: SourceObject[];
}

async function findManifests(tree: FileTree): Promise<string[]> {
  const found: string[] = [];
  for (const file of tree.files.filter(isManifestFile).slice(0, 200))
    if (looksLikeManifest(file, await readHead(join(tree.folder, file)))) found.push(file);
  return found;
}

export const manifestReader: FormatReader = {
  detect: async (tree) => (await findManifests(tree)).length,
  async open(tree, options) {
    const files = await locateFiles(tree, options, {
      kind: 'manifest',
      what: 'CSV or JSONL file with an image and a label',
      find: findManifests,
    });
    const find = imageFinder(tree);
    const problems: SourceProblem[] = [];
    const entries = new Map<string, Entry>();
    let annotations = 0;
    for (const { path, inTree, where } of files) {
      const content = await readText(path, { where, maxBytes: MAX_BYTES, remedy: 'Split it into several files.' });
      const { rows, errors } = parseManifest(content, where);
      const place = { severity: 'skipped', file: where } as const;
      for (const { line, message } of errors)
        problems.push({
          ...place,
          line,
          kind: 'broken-object',
          reason: message,
          fix: 'Fix the line or delete it.',
        });
      for (const row of rows) {
        const { line } = row;
        annotations += 1;
        const image = find(row.image, posix.dirname(inTree));
        if (image === undefined) {
          problems.push({ ...place, line, kind: 'annotation-without-image', named: row.image });
          continue;
        }
        const entry = entries.get(image) ?? { where, first: row, objects: [] };
        entries.set(image, entry);
        if (row.split !== entry.first.split)
          problems.push({
            ...place,
            line,
            kind: 'several-annotations',
            named: row.image,
            splitOfLine: entry.first.line,
          });
        const { label, box, truncated, difficult } = row;
        entry.objects.push({ number: entry.objects.length + 1, name: label, box, truncated, difficult });
      }
    }
    const images = [...entries].map(([image, { where, first, objects }]): SourceImage => {
      const { split, street } = tree.placeOf(image);
      return {
        stem: image,
        image,
        annotationFile: where,
        split: first.split ?? split,
        street: first.street ?? street,
        burst: first.burst,
        read: async () => ({ size: first.box === null ? null : first.size, unit: 'pixel', objects, errors: [] }),
      };
    });
    return { problems, annotations, images: images.sort((a, b) => byCodeUnits(a.image, b.image)) };
  },
  remedy: { box: 'Correct the line of the manifest', label: 'Correct the label in the manifest' },
};
