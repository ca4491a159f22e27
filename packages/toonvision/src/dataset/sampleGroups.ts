// Groups samples that must be in the same split.
import { byCodeUnits } from '../files/index.ts';
import { attributeOf, type Sample } from './sample.ts';

/**
 * Groups samples that share the value of any attribute in `groupBy`, directly or through other samples (a burst joins
 * its screenshots). Without attributes, each sample is a group. Samples in a group and groups are sorted by id.
 */
export function groupSamples(samples: readonly Sample[], groupBy: readonly string[]): Sample[][] {
  const sorted = [...samples].sort((a, b) => byCodeUnits(a.id, b.id));
  const parent = sorted.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] ?? root;
    let current = index;
    while (parent[current] !== root) {
      const next = parent[current] ?? root;
      parent[current] = root;
      current = next;
    }
    return root;
  };
  for (const attribute of groupBy) {
    const firstWith = new Map<string, number>();
    sorted.forEach((sample, index) => {
      const value = attributeOf(sample, attribute);
      const first = firstWith.get(value);
      if (first === undefined) firstWith.set(value, index);
      else parent[find(index)] = find(first);
    });
  }
  return [...Map.groupBy(sorted, (_, index) => find(index)).values()];
}
