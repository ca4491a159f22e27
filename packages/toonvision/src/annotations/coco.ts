// COCO: one JSON file with images, categories and boxes, or one for each split.
import { join, posix } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { locateFiles } from './entryFiles.ts';
import { readHead } from './fileHead.ts';
import { type FileTree, imageFinder, parseSplitName } from './fileTree.ts';
import { readText } from './readText.ts';
import type { FormatReader, SourceImage, SourceObject } from './source.ts';
import type { SourceProblem } from './sourceProblem.ts';
import type { SplitName } from './splitNames.ts';

/** JavaScript strings are limited to about 512 MB, and the parsed value takes several times the size of the file. */
const MAX_BYTES = 400_000_000;

const id = z.union([z.int(), z.string()]).transform(String);
const fileSchema = z.looseObject({
  images: z.array(z.unknown()),
  annotations: z.array(z.unknown()),
  categories: z.array(z.looseObject({ id, name: z.string().min(1) })),
});
const imageSchema = z.looseObject({
  id,
  file_name: z.string().min(1),
  width: z.number().positive().nullish(),
  height: z.number().positive().nullish(),
});
const coordinate = z.number().min(-1e7).max(1e7);
const annotationSchema = z.looseObject({
  image_id: id,
  category_id: id,
  bbox: z.tuple([coordinate, coordinate, coordinate, coordinate]),
  iscrowd: z.union([z.int(), z.boolean()]).nullish(),
});

/** The annotation of one image in a COCO file. */
export interface CocoImage {
  fileName: string;
  size: { width: number; height: number } | null;
  objects: SourceObject[];
  errors: { object: number; message: string }[];
}

/** The content of a COCO file. */
export interface CocoFile {
  images: CocoImage[];
  /** Messages about entries that are invalid or refer to an unknown image. */
  errors: string[];
}

/**
 * Parses COCO JSON. Boxes are `[x, y, width, height]` in pixels; segmentations are ignored.
 *
 * @param where Name of the file in messages.
 * @throws UserError when the text is not valid JSON, or lacks images, annotations or categories.
 *
 * @example
 * parseCoco(text, 'instances.json').images[0]?.objects[0]?.name
 */
export function parseCoco(text: string, where: string): CocoFile {
  const remedy = 'Export it again as COCO JSON (object detection).';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`the file is not valid JSON: ${reason}`, { where, remedy });
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join('.') || 'the file';
    throw new UserError(`the file is not a COCO file: ${field}: ${issue?.message}`, { where, remedy });
  }
  const names = new Map(parsed.data.categories.map((category) => [category.id, category.name]));
  const byId = new Map<string, CocoImage>();
  const errors: string[] = [];
  parsed.data.images.forEach((item, index) => {
    const image = imageSchema.safeParse(item);
    if (!image.success) {
      errors.push(`images[${index}]: ${image.error.issues[0]?.path.join('.')} is missing or invalid`);
      return;
    }
    const { id: key, file_name: fileName, width, height } = image.data;
    if (byId.has(key)) {
      errors.push(`images[${index}]: duplicate image id ${key}`);
      return;
    }
    const size = typeof width === 'number' && typeof height === 'number' ? { width, height } : null;
    byId.set(key, { fileName, size, objects: [], errors: [] });
  });
  parsed.data.annotations.forEach((item, index) => {
    const annotation = annotationSchema.safeParse(item);
    const key = z.looseObject({ image_id: id }).safeParse(item);
    const image = key.success ? byId.get(key.data.image_id) : undefined;
    const entry = `annotations[${index}]`;
    if (image === undefined) {
      errors.push(`${entry}: ${key.success ? `there is no image ${key.data.image_id}` : 'it has no image_id'}`);
      return;
    }
    const number = image.objects.length + image.errors.length + 1;
    const addError = (message: string) => image.errors.push({ object: number, message: `${entry}: ${message}` });
    if (!annotation.success) {
      addError(`${String(annotation.error.issues[0]?.path[0] ?? 'it')} is missing or invalid`);
      return;
    }
    const { category_id: category, bbox, iscrowd } = annotation.data;
    const name = names.get(category);
    if (name === undefined) addError(`there is no category ${category}`);
    else if (iscrowd === 1 || iscrowd === true) addError('a crowd (iscrowd) is not a single object');
    else {
      const [x, y, width, height] = bbox;
      const box = { xmin: x, ymin: y, xmax: x + width, ymax: y + height };
      image.objects.push({ number, name, box, truncated: false, difficult: false });
    }
  });
  return { images: [...byId.values()], errors };
}

