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

/** JavaScript holds no longer text than some 512 MB, and the parsed form takes several times the file. */
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
  faults: { object: number; message: string }[];
}

/** What a COCO file says, and what is wrong in it. */
export interface CocoFile {
  pictures: CocoImage[];
  /** Entries that belong to no image, or are not valid. */
  faults: string[];
}

/**
 * The annotation in COCO JSON. Boxes are `[x, y, width, height]` in pixels; outlines are not looked at.
 *
 * @param where How messages call the file.
 * @throws UserError when it is not JSON, or has no images, annotations and categories.
 *
 * @example
 * parseCoco(text, 'instances.json').pictures[0]?.objects[0]?.name
 */
export function parseCoco(text: string, where: string): CocoFile {
  const remedy = 'Export it again as COCO JSON (object detection).';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`no JSON: ${error instanceof Error ? error.message : String(error)}`, { where, remedy });
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UserError(`no COCO file: ${issue?.path.join('.') || 'the file'}: ${issue?.message}`, { where, remedy });
  }
  const names = new Map(parsed.data.categories.map((category) => [category.id, category.name]));
  const byId = new Map<string, CocoImage>();
  const faults: string[] = [];
  parsed.data.images.forEach((item, index) => {
    const image = imageSchema.safeParse(item);
    if (!image.success) {
      faults.push(`images[${index}]: ${image.error.issues[0]?.path.join('.')} is missing or wrong`);
      return;
    }
    const { id: key, file_name: fileName, width, height } = image.data;
    if (byId.has(key)) {
      faults.push(`images[${index}]: duplicate image id ${key}`);
      return;
    }
    const size = typeof width === 'number' && typeof height === 'number' ? { width, height } : null;
    byId.set(key, { fileName, size, objects: [], faults: [] });
  });
  parsed.data.annotations.forEach((item, index) => {
    const annotation = annotationSchema.safeParse(item);
    const key = z.looseObject({ image_id: id }).safeParse(item);
    const picture = key.success ? byId.get(key.data.image_id) : undefined;
    const at = `annotations[${index}]`;
    if (picture === undefined) {
      faults.push(`${at}: ${key.success ? `there is no image ${key.data.image_id}` : 'it has no image_id'}`);
      return;
    }
    const number = picture.objects.length + picture.faults.length + 1;
    const fault = (message: string) => picture.faults.push({ object: number, message: `${at}: ${message}` });
    if (!annotation.success) {
      fault(`${String(annotation.error.issues[0]?.path[0] ?? 'it')} is missing or wrong`);
      return;
    }
    const { category_id: category, bbox, iscrowd } = annotation.data;
    const name = names.get(category);
    if (name === undefined) fault(`there is no category ${category}`);
    else if (iscrowd === 1 || iscrowd === true) fault('a crowd (iscrowd) is not a single object');
    else {
      const [x, y, width, height] = bbox;
      const box = { xmin: x, ymin: y, xmax: x + width, ymax: y + height };
      picture.objects.push({ number, name, box, truncated: false, difficult: false });
    }
  });
  return { pictures: [...byId.values()], faults };
}

/** The JSON files of a tree that look like COCO; files next to images (`a.truth.json`) do not count. */
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

/** The split that the name of a COCO file stands for: `instances_val2017.json`, `test.json`. */
function splitOfFile(file: string): SplitName | null {
  for (const word of posix.basename(file).split(/[_.-]/)) {
    const part = parseSplitName(word);
    if (part !== undefined) return part;
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
      const text = await readText(path, { where, maxBytes: MAX_BYTES, remedy: 'Export it in several files.' });
      const coco = parseCoco(text, where);
      const place = { severity: 'skipped', file: where } as const;
      for (const reason of coco.faults)
        problems.push({ ...place, kind: 'broken-object', reason, fix: 'Export the file again, or fix the entry.' });
      for (const { fileName, size, objects, faults } of coco.pictures) {
        const image = find(fileName, posix.dirname(inTree));
        annotations += objects.length;
        if (image === undefined) {
          problems.push({ ...place, kind: 'annotation-without-picture', named: fileName });
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
          read: async () => ({ size, unit: 'pixel', objects, faults }),
        });
      }
    }
    const [first, ...others] = tree.images.filter((image) => !images.has(image));
    if (first !== undefined)
      problems.push({
        kind: 'picture-without-annotation',
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
