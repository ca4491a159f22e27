// How the classes of a target lie on the sides of a split.
import type { Target } from '../config/index.ts';
import type { Sample, SplitCounts, SplitName } from '../dataset/index.ts';

/** The classes of a label part on the sides of the split. */
export interface SplitBalance {
  /** The label part whose classes are counted. */
  part: string;
  classes: { className: string; name: string; counts: SplitCounts }[];
  /** Of all samples, whether or not they are of the target. */
  total: SplitCounts;
}

/** Counts samples by class and side; samples on no side are not counted. */
export function splitBalance(
  samples: readonly Sample[],
  assignments: Readonly<Record<string, SplitName>>,
  target: Target,
): SplitBalance {
  const zero = (): SplitCounts => ({ train: 0, val: 0, test: 0 });
  const total = zero();
  const table = new Map(target.classes.map((className) => [className, zero()]));
  for (const { id, parts } of samples) {
    const side = Object.hasOwn(assignments, id) ? assignments[id] : undefined;
    if (side === undefined) continue;
    total[side] += 1;
    const counts = table.get(parts[target.name] ?? '');
    if (counts !== undefined) counts[side] += 1;
  }
  return {
    part: target.name,
    classes: [...table].map(([className, counts]) => ({
      className,
      name: target.names[className] ?? className,
      counts,
    })),
    total,
  };
}
