// The pictures that were given: their classes, the size that suits them, and their bytes at the model's size.
import { type ImageSource, imageBytes } from '@toonvision/nn';
import { differenceHash, nearDuplicates, opaquePixels, pictureThumb, renderPixels } from 'toonvision/page';
import { decodePicture } from './decodePicture.ts';
import type { Fault, Opened, PictureFile, Settings } from './messages.ts';
import { choosePictures, groupsOf, shareOut } from './shareOut.ts';

/** Bytes that all pictures may take at the model's size. */
const MOST_BYTES = 2 ** 29;
/** Of a class: two to train on, one to check the model. */
const FEWEST = 3;
/** Pictures that are looked at to find out their shape. */
const LOOKED_AT = 15;
/** About as many pixels go into a model as `toonvision init` suggests. */
const PIXELS = 128 * 128;

/** How pictures are brought to size. */
export const RESIZING = { fit: 'stretch', interpolation: 'bilinear' } as const;

const byName = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/**
 * The classes and how many pictures each has, in the order of their names.
 *
 * @throws Error in words where there is nothing to tell apart
 */
export function classesOf(pictures: readonly Pick<PictureFile, 'class'>[]): Opened['classes'] {
  if (pictures.length === 0)
    throw new Error('There is no picture in it. Give a folder that holds a folder of pictures for each class.');
  const counts = new Map<string, number>();
  for (const { class: one } of pictures) counts.set(one, (counts.get(one) ?? 0) + 1);
  const classes = [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => byName(a.name, b.name));
  const [only] = classes;
  if (classes.length === 1)
    throw new Error(`All pictures are in one folder, ${only?.name}. There must be two or more, one for each class.`);
  const few = classes.filter(({ count }) => count < FEWEST).map(({ name, count }) => `${name} has ${count}`);
  if (few.length > 0)
    throw new Error(`A class needs ${FEWEST} pictures or more, two to train on and one to check: ${few.join(', ')}.`);
  return classes;
}

/** A size with the shape of some of the pictures, in multiples of 8 and not below what the model's pools need. */
export async function suitableInput(pictures: readonly PictureFile[]): Promise<Opened['input']> {
  const ratios: number[] = [];
  const step = Math.max(1, Math.floor(pictures.length / LOOKED_AT));
  for (let at = 0; at < pictures.length && ratios.length < LOOKED_AT; at += step) {
    const file = pictures[at]?.file;
    // What cannot be read is named when it is wanted.
    const pixels = file === undefined ? undefined : await decodePicture(file).catch(() => undefined);
    if (pixels !== undefined) ratios.push(pixels.height / pixels.width);
  }
  const aspect = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 1;
  const side = (value: number) => Math.min(512, Math.max(40, Math.round(value / 8) * 8));
  return { height: side(Math.sqrt(PIXELS * aspect)), width: side(Math.sqrt(PIXELS / aspect)) };
}

export interface PictureSet {
  images: ImageSource;
  /** A class number each. */
  labels: number[];
  /** As by `groupsOf`: what looks alike. */
  groups: number[];
  /** Pictures that do not fit into memory. */
  left: number;
  faults: Fault[];
}

/**
 * Decodes pictures one after the other and keeps them at the model's size; beyond half a gigabyte the same share of every class.
 *
 * @param classes the names in order
 * @throws Error in words where too few of a class can be read
 */
export async function readPictures(
  pictures: readonly PictureFile[],
  {
    classes,
    settings,
    signal,
    onProgress,
  }: {
    classes: readonly string[];
    settings: Settings;
    signal: AbortSignal;
    onProgress: (done: number, of: number) => void;
  },
): Promise<PictureSet> {
  const { height, width, seed } = settings;
  const stride = height * width * 3;
  const numbers = new Map(classes.map((name, number) => [name, number]));
  const all = pictures.map((picture) => numbers.get(picture.class) ?? 0);
  const chosen = choosePictures(all, Math.floor(MOST_BYTES / stride), seed);
  const bytes = new Uint8Array(chosen.length * stride);
  const kept: { at: number; label: number; class: string; facts: Parameters<typeof nearDuplicates>[0][0]['facts'] }[] =
    [];
  const faults: Fault[] = [];
  for (const [done, place] of chosen.entries()) {
    signal.throwIfAborted();
    onProgress(done, chosen.length);
    const picture = pictures[place];
    if (picture === undefined) continue;
    const { path } = picture;
    try {
      const pixels = await decodePicture(picture.file);
      bytes.set(renderPixels(pixels, { height, width, ...RESIZING }), kept.length * stride);
      const seen = { data: opaquePixels(pixels), width: pixels.width, height: pixels.height };
      // Copies have the same hash and thumbnail anyway.
      const facts = { contentHash: path, hash: differenceHash(seen), thumb: pictureThumb(seen) };
      kept.push({ at: kept.length, label: all[place] ?? 0, class: picture.class, facts });
    } catch (error) {
      faults.push({ path, message: error instanceof Error ? error.message : String(error) });
    }
  }
  const usable = classes.map((name) => ({ name, count: kept.filter((one) => one.class === name).length }));
  const few = usable.filter(({ count }) => count < FEWEST).map(({ name, count }) => `${name} has ${count}`);
  if (few.length > 0)
    throw new Error(
      `Too few pictures can be read; a class needs ${FEWEST}: ${few.join(', ')}. ${faults[0]?.path}: ${faults[0]?.message}`,
    );
  return {
    images: imageBytes(bytes.subarray(0, kept.length * stride), { height, width, channels: 3 }),
    labels: kept.map(({ label }) => label),
    groups: groupsOf(
      kept.length,
      nearDuplicates(kept).map(({ a, b }) => ({ a: a.at, b: b.at })),
    ),
    left: pictures.length - chosen.length,
    faults,
  };
}

/**
 * Threads to train with: one a core, fewer where each has to hold a copy of the pictures.
 *
 * @param bytes of all pictures
 */
export function threadsFor(bytes: number, { cores, isShared }: { cores: number; isShared: boolean }): number {
  return isShared ? cores : Math.max(1, Math.min(cores, Math.floor(MOST_BYTES / bytes)));
}

/** @throws Error in words where nothing is left to check the model with */
export function sidesOf({ labels, groups }: Pick<PictureSet, 'labels' | 'groups'>, seed: number) {
  const sides = shareOut(labels, groups, seed);
  if (sides.val.length === 0)
    throw new Error('In every class all pictures look alike, so that none is left to check the model. Add others.');
  return sides;
}
