// The given images: their classes, a suitable input size, and their pixels at that size.
import { type ImageSource, imageBytes } from '@toonvision/nn';
import { differenceHash, makeThumbnail, nearDuplicates, opaquePixels, renderPixels } from 'toonvision/page';
import { decodeImage } from './decodeImage.ts';
import type { ImageFile, Opened, Problem, Settings } from './messages.ts';
import { chooseImages, groupImages, splitImages } from './splitImages.ts';

/** Memory limit for all images at the model's size. */
const MAX_BYTES = 2 ** 29;
/** Per class: two to train on, one to validate. */
const MIN_IMAGES_PER_CLASS = 3;
/** Number of images that are decoded to find the aspect ratio. */
const MAX_SIZED_IMAGES = 15;
/** About the input size that `toonvision init` proposes. */
const INPUT_PIXELS = 128 * 128;

/** How images are resized. */
export const RESIZING = { fit: 'stretch', interpolation: 'bilinear' } as const;

const compareNames = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/**
 * The classes with their number of images, sorted by name.
 *
 * @throws Error for a user if there are fewer than two classes or too few images
 */
export function countClasses(images: readonly Pick<ImageFile, 'class'>[]): Opened['classes'] {
  if (images.length === 0)
    throw new Error('No images found. Choose a folder that contains one folder of images per class.');
  const counts = new Map<string, number>();
  for (const image of images) counts.set(image.class, (counts.get(image.class) ?? 0) + 1);
  const classes = [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => compareNames(a.name, b.name));
  const [only] = classes;
  if (classes.length === 1)
    throw new Error(`All images are in one folder, ${only?.name}. At least two folders are needed, one per class.`);
  const few = classes
    .filter(({ count }) => count < MIN_IMAGES_PER_CLASS)
    .map(({ name, count }) => `${name} has ${count}`);
  if (few.length > 0)
    throw new Error(
      `Each class needs at least ${MIN_IMAGES_PER_CLASS} images, two to train on and one to validate: ${few.join(', ')}.`,
    );
  return classes;
}

/** An input size with the median aspect ratio of the images, in multiples of 8, and large enough for the model's pools. */
export async function proposeInput(images: readonly ImageFile[]): Promise<Opened['input']> {
  const ratios: number[] = [];
  const step = Math.max(1, Math.floor(images.length / MAX_SIZED_IMAGES));
  for (let index = 0; index < images.length && ratios.length < MAX_SIZED_IMAGES; index += step) {
    const file = images[index]?.file;
    // Unreadable images are reported when they are loaded for training.
    const pixels = file === undefined ? undefined : await decodeImage(file).catch(() => undefined);
    if (pixels !== undefined) ratios.push(pixels.height / pixels.width);
  }
  const aspect = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 1;
  const side = (value: number) => Math.min(512, Math.max(40, Math.round(value / 8) * 8));
  return { height: side(Math.sqrt(INPUT_PIXELS * aspect)), width: side(Math.sqrt(INPUT_PIXELS / aspect)) };
}

export interface ImageSet {
  images: ImageSource;
  /** Class index of each image. */
  labels: number[];
  /** From `groupImages`: near duplicates share a group. */
  groups: number[];
  /** Number of images that do not fit into memory. */
  skipped: number;
  problems: Problem[];
}

/**
 * Decodes images one by one and keeps them at the model's size; beyond half a gigabyte the same fraction of every class.
 *
 * @param classes class names in order
 * @throws Error for a user if too few images of a class can be read
 */
export async function readImages(
  images: readonly ImageFile[],
  {
    classes,
    settings,
    signal,
    onProgress,
  }: {
    classes: readonly string[];
    settings: Settings;
    signal: AbortSignal;
    onProgress: (done: number, total: number) => void;
  },
): Promise<ImageSet> {
  const { height, width, seed } = settings;
  const stride = height * width * 3;
  const numbers = new Map(classes.map((name, number) => [name, number]));
  const all = images.map((image) => numbers.get(image.class) ?? 0);
  const chosen = chooseImages(all, Math.floor(MAX_BYTES / stride), seed);
  const bytes = new Uint8Array(chosen.length * stride);
  const kept: {
    index: number;
    label: number;
    class: string;
    facts: Parameters<typeof nearDuplicates>[0][0]['facts'];
  }[] = [];
  const problems: Problem[] = [];
  for (const [done, position] of chosen.entries()) {
    signal.throwIfAborted();
    onProgress(done, chosen.length);
    const image = images[position];
    if (image === undefined) continue;
    const { path } = image;
    try {
      const pixels = await decodeImage(image.file);
      bytes.set(renderPixels(pixels, { height, width, ...RESIZING }), kept.length * stride);
      const opaque = { data: opaquePixels(pixels), width: pixels.width, height: pixels.height };
      // Exact copies are found by their hash and thumbnail.
      const facts = { contentHash: path, hash: differenceHash(opaque), thumb: makeThumbnail(opaque) };
      kept.push({ index: kept.length, label: all[position] ?? 0, class: image.class, facts });
    } catch (error) {
      problems.push({ path, message: error instanceof Error ? error.message : String(error) });
    }
  }
  const usable = classes.map((name) => ({ name, count: kept.filter((image) => image.class === name).length }));
  const few = usable
    .filter(({ count }) => count < MIN_IMAGES_PER_CLASS)
    .map(({ name, count }) => `${name} has ${count}`);
  if (few.length > 0)
    throw new Error(
      `Too few readable images; each class needs ${MIN_IMAGES_PER_CLASS}: ${few.join(', ')}. ${problems[0]?.path}: ${problems[0]?.message}`,
    );
  return {
    images: imageBytes(bytes.subarray(0, kept.length * stride), { height, width, channels: 3 }),
    labels: kept.map(({ label }) => label),
    groups: groupImages(
      kept.length,
      nearDuplicates(kept).map(({ a, b }) => ({ a: a.index, b: b.index })),
    ),
    skipped: images.length - chosen.length,
    problems,
  };
}

/**
 * Number of training threads: one per core, fewer if each holds a copy of the images.
 *
 * @param bytes size of all images
 */
export function threadsFor(bytes: number, { cores, isShared }: { cores: number; isShared: boolean }): number {
  return isShared ? cores : Math.max(1, Math.min(cores, Math.floor(MAX_BYTES / bytes)));
}

/** @throws Error for a user if no image is left for validation */
export function splitSet({ labels, groups }: Pick<ImageSet, 'labels' | 'groups'>, seed: number) {
  const split = splitImages(labels, groups, seed);
  if (split.val.length === 0)
    throw new Error('In every class all images look alike, so none is left for validation. Add different images.');
  return split;
}
