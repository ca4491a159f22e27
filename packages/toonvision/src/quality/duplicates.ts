// Crops that are the same picture, to the pixel or nearly.
import type { CropFacts } from './cropFacts.ts';
import { visitNearPairs } from './nearPairs.ts';
import { thumbnailDifference } from './thumbnail.ts';

/** What pictures are compared by. */
export type ImageFacts = Pick<CropFacts, 'contentHash' | 'hash' | 'thumb'>;

/** Two pictures that are nearly equal. */
export interface NearPair<T> {
  a: T;
  b: T;
  /** Bits in which the perceptual hashes differ. */
  distance: number;
  /** Mean difference of the thumbnails, 0 to 255. */
  difference: number;
}

/** How alike pictures must be to count as nearly equal. */
export interface NearOptions {
  /** Perceptual hashes differ in at most so many of 64 bits, 0 to 11. Default 10. */
  radius?: number;
  /** The thumbnails differ by at most so much on average, 0 to 255. Default 15. */
  difference?: number;
}

/** Options of `nearDuplicates`. */
export interface NearDuplicatesOptions<T> extends NearOptions {
  /** Pairs that are of no interest, such as frames of one burst; there can be millions of them. Default: none. */
  ignore?: (a: T, b: T) => boolean;
}

/** Pictures of one hash that are compared with those of another. */
const COMPARED = 4;

type WithFacts = { facts: ImageFacts };

/** Groups of items whose pixels are the same. */
export function exactDuplicates<T extends WithFacts>(items: readonly T[]): T[][] {
  return [...Map.groupBy(items, ({ facts }) => facts.contentHash).values()].filter((group) => group.length > 1);
}

/**
 * Pairs that look nearly the same: their difference hashes are near, and so are their thumbnails, since a hash of 64 bits
 * alone takes two figures of like posture for one. On the demo town frames of a burst differ by 3 to 21, other pictures by
 * 20 or more. Of items whose pixels are the same only the first is paired.
 *
 * @returns the nearest first
 */
export function nearDuplicates<T extends WithFacts>(
  items: readonly T[],
  { radius = 10, difference: most = 15, ignore }: NearDuplicatesOptions<T> = {},
): NearPair<T>[] {
  const seen = new Set<string>();
  const distinct = items.filter(({ facts }) => {
    if (seen.has(facts.contentHash)) return false;
    seen.add(facts.contentHash);
    return true;
  });
  const pairs: NearPair<T>[] = [];
  const consider = (a: T, b: T, distance: number) => {
    if (ignore?.(a, b) === true) return;
    const difference = thumbnailDifference(a.facts.thumb, b.facts.thumb);
    if (difference <= most) pairs.push({ a, b, distance, difference });
  };
  // One hash can stand for many pictures (all crops of one colour have hash 0): only its first few are compared.
  const groups = [...Map.groupBy(distinct, ({ facts }) => facts.hash.join(' ')).values()];
  const heads = groups.map((group) => group.slice(0, COMPARED));
  for (const [index, group] of groups.entries())
    group.forEach((b, place) => {
      for (const a of heads[index]?.slice(0, place) ?? []) consider(a, b, 0);
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
