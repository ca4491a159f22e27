// YOLO: one text file per image; each line has a class number and a box in fractions of the image size.
import { join } from 'node:path';
import { UserError } from '../errors/index.ts';
import { boundingBox } from './boundingBox.ts';
import { readHead } from './fileHead.ts';
import { type FileTree, stemOf, stemWithoutRole } from './fileTree.ts';
import { openPairs } from './pairs.ts';
import { readText } from './readText.ts';
import type { FormatReader, ImageAnnotation, SourceObject } from './source.ts';
import type { SourceProblem } from './sourceProblem.ts';
import { isNamesFile, readYoloNames, type YoloNames } from './yoloNames.ts';

/** A larger file is not the annotation of one image. */
const MAX_BYTES = 10_000_000;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?$/;

const isYoloFile = (file: string): boolean =>
  /\.txt$/i.test(file) && !isNamesFile(file) && !/(^|\/)ImageSets\//i.test(file);

/** Whether a text may be a YOLO annotation: it is empty, or its first line has at least five numbers. */
function looksLikeYolo(text: string): boolean {
  const line = text.trim().split('\n')[0]?.trim() ?? '';
  if (line === '') return true;
  const words = line.split(/\s+/);
  return words.length >= 5 && words.every((word) => NUMBER.test(word));
}

/** Reads the object of a line, or returns why it is invalid. */
function readLine(line: string, number: number, names: YoloNames): SourceObject | string {
  const words = line.split(/\s+/);
  const values = words.map(Number);
  if (!words.every((word) => NUMBER.test(word))) return 'expected numbers separated by spaces';
  const [index = -1, ...rest] = values;
  if (!Number.isInteger(index) || index < 0) return `${words[0]} is not a class number`;
  const name = names.get(index);
  if (name === undefined) return `unknown class number ${index}; the names file has ${names.size} classes`;
  if (rest.some((value) => Math.abs(value) > 100))
    return 'the box is in pixels; expected fractions of the image size between 0 and 1';
  const object = { number, name, truncated: false, difficult: false };
  if (rest.length === 4) {
    const [x = 0, y = 0, width = 0, height = 0] = rest;
    return {
      ...object,
      box: { xmin: x - width / 2, ymin: y - height / 2, xmax: x + width / 2, ymax: y + height / 2 },
    };
  }
  // A segmentation polygon.
  if (rest.length >= 6 && rest.length % 2 === 0) return { ...object, box: boundingBox(rest) };
  return `expected 5 numbers (class, x, y, width, height) or a polygon of at least 3 points, got ${words.length} numbers`;
}

/**
 * Parses a YOLO annotation.
 *
 * @param names Class names by number.
 *
 * @example
 * parseYolo('0 0.5 0.5 0.2 0.4', new Map([[0, 'cog_bb_flunky']])).objects[0]?.box?.xmin // 0.4
 */
export function parseYolo(text: string, names: YoloNames): ImageAnnotation {
  const objects: SourceObject[] = [];
  const errors: { object: number; message: string }[] = [];
  let number = 0;
  text.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '') return;
    number += 1;
    const object = readLine(line, number, names);
    if (typeof object === 'string') errors.push({ object: number, message: `line ${index + 1}: ${object}` });
    else objects.push(object);
  });
  return { size: null, unit: 'fraction', objects, errors };
}

/** Finds text files without an image that are not annotations, such as a README. */
async function findStrayTexts(tree: FileTree, problems: readonly SourceProblem[]): Promise<Set<string>> {
  const stray = new Set<string>();
  const unpaired = new Set(problems.filter(({ kind }) => kind === 'annotation-without-image').map(({ file }) => file));
  for (const file of tree.files.filter(isYoloFile)) {
    if (!unpaired.has(tree.named(file))) continue;
    const text = await readText(join(tree.folder, file), { where: file, maxBytes: MAX_BYTES, remedy: '' }).catch(
      () => undefined,
    );
    if (text !== undefined && !looksLikeYolo(text)) stray.add(tree.named(file));
  }
  return stray;
}

export const yoloReader: FormatReader = {
  /** Counts the text files that belong to an image, if any of the first 50 has a box. */
  async detect(tree) {
    const stems = new Set(tree.images.flatMap((file) => [stemOf(file), stemWithoutRole(file)]));
    const texts = tree.files
      .filter(isYoloFile)
      .filter((file) => stems.has(stemOf(file)) || stems.has(stemWithoutRole(file)));
    for (const file of texts.slice(0, 50)) {
      const head = await readHead(join(tree.folder, file));
      if (head.trim() !== '' && looksLikeYolo(head)) return texts.length;
    }
    return 0;
  },
  async open(tree, { file }) {
    const description = await readYoloNames(tree, file);
    if (description === undefined)
      throw new UserError('the class names of the YOLO annotations were not found', {
        where: tree.folder,
        remedy:
          'Add classes.txt (one name per line) or dataset.yaml, or set its path: source: { kind: "yolo", file: ... }.',
      });
    const { names, lists, splitOf } = description;
    const source = openPairs(tree, {
      annotations: tree.files.filter((text) => isYoloFile(text) && !lists.has(text)),
      extension: '.txt',
      unannotated: 'notice',
      splitOf,
      read: async (path, where) =>
        parseYolo(
          await readText(path, {
            where,
            maxBytes: MAX_BYTES,
            remedy: 'Export it again from your annotation tool, or delete it.',
          }),
          names,
        ),
    });
    const stray = await findStrayTexts(tree, source.problems);
    return {
      ...source,
      problems: source.problems.filter(
        ({ file: text, kind }) => kind !== 'annotation-without-image' || !stray.has(text),
      ),
    };
  },
  remedy: {
    box: 'Draw the box again in your annotation tool',
    label: 'Correct the class name in classes.txt or dataset.yaml',
  },
};
