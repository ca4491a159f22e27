// Splits images into training and validation: per class, by a seed, near duplicates together.
import { permutation, streamKey } from '@toonvision/nn';

/** Indices by class, in an order drawn by the seed. */
function shuffleByClass(labels: readonly number[], seed: number, stream: string): number[][] {
  const byClass = new Map<number, number[]>();
  for (const [index, label] of labels.entries()) {
    const indices = byClass.get(label);
    if (indices === undefined) byClass.set(label, [index]);
    else indices.push(index);
  }
  return [...byClass].map(([label, indices]) =>
    [...permutation(streamKey(seed, `${stream}/${label}`), indices.length)].map((position) => indices[position] ?? 0),
  );
}

/**
 * At most `max` images, the same fraction of each class but at least 3.
 *
 * @param labels class index of each image
 * @returns indices of images, ascending
 */
export function chooseImages(labels: readonly number[], max: number, seed: number): number[] {
  if (labels.length <= max) return labels.map((_, index) => index);
  const fraction = max / labels.length;
  return shuffleByClass(labels, seed, 'choose')
    .flatMap((indices) => indices.slice(0, Math.max(3, Math.floor(indices.length * fraction))))
    .sort((a, b) => a - b);
}

/** Group of each image, directly or transitively by near duplicates: the index of the group's first image. */
export function groupImages(count: number, pairs: readonly { a: number; b: number }[]): number[] {
  const first = Array.from({ length: count }, (_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (first[root] !== root) root = first[root] ?? root;
    return root;
  };
  for (const { a, b } of pairs) {
    const [rootA, rootB] = [rootOf(a), rootOf(b)];
    first[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }
  return first.map((_, index) => rootOf(index));
}

/**
 * Takes a quarter of each class, up to the size of a group, for validation. A class has at least one image in each split,
 * unless all of its images are near duplicates: then all are for training.
 *
 * @param groups from `groupImages`; a group counts for the class of its first image
 * @returns indices of images, ascending
 */
export function splitImages(
  labels: readonly number[],
  groups: readonly number[],
  seed: number,
): { train: number[]; val: number[] } {
  const members = new Map<number, number[]>();
  for (const [index, group] of groups.entries()) {
    const indices = members.get(group);
    if (indices === undefined) members.set(group, [index]);
    else indices.push(index);
  }
  const heads = [...members.keys()];
  const headLabels = heads.map((head) => labels[head] ?? 0);
  const val: number[] = [];
  for (const positions of shuffleByClass(headLabels, seed, 'split')) {
    const classGroups = positions.map((position) => members.get(heads[position] ?? 0) ?? []);
    const all = classGroups.reduce((sum, group) => sum + group.length, 0);
    let remaining = Math.max(1, Math.round(all / 4));
    const [largest] = classGroups.toSorted((a, b) => b.length - a.length);
    const candidates = classGroups.filter((group) => group !== largest);
    const chosen = candidates.filter((group) => {
      if (group.length > remaining) return false;
      remaining -= group.length;
      return true;
    });
    // If every group is too large, take the smallest.
    if (chosen.length === 0) chosen.push(...candidates.toSorted((a, b) => a.length - b.length).slice(0, 1));
    val.push(...chosen.flat());
  }
  const validation = new Set(val);
  return {
    train: labels.map((_, index) => index).filter((index) => !validation.has(index)),
    val: val.sort((a, b) => a - b),
  };
}
