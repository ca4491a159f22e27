// What to collect next: a ranked list of how many more of which class, and where.
import type { Balance } from './balance.ts';

/** A gap to fill: samples of a class, perhaps on a street, that are missing to a goal. */
export interface Wanted {
  part: string;
  className: string;
  /** As shown. */
  name: string;
  /** Null: any street. */
  street: string | null;
  /** How many more reach the goal. */
  missing: number;
  /** 0 to 2: share of the class's goal that is missing, plus share of the cell's. The list is sorted by it. */
  urgency: number;
}

/**
 * Lists what is missing in the finest classes, the most urgent first. A class without a sample, or without streets, is
 * wanted from any street; of others first what each street lacks, then what the class still lacks after that. Together
 * they reach every goal.
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
      // A class that nobody has met anywhere needs its cells filled too, wherever it can be found.
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
