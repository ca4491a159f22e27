// LabelMe annotations: one JSON file per image with shapes, which are read as their bounding boxes.
import { join, posix } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { boundingBox } from './boundingBox.ts';
import { readHead } from './fileHead.ts';
import { type FileTree, imageFinder, stemOf } from './fileTree.ts';
import { openPairs } from './pairs.ts';
import { readText } from './readText.ts';
import type { AnnotatedImages, FormatReader, ImageAnnotation, Sidecar, SourceObject } from './source.ts';

/** Generous, because the image may be embedded in the file (`imageData`). */
const MAX_BYTES = 200_000_000;

const coordinate = z.number().min(-1e7).max(1e7);
const shapeSchema = z.looseObject({
  label: z.string().trim().min(1),
  points: z.array(z.tuple([coordinate, coordinate])).min(1),
  shape_type: z.string().default('polygon'),
  flags: z.record(z.string(), z.unknown()).nullish(),
});
const fileSchema = z.looseObject({
  shapes: z.array(z.unknown()),
  imagePath: z.string().nullish(),
  imageWidth: z.number().nullish(),
  imageHeight: z.number().nullish(),
});

type Box = NonNullable<SourceObject['box']>;
type Points = z.output<typeof shapeSchema>['points'];

/** Bounding box of each type of shape; undefined if the number of points is invalid. */
const SHAPES: Readonly<Record<string, (points: Points) => Box | undefined>> = {
  rectangle: (points) => (points.length === 2 || points.length === 4 ? boundingBox(points.flat()) : undefined),
  oriented_rectangle: (points) => (points.length === 4 ? boundingBox(points.flat()) : undefined),
  polygon: (points) => (points.length >= 3 ? boundingBox(points.flat()) : undefined),
  circle: ([center, edge, ...others]) => {
    if (center === undefined || edge === undefined || others.length > 0) return undefined;
    const radius = Math.hypot(edge[0] - center[0], edge[1] - center[1]);
    const [x, y] = center;
    return { xmin: x - radius, ymin: y - radius, xmax: x + radius, ymax: y + radius };
  },
  // The points are the first and the last pixel of the mask.
  mask: (points) => {
    if (points.length !== 2) return undefined;
    const box = boundingBox(points.flat());
    return { ...box, xmax: box.xmax + 1, ymax: box.ymax + 1 };
  },
};

/** Reads the object of a shape, or returns why it is invalid. */
function readShape(value: unknown, number: number): SourceObject | string {
  const parsed = shapeSchema.safeParse(value);
  if (!parsed.success) return `${String(parsed.error.issues[0]?.path[0] ?? 'the shape')} is missing or invalid`;
  const { label, points, shape_type: type, flags } = parsed.data;
  const toBox = Object.hasOwn(SHAPES, type) ? SHAPES[type] : undefined;
  if (toBox === undefined) return `${label}: a shape of type ${type} has no box; draw a rectangle or a polygon`;
  const box = toBox(points);
  if (box === undefined)
    return `${label}: a ${type} cannot have ${points.length} ${points.length === 1 ? 'point' : 'points'}`;
  return { number, name: label, box, truncated: flags?.truncated === true, difficult: flags?.difficult === true };
}

/** The content of a LabelMe file. */
interface LabelMeFile extends ImageAnnotation {
  imagePath: string | null;
}

/**
 * Parses LabelMe JSON to the bounding boxes of rectangles, polygons, circles and masks. Shapes of other types, such as
 * points and lines, are reported in `errors`. The flags `truncated` and `difficult` of a shape are read; `group_id`,
 * `description`, `imageData` and other flags are ignored.
 *
 * @param where name of the file in messages
 * @throws UserError when the text is not LabelMe JSON
 *
 * @example
 * parseLabelMe(text, 'a.json').objects[0]?.name
 */
