// Which pictures are trained on and which check the model: per class, by a seed, pictures that look alike on one side.
import { permutation, streamKey } from '@toonvision/nn';

/** The classes of the labels with the numbers of their pictures, or groups, in an order drawn by the seed. */
function drawn(labels: readonly number[], seed: number, stream: string): number[][] {
  const byClass = new Map<number, number[]>();
  for (const [at, label] of labels.entries()) {
    const inside = byClass.get(label);
    if (inside === undefined) byClass.set(label, [at]);
    else inside.push(at);
  }
  return [...byClass].map(([label, inside]) =>
    [...permutation(streamKey(seed, `${stream}/${label}`), inside.length)].map((at) => inside[at] ?? 0),
  );
}

/**
 * At most `most` pictures, of each class the same share; 3 of each stay in any case.
 *
 * @param labels class numbers
 * @returns numbers of pictures, in their order
 */
export function choosePictures(labels: readonly number[], most: number, seed: number): number[] {
  if (labels.length <= most) return labels.map((_, at) => at);
  const share = most / labels.length;
  return drawn(labels, seed, 'choose')
    .flatMap((inside) => inside.slice(0, Math.max(3, Math.floor(inside.length * share))))
    .sort((a, b) => a - b);
}

/** The number of the first picture each is alike to, directly or over others: those of one number stay together. */
export function groupsOf(count: number, pairs: readonly { a: number; b: number }[]): number[] {
  const first = Array.from({ length: count }, (_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (first[root] !== root) root = first[root] ?? root;
    return root;
  };
  for (const { a, b } of pairs) {
    const [one, other] = [rootOf(a), rootOf(b)];
    first[Math.max(one, other)] = Math.min(one, other);
  }
  return first.map((_, at) => rootOf(at));
}

/**
 * A quarter of each class, within the size of a group, checks the model; the rest is trained on. A class has at least one
 * picture on each side, unless all of its pictures are alike: then all are trained on.
 *
 * @param groups as by `groupsOf`; a group goes where the class of its first picture sends it
 * @returns numbers of pictures, in their order
 */
export function shareOut(
  labels: readonly number[],
  groups: readonly number[],
  seed: number,
): { train: number[]; val: number[] } {
  const members = new Map<number, number[]>();
  for (const [at, group] of groups.entries()) {
    const own = members.get(group);
    if (own === undefined) members.set(group, [at]);
    else own.push(at);
  }
  const heads = [...members.keys()];
  const headLabels = heads.map((head) => labels[head] ?? 0);
  const val: number[] = [];
  for (const inside of drawn(headLabels, seed, 'split')) {
    const own = inside.map((at) => members.get(heads[at] ?? 0) ?? []);
    const all = own.reduce((sum, group) => sum + group.length, 0);
    let open = Math.max(1, Math.round(all / 4));
    const [largest] = own.toSorted((a, b) => b.length - a.length);
    const free = own.filter((group) => group !== largest);
    const held = free.filter((group) => {
      if (group.length > open) return false;
      open -= group.length;
      return true;
    });
    // Where every group is larger than what is wanted, the smallest of them is.
    if (held.length === 0) held.push(...free.toSorted((a, b) => a.length - b.length).slice(0, 1));
    val.push(...held.flat());
  }
  const held = new Set(val);
  return { train: labels.map((_, at) => at).filter((at) => !held.has(at)), val: val.sort((a, b) => a - b) };
}
