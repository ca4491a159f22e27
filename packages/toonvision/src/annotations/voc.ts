// Pascal VOC: one XML file per image, next to it or in Annotations/ as written by CVAT and in the original dataset.
import { readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { type FileTree, parseSplitName } from './fileTree.ts';
import { openPairs } from './pairs.ts';
import { readVoc } from './readVoc.ts';
import type { FormatReader, Sidecar } from './source.ts';
import type { SplitName } from './splitNames.ts';

const isVocFile = (file: string): boolean => /\.xml$/i.test(file);

/** Reads the splits listed in `ImageSets/Main/train.txt` etc., by image name without extension. */
async function readImageSets(tree: FileTree): Promise<Map<string, SplitName>> {
  const splits = new Map<string, SplitName>();
  for (const file of tree.files) {
    const split = /(^|\/)ImageSets\/Main\/[^/]+\.txt$/i.test(file)
      ? parseSplitName(posix.basename(file, posix.extname(file)))
      : undefined;
    if (split === undefined) continue;
    const text = await readFile(join(tree.folder, file), 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      const [name = ''] = line.trim().split(/\s+/);
      if (name !== '') splits.set(name, split);
    }
  }
  return splits;
}

const sidecar: Sidecar = {
  extension: '.xml',
  matches: async (path) => (await stat(path).catch(() => undefined))?.isFile() === true,
  read: async (path, where) => ({ unit: 'pixel', ...(await readVoc(path, where)) }),
};

export const vocReader: FormatReader = {
  detect: async (tree) => tree.files.filter(isVocFile).length,
  async open(tree) {
    const splits = await readImageSets(tree);
    return openPairs(tree, {
      ...sidecar,
      annotations: tree.files.filter(isVocFile),
      unannotated: 'skipped',
      // Folders take precedence: the lists contain image names without folders.
      splitOf: (image, stem) => tree.placeOf(image).split ?? splits.get(posix.basename(stem)),
    });
  },
  remedy: { box: 'Draw the box again in labelImg', label: 'Correct the name in labelImg' },
  sidecar,
};