export function parseLabelMe(text: string, where: string): LabelMeFile {
  const remedy = 'Open the image in LabelMe and save it again.';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError('the file is not valid JSON', { where, remedy, cause: error });
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'the file';
    throw new UserError(`the file is not a LabelMe annotation: ${field} is missing or invalid`, { where, remedy });
  }
  const { shapes, imagePath = null, imageWidth: width, imageHeight: height } = parsed.data;
  const objects: SourceObject[] = [];
  const errors: { object: number; message: string }[] = [];
  shapes.forEach((shape, index) => {
    const object = readShape(shape, index + 1);
    if (typeof object === 'string') errors.push({ object: index + 1, message: object });
    else objects.push(object);
  });
  return { imagePath, size: width && height ? { width, height } : null, unit: 'pixel', objects, errors };
}

const isJson = (file: string): boolean => /\.json$/i.test(file);

/** Whether the start of a file looks like LabelMe. The embedded image may come first and is too long to skip. */
const looksLikeLabelMe = (head: string): boolean =>
  /^\s*\{/.test(head) && /"shapes"\s*:\s*\[|"imageData"\s*:\s*"/.test(head);

async function readLabelMe(path: string, where = path): Promise<LabelMeFile> {
  const remedy = 'Save it without the embedded image (File > Save With Image Data).';
  return parseLabelMe(await readText(path, { where, maxBytes: MAX_BYTES, remedy }), where);
}

/** Finds the JSON files named like an image and, among the others, those that look like LabelMe files. */
async function findFiles(tree: FileTree): Promise<{ paired: string[]; others: string[] }> {
  const stems = new Set(tree.images.map(stemOf));
  const paired: string[] = [];
  const others: string[] = [];
  for (const file of tree.files.filter(isJson))
    if (stems.has(stemOf(file))) paired.push(file);
    else if (looksLikeLabelMe(await readHead(join(tree.folder, file)))) others.push(file);
  return { paired, others };
}

/** Pairs annotation files without an image of the same name with the image in their `imagePath`. */
async function pairByImagePath(
  tree: FileTree,
  { images, problems, annotations }: AnnotatedImages,
): Promise<AnnotatedImages> {
  const find = imageFinder(tree);
  const inTree = new Map(tree.files.map((file) => [tree.named(file), file]));
  const annotated = new Map(images.map((image) => [image.image, image]));
  const open: AnnotatedImages['problems'] = [];
  for (const problem of problems) {
    const file = inTree.get(problem.file);
    if (problem.kind !== 'annotation-without-image' || file === undefined) {
      open.push(problem);
      continue;
    }
    const read = () => readLabelMe(join(tree.folder, file), problem.file);
    const imagePath = (await read().catch(() => undefined))?.imagePath ?? undefined;
    const image = imagePath === undefined ? undefined : find(imagePath, posix.dirname(file));
    if (image === undefined) open.push({ ...problem, named: imagePath });
    else if (annotated.has(image)) open.push({ ...problem, kind: 'several-annotations', named: image });
    else
      annotated.set(image, {
        stem: stemOf(image),
        image,
        annotationFile: problem.file,
        ...tree.placeOf(image),
        burst: null,
        read,
      });
  }
  return {
    annotations: annotations + annotated.size - images.length,
    images: [...annotated.values()].sort((a, b) => byCodeUnits(a.image, b.image)),
    problems: open.filter(
      ({ kind, file }) => kind !== 'image-without-annotation' || !annotated.has(inTree.get(file) ?? ''),
    ),
  };
}

const sidecar: Sidecar = {
  extension: '.json',
  matches: async (path) => looksLikeLabelMe(await readHead(path)),
  read: readLabelMe,
};

/** Reader of LabelMe annotations. */
export const labelMeReader: FormatReader = {
  async detect(tree) {
    const { paired, others } = await findFiles(tree);
    for (const file of paired.slice(0, 50))
      if (looksLikeLabelMe(await readHead(join(tree.folder, file)))) return paired.length + others.length;
    return others.length;
  },
  async open(tree) {
    const { paired, others } = await findFiles(tree);
    const source = openPairs(tree, {
      ...sidecar,
      annotations: [...paired, ...others],
      unannotated: 'notice',
    });
    return pairByImagePath(tree, source);
  },
  remedy: { box: 'Draw the shape again in LabelMe', label: 'Correct the label in LabelMe' },
  sidecar,
};
