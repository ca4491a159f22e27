// YOLO: a text file for each picture with a class number and a box in shares of the picture's size on each line.
import { join } from 'node:path';
import { UserError } from '../../errors/index.ts';
import { byCodeUnits } from '../codeUnitOrder.ts';
import type { Problem } from '../problem.ts';
import type { FileTree } from './fileTree.ts';
import { pairUp } from './pairs.ts';
import { readText } from './readText.ts';
import type { PictureAnnotation, Source, SourceObject } from './source.ts';
import { isNamesFile, readYoloNames, type YoloNames } from './yoloNames.ts';

/** A file above this is no annotation of one picture. */
const MAX_BYTES = 10_000_000;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?$/;

export const isYoloFile = (file: string): boolean =>
  /\.txt$/i.test(file) && !isNamesFile(file) && !/(^|\/)ImageSets\//i.test(file);

/** True for text that a YOLO annotation could be: empty, or a first line of five numbers or more. */
export function looksLikeYolo(text: string): boolean {
  const line = text.trim().split('\n')[0]?.trim() ?? '';
  if (line === '') return true;
  const words = line.split(/\s+/);
  return words.length >= 5 && words.every((word) => NUMBER.test(word));
}

/** The object of one line, or why there is none. */
function readLine(line: string, number: number, names: YoloNames): SourceObject | string {
  const words = line.split(/\s+/);
  const values = words.map(Number);
  if (!words.every((word) => NUMBER.test(word))) return 'not all words are numbers';
  const [index = -1, ...rest] = values;
  if (!Number.isInteger(index) || index < 0) return `${words[0]} is no class number`;
  const name = names.get(index);
  if (name === undefined) return `there is no class number ${index}; there are ${names.size}`;
  if (rest.some((value) => Math.abs(value) > 100))
    return 'the box is in pixels; YOLO has shares of the picture, 0 to 1';
  const object = { number, name, truncated: false, difficult: false };
  if (rest.length === 4) {
    const [x = 0, y = 0, width = 0, height = 0] = rest;
    return {
      ...object,
      box: { xmin: x - width / 2, ymin: y - height / 2, xmax: x + width / 2, ymax: y + height / 2 },
    };
  }
  // The outline of an object, as segmentation has it: the box around it.
  if (rest.length >= 6 && rest.length % 2 === 0) {
    const xs = rest.filter((_, place) => place % 2 === 0);
    const ys = rest.filter((_, place) => place % 2 === 1);
    const [least, most] = [
      (list: number[]) => list.reduce((a, b) => Math.min(a, b)),
      (list: number[]) => list.reduce((a, b) => Math.max(a, b)),
    ];
    return { ...object, box: { xmin: least(xs), ymin: least(ys), xmax: most(xs), ymax: most(ys) } };
  }
  return `${words.length} numbers; a box has 5 (class, x, y, width, height), an outline an odd number from 7 on`;
}

/**
 * The annotation in YOLO text.
 *
 * @param names Class names by number.
 *
 * @example
 * parseYolo('0 0.5 0.5 0.2 0.4', new Map([[0, 'cog_bb_flunky']])).objects[0]?.box?.xmin // 0.4
 */
export function parseYolo(text: string, names: YoloNames): PictureAnnotation {
  const objects: SourceObject[] = [];
  const faults: { object: number; message: string }[] = [];
  let number = 0;
  text.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '') return;
    number += 1;
    const object = readLine(line, number, names);
    if (typeof object === 'string') faults.push({ object: number, message: `line ${index + 1}: ${object}` });
    else objects.push(object);
  });
  return { size: null, unit: 'share', objects, faults };
}

/**
 * The YOLO annotations of a tree.
 *
 * @param namesFile Absolute path of classes.txt or dataset.yaml; default: found in the tree.
 * @throws UserError when there is no file with the class names, or it is broken.
 */
export async function openYolo(tree: FileTree, namesFile: string | null): Promise<Source> {
  const found = await readYoloNames(tree, namesFile);
  if (found === undefined)
    throw new UserError('the YOLO annotations have class numbers, but no file says what they are called', {
      where: tree.folder,
      remedy: 'Put classes.txt (a name a line) or dataset.yaml there, or name it: source: { kind: "yolo", file: ... }.',
    });
  const { pairs, problems } = pairUp(tree, {
    annotations: tree.files.filter(isYoloFile).filter((file) => !found.lists.has(file)),
    extension: '.txt',
    annotate: 'Nothing is taken from it; annotate it if there is something on it.',
    severity: 'notice',
  });
  const texts = await strayTexts(tree, problems);
  return {
    kind: 'yolo',
    problems: problems.filter(({ file, kind }) => kind !== 'annotation-without-picture' || !texts.has(file)),
    annotations: pairs.length,
    mend: 'Draw the box again in the tool it was drawn in',
    pictures: pairs
      .map(({ stem, picture, annotation }) => {
        const place = tree.placeOf(picture);
        return {
          stem,
          picture,
          annotationFile: tree.named(annotation),
          split: found.sideOf(picture) ?? place.split,
          street: place.street,
          burst: null,
          read: async () =>
            parseYolo(
              await readText(join(tree.folder, annotation), {
                where: tree.named(annotation),
                maxBytes: MAX_BYTES,
                remedy: 'Save it again from the tool it was made with, or delete it.',
              }),
              found.names,
            ),
        };
      })
      .sort((a, b) => byCodeUnits(a.picture, b.picture)),
  };
}

/** Text files without a picture that are no annotations at all: a README, notes. */
async function strayTexts(tree: FileTree, problems: readonly Problem[]): Promise<Set<string>> {
  const stray = new Set<string>();
  const lonely = new Set(problems.filter(({ kind }) => kind === 'annotation-without-picture').map(({ file }) => file));
  for (const file of tree.files.filter(isYoloFile)) {
    if (!lonely.has(tree.named(file))) continue;
    const text = await readText(join(tree.folder, file), { where: file, maxBytes: MAX_BYTES, remedy: '' }).catch(
      () => undefined,
    );
    if (text !== undefined && !looksLikeYolo(text)) stray.add(tree.named(file));
  }
  return stray;
}