/** Finds the JSON files of a tree that look like COCO, except files next to an image such as `a.truth.json`. */
async function findCocoFiles(tree: FileTree): Promise<string[]> {
  const stems = new Set(tree.images.map((file) => file.slice(0, file.lastIndexOf('.'))));
  const isSideFile = (file: string) => {
    const [name = ''] = posix.basename(file).split('.');
    return stems.has(posix.join(posix.dirname(file), name)) || stems.has(file.slice(0, -5));
  };
  const candidates = tree.files.filter((file) => /\.json$/i.test(file) && !isSideFile(file));
  const found: string[] = [];
  for (const file of candidates.slice(0, 200)) {
    const head = await readHead(join(tree.folder, file), 100_000);
    if (/^\s*\{/.test(head) && /"(images|annotations|categories)"\s*:\s*\[/.test(head)) found.push(file);
  }
  return found;
}

/** Returns the split in the name of a COCO file: `val` for `instances_val2017.json`, `test` for `test.json`. */
function splitOfFile(file: string): SplitName | null {
  for (const word of posix.basename(file).split(/[_.-]/)) {
    const split = parseSplitName(word);
    if (split !== undefined) return split;
  }
  return null;
}

export const cocoReader: FormatReader = {
  detect: async (tree) => (await findCocoFiles(tree)).length,
  async open(tree, options) {
    const files = await locateFiles(tree, options, { kind: 'coco', what: 'COCO JSON file', find: findCocoFiles });
    const problems: SourceProblem[] = [];
    const images = new Map<string, SourceImage>();
    const find = imageFinder(tree);
    let annotations = 0;
    for (const { path, inTree, where } of files) {
      const text = await readText(path, { where, maxBytes: MAX_BYTES, remedy: 'Export it as several files.' });
      const coco = parseCoco(text, where);
      const place = { severity: 'skipped', file: where } as const;
      for (const reason of coco.errors)
        problems.push({ ...place, kind: 'broken-object', reason, fix: 'Export the file again, or fix the entry.' });
      for (const { fileName, size, objects, errors } of coco.images) {
        const image = find(fileName, posix.dirname(inTree));
        annotations += objects.length;
        if (image === undefined) {
          problems.push({ ...place, kind: 'annotation-without-image', named: fileName });
          continue;
        }
        if (images.has(image)) {
          problems.push({ ...place, kind: 'several-annotations', named: image });
          continue;
        }
        const { split, street } = tree.placeOf(image);
        images.set(image, {
          stem: image,
          image,
          annotationFile: where,
          split: split ?? (files.length > 1 ? splitOfFile(inTree) : null),
          street,
          burst: null,
          read: async () => ({ size, unit: 'pixel', objects, errors }),
        });
      }
    }
    const [first, ...others] = tree.images.filter((image) => !images.has(image));
    if (first !== undefined)
      problems.push({
        kind: 'image-without-annotation',
        severity: 'notice',
        file: tree.named(first),
        title: 'COCO',
        others: others.length,
      });
    return {
      problems,
      annotations,
      images: [...images.values()].sort((a, b) => byCodeUnits(a.image, b.image)),
    };
  },
  remedy: { box: 'Draw the box again and export the file again', label: 'Correct the category in the COCO file' },
};
