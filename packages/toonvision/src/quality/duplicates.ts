// Finds exact and near duplicates.
import type { CropFacts } from './cropFacts.ts';
import { visitNearPairs } from './nearPairs.ts';
import { thumbnailDifference } from './thumbnail.ts';

/** Statistics by which images are compared. */
export type ImageFacts = Pick<CropFacts, 'contentHash' | 'hash' | 'thumb'>;

/** Two nearly equal images. */
export interface NearPair<T> {
  a: T;
  b: T;
  /** Hamming distance of the perceptual hashes. */
  distance: number;
  /** Mean absolute difference of the thumbnails, 0 to 255. */
  difference: number;
}

/** Thresholds for near duplicates. */
export interface NearOptions {
  /** Maximum Hamming distance of the 64-bit perceptual hashes, 0 to 11. Default 10. */
  radius?: number;
  /** Maximum mean difference of the thumbnails, 0 to 255. Default 15. */
  difference?: number;
}

/** Options of `nearDuplicates`. */
export interface NearDuplicatesOptions<T> extends NearOptions {
  /** Whether to ignore a pair, such as frames of one burst. Default: no pairs are ignored. */
  ignore?: (a: T, b: T) => boolean;
}

/** Maximum number of images with the same hash that are compared with others. */
const MAX_COMPARED_PER_HASH = 4;

type WithFacts = { facts: ImageFacts };

/** Groups items with identical pixels. */
export function exactDuplicates<T extends WithFacts>(items: readonly T[]): T[][] {
  return [...Map.groupBy(items, ({ facts }) => facts.contentHash).values()].filter((group) => group.length > 1);
}

/**
 * Finds pairs with similar difference hashes and similar thumbnails; a 64-bit hash alone confuses figures in a similar
 * posture. In the demo town the thumbnails of frames of a burst differ by 3 to 21, those of other images by 20 or more.
 * Of items with identical pixels, only the first is compared.
 *
 * @returns pairs sorted by distance
 */
export function nearDuplicates<T extends WithFacts>(
  items: readonly T[],
  { radius = 10, difference: maxDifference = 15, ignore }: NearDuplicatesOptions<T> = {},
): NearPair<T>[] {
  const hashes = new Set<string>();
  const distinct = items.filter(({ facts }) => {
    if (hashes.has(facts.contentHash)) return false;
    hashes.add(facts.contentHash);
    return true;
  });
  const pairs: NearPair<T>[] = [];
  const consider = (a: T, b: T, distance: number) => {
    if (ignore?.(a, b) === true) return;
    const difference = thumbnailDifference(a.facts.thumb, b.facts.thumb);
    if (difference <= maxDifference) pairs.push({ a, b, distance, difference });
  };
  // Many images can have the same hash, such as crops of a single color; only a few of each hash are compared.
  const groups = [...Map.groupBy(distinct, ({ facts }) => facts.hash.join(' ')).values()];
  const heads = groups.map((group) => group.slice(0, MAX_COMPARED_PER_HASH));
  for (const [index, group] of groups.entries())
    group.forEach((b, position) => {
      for (const a of heads[index]?.slice(0, position) ?? []) consider(a, b, 0);
    });
  visitNearPairs(
    groups.map(([first]) => first?.facts.hash ?? [0, 0]),
    radius,
    (i, j, distance) => {
      for (const a of heads[i] ?? []) for (const b of heads[j] ?? []) consider(a, b, distance);
    },
  );
  return pairs.sort((x, y) => x.distance - y.distance || x.difference - y.difference);
}
