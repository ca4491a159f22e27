// Counts the classes of a target in each split.
import type { Target } from '../config/index.ts';
import type { Sample, SplitCounts, SplitName } from '../dataset/index.ts';

/** Number of samples per class and split. */
export interface SplitBalance {
  /** The label part whose classes are counted. */
  part: string;
  classes: { className: string; name: string; counts: SplitCounts }[];
  /** Totals over all samples, including those without the target. */
  total: SplitCounts;
}

/** Counts samples by class and split. Samples without a split are ignored. */
export function splitBalance(
  samples: readonly Sample[],
  assignments: Readonly<Record<string, SplitName>>,
  target: Target,
): SplitBalance {
  const zero = (): SplitCounts => ({ train: 0, val: 0, test: 0 });
  const total = zero();
  const table = new Map(target.classes.map((className) => [className, zero()]));
  for (const { id, parts } of samples) {
    const split = Object.hasOwn(assignments, id) ? assignments[id] : undefined;
    if (split === undefined) continue;
    total[split] += 1;
    const counts = table.get(parts[target.name] ?? '');
    if (counts !== undefined) counts[split] += 1;
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
