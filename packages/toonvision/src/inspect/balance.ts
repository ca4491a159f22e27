// Balance of a dataset at every level: per class, per street and per cell, with goals, ratios and gaps.
import type { Target } from '../config/index.ts';
import type { LabelCount } from './countLabels.ts';
import { type Goals, goalsOf } from './goals.ts';

/** One class of one level. */
export interface ClassBalance {
  className: string;
  /** Display name. */
  name: string;
  count: number;
  /** Number of samples to reach; undefined without a goal. */
  goal: number | undefined;
  /** Samples on each street, in the order of `streets`. */
  streets: number[];
  /** Minimum number of samples on each street; undefined without a goal. */
  cellGoal: number | undefined;
}

/** Ratio of the largest count to the smallest nonzero one. */
export interface Imbalance {
  ratio: number;
  most: string;
  least: string;
}

/** Balance of one label part, such as kind, suit or entity. */
export interface LevelBalance {
  part: string;
  /** No other part divides its classes further. */
  finest: boolean;
  samples: number;
  classes: ClassBalance[];
  /** Undefined with fewer than two classes that have samples. */
  imbalance: Imbalance | undefined;
  /** The street on which the classes are least balanced. */
  worstStreet: (Imbalance & { street: string }) | undefined;
  empty: string[];
  /** Classes with some samples, but fewer than their goal. */
  belowGoal: string[];
  /** Classes and streets without a sample. */
  emptyCells: { className: string; street: string }[];
  /** Classes and streets with some samples, but fewer than the goal. */
  cellsBelowGoal: { className: string; street: string }[];
}

/** Number of samples per class, street and cell, at every level of the label. */
export interface Balance {
  samples: number;
  /** Sorted by name. */
  streets: string[];
  streetTotals: number[];
  streetImbalance: Imbalance | undefined;
  levels: LevelBalance[];
}

/** Options of `balance`. */
export interface BalanceOptions {
  /** `project.targets`, which define the classes, their order and their names. */
  targets: Readonly<Record<string, Target>>;
  /** `project.inspect.goals`; default 30 per class of the finest parts, and 5 per class and street. */
  goals?: Goals;
}

function imbalanceOf(names: readonly string[], counts: readonly number[]): Imbalance | undefined {
  const filled = names.flatMap((name, index) =>
    (counts[index] ?? 0) > 0 ? [{ name, count: counts[index] ?? 0 }] : [],
  );
  const [first] = filled;
  if (first === undefined || filled.length < 2) return undefined;
  const most = filled.reduce((best, x) => (x.count > best.count ? x : best), first);
  const least = filled.reduce((best, x) => (x.count < best.count ? x : best), first);
  return { ratio: most.count / least.count, most: most.name, least: least.name };
}

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The label parts in the order of the targets, then those that are not targets. */
function partsOf(rows: readonly LabelCount[], targets: Readonly<Record<string, Target>>): string[] {
  return [...new Set([...Object.keys(targets), ...rows.flatMap(({ parts }) => Object.keys(parts)).sort(byName)])];
}

/**
 * Computes the balance of a dataset.
 *
 * @param rows from `countLabels`; rows of 0 make empty labels known, with the coarser classes they belong to
 *
 * @example
 * const { levels } = balance(countLabels(samples), { targets: project.targets });
 * levels.find(({ part }) => part === 'suit')?.imbalance?.ratio;
 */
export function balance(rows: readonly LabelCount[], { targets, goals }: BalanceOptions): Balance {
  const streets = [...new Set(rows.flatMap(({ street }) => (street === null ? [] : [street])))].sort(byName);
  const place = new Map(streets.map((street, index) => [street, index]));
  const partOf = ({ parts }: LabelCount, part: string) => (Object.hasOwn(parts, part) ? parts[part] : undefined);
  const parts = partsOf(rows, targets);
  const classesOf = (part: string): readonly string[] => {
    const target = Object.hasOwn(targets, part) ? targets[part] : undefined;
    return target?.classes ?? [...new Set(rows.flatMap((row) => partOf(row, part) ?? []))].sort(byName);
  };
  const goalsFor = goalsOf(rows, { parts, classesOf, goals });

  const levels = parts.map((part): LevelBalance => {
    const table = new Map(classesOf(part).map((name) => [name, { count: 0, streets: streets.map(() => 0) }]));
    for (const row of rows) {
      const own = table.get(partOf(row, part) ?? '');
      if (own === undefined) continue;
      own.count += row.count;
      const at = row.street === null ? undefined : place.get(row.street);
      if (at !== undefined) own.streets[at] = (own.streets[at] ?? 0) + row.count;
    }
    const names = Object.hasOwn(targets, part) ? targets[part]?.names : undefined;
    const classes = [...table].map(
      ([className, own]): ClassBalance => ({
        className,
        name: names?.[className] ?? className,
        ...own,
        goal: goalsFor.ofClass(part, className),
        cellGoal: streets.length === 0 ? undefined : goalsFor.ofCell(part, className),
      }),
    );
    return describeLevel(part, goalsFor.isFinest(part), classes, streets);
  });
  const streetTotals = streets.map((street) =>
    rows.reduce((sum, row) => (row.street === street ? sum + row.count : sum), 0),
  );
  return {
    samples: rows.reduce((sum, { count }) => sum + count, 0),
    streets,
    streetTotals,
    streetImbalance: imbalanceOf(streets, streetTotals),
    levels,
  };
}

function describeLevel(
  part: string,
  finest: boolean,
  classes: ClassBalance[],
  streets: readonly string[],
): LevelBalance {
  const names = classes.map(({ className }) => className);
  const cells = classes.flatMap(({ className, streets: counts, cellGoal }) =>
    counts.map((count, index) => ({ className, street: streets[index] ?? '', count, goal: cellGoal ?? 0 })),
  );
  const named = ({ className, street }: { className: string; street: string }) => ({ className, street });
  const worst = streets
    .flatMap((street, index) => {
      const found = imbalanceOf(
        names,
        classes.map(({ streets: counts }) => counts[index] ?? 0),
      );
      return found === undefined ? [] : [{ street, ...found }];
    })
    .sort((a, b) => b.ratio - a.ratio)[0];
  return {
    part,
    finest,
    samples: classes.reduce((sum, { count }) => sum + count, 0),
    classes,
    imbalance: imbalanceOf(
      names,
      classes.map(({ count }) => count),
    ),
    worstStreet: worst,
    empty: classes.filter(({ count }) => count === 0).map(({ className }) => className),
    belowGoal: classes.filter(({ count, goal = 0 }) => count > 0 && count < goal).map(({ className }) => className),
    emptyCells: cells.filter(({ count }) => count === 0).map(named),
    cellsBelowGoal: cells.filter(({ count, goal }) => count > 0 && count < goal).map(named),
  };
}
