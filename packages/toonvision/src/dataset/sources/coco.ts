// COCO: one JSON file with pictures, categories and boxes, or one for each side of the split.
import { open } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors/index.ts';
import { byCodeUnits } from '../codeUnitOrder.ts';
import type { Part } from '../parts.ts';
import type { Problem } from '../problem.ts';
import { type FileTree, partNamed, pictureFinder } from './fileTree.ts';
import { readText } from './readText.ts';
import type { Source, SourceObject, SourcePicture } from './source.ts';

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

/** What a COCO file says of one of its pictures. */
export interface CocoPicture {
  fileName: string;
  size: { width: number; height: number } | null;
  objects: SourceObject[];
  faults: { object: number; message: string }[];
}

/** What a COCO file says, and what is wrong in it. */
export interface CocoFile {
  pictures: CocoPicture[];
  /** Entries that belong to no picture, or are no entry at all. */
  faults: string[];
}

/**
 * The annotation in COCO JSON. Boxes are `[x, y, width, height]` in pixels; outlines are not looked at.
 *
 * @param where How messages call the file.
 * @throws UserError when it is no JSON, or has no images, annotations and categories.
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
  const byId = new Map<string, CocoPicture>();
  const faults: string[] = [];
  parsed.data.images.forEach((item, index) => {
    const image = imageSchema.safeParse(item);
    if (!image.success) {
      faults.push(`images[${index}]: ${image.error.issues[0]?.path.join('.')} is missing or wrong`);
      return;
    }
    const { id: key, file_name: fileName, width, height } = image.data;
    if (byId.has(key)) {
      faults.push(`images[${index}]: the id ${key} stands there twice`);
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
    else if (iscrowd === 1 || iscrowd === true) fault('a crowd (iscrowd) is no single object');
    else {
      const [x, y, width, height] = bbox;
      const box = { xmin: x, ymin: y, xmax: x + width, ymax: y + height };
      picture.objects.push({ number, name, box, truncated: false, difficult: false });
    }
  });
  return { pictures: [...byId.values()], faults };
}

/** The JSON files of a tree that look like COCO; side files of pictures (`a.truth.json`) are none. */
export async function findCocoFiles(tree: FileTree): Promise<string[]> {
  const stems = new Set(tree.pictures.map((file) => file.slice(0, file.lastIndexOf('.'))));
  const isSideFile = (file: string) => {
    const [name = ''] = posix.basename(file).split('.');
    return stems.has(posix.join(posix.dirname(file), name)) || stems.has(file.slice(0, -5));
  };
  const candidates = tree.files.filter((file) => /\.json$/i.test(file) && !isSideFile(file));
  const found: string[] = [];
  for (const file of candidates.slice(0, 200)) {
    const head = await readHead(join(tree.folder, file));
    if (/^\s*\{/.test(head) && /"(images|annotations|categories)"\s*:\s*\[/.test(head)) found.push(file);
  }
  return found;
}

/** The first 100 kB of a file, as text; empty where it cannot be read. */
async function readHead(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(100_000), 0, 100_000, 0);
    return buffer.toString('utf8', 0, bytesRead).replace(/^\ufeff/, '');
  } catch {
    return '';
  } finally {
    await file.close();
  }
}

/** The side that the name of a COCO file stands for: `instances_val2017.json`, `test.json`. */
function partOfFile(file: string): Part | null {
  for (const word of posix.basename(file).split(/[_.-]/)) {
    const part = partNamed(word);
    if (part !== undefined) return part;
  }
  return null;
}

/**
 * The COCO annotations of a tree.
 *
 * @param files Below the tree; absolute ones are read, too.
 * @throws UserError when a file cannot be read or is no COCO file.
 */
export async function openCoco(tree: FileTree, files: readonly { path: string; inTree: string }[]): Promise<Source> {
  const problems: Problem[] = [];
  const pictures = new Map<string, SourcePicture>();
  const find = pictureFinder(tree);
  const severalSides = files.length > 1;
  let annotations = 0;
  for (const { path, inTree } of files) {
    const where = inTree.startsWith('..') ? path : tree.named(inTree);
    const text = await readText(path, { where, maxBytes: MAX_BYTES, remedy: 'Export it in several files.' });
    const coco = parseCoco(text, where);
    const entry = (message: string, remedy: string): Problem => ({
      kind: 'broken-object',
      severity: 'skipped',
      file: where,
      message,
      remedy,
    });
    for (const fault of coco.faults) problems.push(entry(fault, 'Export the file again, or mend the entry.'));
    for (const { fileName, size, objects, faults } of coco.pictures) {
      const picture = find(fileName, posix.dirname(inTree));
      annotations += objects.length;
      if (picture === undefined) {
        problems.push({
          ...entry(`there is no picture ${fileName}`, 'Put the picture back, or remove it from the file.'),
          kind: 'annotation-without-picture',
        });
        continue;
      }
      if (pictures.has(picture)) {
        problems.push({
          ...entry(`the picture ${picture} is annotated twice; the first counts`, 'Remove one of the two.'),
          kind: 'several-annotations',
        });
        continue;
      }
      const place = tree.placeOf(picture);
      pictures.set(picture, {
        stem: picture,
        picture,
        annotationFile: where,
        split: place.split ?? (severalSides ? partOfFile(inTree) : null),
        street: place.street,
        burst: null,
        read: async () => ({ size, unit: 'pixel', objects, faults }),
      });
    }
  }
  const alone = tree.pictures.filter((picture) => !pictures.has(picture));
  const [first] = alone;
  if (first !== undefined)
    problems.push({
      kind: 'picture-without-annotation',
      severity: 'notice',
      file: tree.named(first),
      message: `it is in no COCO file${alone.length === 1 ? '' : `, and so are ${alone.length - 1} other pictures`}`,
      remedy: 'Nothing is taken from them; annotate them if there is something on them.',
    });
  return {
    kind: 'coco',
    problems,
    annotations,
    mend: 'Draw the box again and export the file anew',
    pictures: [...pictures.values()].sort((a, b) => byCodeUnits(a.picture, b.picture)),
  };
}
