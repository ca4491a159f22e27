// Pascal VOC: an XML file for each picture, beside it or in Annotations/ as CVAT and the original VOC have it.
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Part } from '../parts.ts';
import { type FileTree, partNamed } from './fileTree.ts';
import { pairUp } from './pairs.ts';
import { readVoc } from './readVoc.ts';
import type { Source } from './source.ts';

export const isVocFile = (file: string): boolean => /\.xml$/i.test(file);

/** The sides that `ImageSets/Main/train.txt` and its kin name, by bare picture name. */
async function imageSets(tree: FileTree): Promise<Map<string, Part>> {
  const sides = new Map<string, Part>();
  for (const file of tree.files) {
    const part = /(^|\/)ImageSets\/Main\/[^/]+\.txt$/i.test(file)
      ? partNamed(posix.basename(file, posix.extname(file)))
      : undefined;
    if (part === undefined) continue;
    const text = await readFile(join(tree.folder, file), 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      const [name = ''] = line.trim().split(/\s+/);
      if (name !== '') sides.set(name, part);
    }
  }
  return sides;
}

/** The Pascal VOC annotations of a tree. */
export async function openVoc(tree: FileTree): Promise<Source> {
  const { pairs, problems } = pairUp(tree, {
    annotations: tree.files.filter(isVocFile),
    extension: '.xml',
    annotate: 'Annotate it in labelImg (format Pascal VOC), or move the picture out of the folder.',
    severity: 'skipped',
  });
  const sides = await imageSets(tree);
  return {
    kind: 'voc',
    problems,
    annotations: pairs.length,
    mend: 'Draw the box again in labelImg',
    pictures: pairs.map(({ stem, picture, annotation }) => {
      const { split, street } = tree.placeOf(picture);
      return {
        stem,
        picture,
        annotationFile: tree.named(annotation),
        split: split ?? sides.get(posix.basename(stem)) ?? null,
        street,
        burst: null,
        read: async () => ({
          unit: 'pixel',
          ...(await readVoc(join(tree.folder, annotation), tree.named(annotation))),
        }),
      };
    }),
  };
}
