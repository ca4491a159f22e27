// Recommends what to collect next: a ranked list of classes and streets with the number of missing samples.
import type { Balance } from './balance.ts';

/** Samples of a class, optionally on one street, that are missing to reach a goal. */
export interface Wanted {
  part: string;
  className: string;
  /** Display name. */
  name: string;
  /** Null: any street. */
  street: string | null;
  /** Number of samples missing to reach the goal. */
  missing: number;
  /** Missing share of the class goal plus that of the cell goal, 0 to 2. The list is sorted by it. */
  urgency: number;
}

/**
 * Lists the missing samples of the finest classes, the most urgent first. A class without samples, or of a dataset
 * without streets, is wanted from any street. For other classes, the gaps of each street come first, then the rest of
 * the class goal. Collecting the whole list reaches every goal.
 *
 * @example
 * collectNext(balance(countLabels(samples), { targets })).slice(0, 10).map(formatWanted);
 */
export function collectNext({ levels, streets }: Balance): Wanted[] {
  const wanted: Wanted[] = [];
  for (const { part, finest, classes } of levels) {
    if (!finest) continue;
    for (const { className, name, count, goal = 0, streets: counts, cellGoal = 0 } of classes) {
      const lacking = Math.max(0, goal - count);
      const share = goal === 0 ? 0 : lacking / goal;
      const one = { part, className, name };
      const cells =
        count === 0
          ? []
          : counts.flatMap((found, index): Wanted[] => {
              const missing = cellGoal - found;
              if (missing <= 0) return [];
              return [{ ...one, street: streets[index] ?? '', missing, urgency: share + missing / cellGoal }];
            });
      // For a class without samples, the cell goals count too, on any streets.
      const whole = count === 0 ? Math.max(lacking, cellGoal * streets.length) : lacking;
      const rest = whole - cells.reduce((sum, { missing }) => sum + missing, 0);
      if (rest > 0) cells.push({ ...one, street: null, missing: rest, urgency: count === 0 ? 2 : share });
      wanted.push(...cells);
    }
  }
  return wanted.sort((a, b) => b.urgency - a.urgency || b.missing - a.missing);
}

/** `30 more corporateraider, any street`. */
export function formatWanted({ name, street, missing }: Wanted, { streets = true } = {}): string {
  return `${missing} more ${name}${street !== null ? ` in ${street}` : streets ? ', any street' : ''}`;
}
