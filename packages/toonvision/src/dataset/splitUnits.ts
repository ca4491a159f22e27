// What a split moves as one: groups with the sides open to them, and the side each would have by its hash alone.
import { countBy, sum } from '../statistics/index.ts';
import type { Sample } from './sample.ts';
import { groupSamples } from './sampleGroups.ts';
import { seededOrder } from './seededOrder.ts';
import type { SplitRows } from './splitRows.ts';
import { stratumOf } from './splitRows.ts';
import { isFixed, type Sides } from './splitRules.ts';
import type { Unit } from './splitTable.ts';

/** Samples that go to one side together. */
export interface SampleUnit {
  samples: readonly Sample[];
  sides: Sides;
}

/**
 * The groups, each with the sides that all its samples may be on, in an order drawn by the seed: by the hash of seed and
 * first id, so a new group moves no other. A group that its rules tear apart (a source that has one screenshot on two
 * sides) falls into what belongs to each side; samples without a rule go with the largest.
 */
export function makeUnits(
  samples: readonly Sample[],
  groupBy: readonly string[],
  sidesOf: (sample: Sample) => Sides,
  seed: number,
): SampleUnit[] {
  const units = groupSamples(samples, groupBy).flatMap((group): SampleUnit[] => {
    const common = group.reduce((sides, sample) => sides & sidesOf(sample), -1);
    if (common !== 0) return [{ samples: group, sides: common }];
    const bySides = Map.groupBy(group, sidesOf);
    const fixed = [...bySides]
      .filter(([sides]) => isFixed(sides))
      .sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
    const units = fixed.map(([sides, inside]) => ({ sides, samples: inside }));
    for (const [sides, inside] of bySides) {
      if (isFixed(sides)) continue;
      const host = units.find((unit) => (unit.sides & sides) !== 0);
      if (host === undefined) units.push({ sides, samples: inside });
      else host.samples = [...host.samples, ...inside];
    }
    return units;
  });
  return seededOrder(units, seed, ({ samples: [first] }) => first?.id ?? '');
}

/** The stratum most samples of a unit are in; of equals the first by name, so that it does not depend on other units. */
function homeStratum({ samples }: SampleUnit, stratifyBy: readonly string[]): string {
  const counts = countBy(samples, (sample) => stratumOf(sample, stratifyBy));
  let best = '';
  let most = 0;
  for (const [name, count] of counts)
    if (count > most || (count === most && name < best)) {
      best = name;
      most = count;
    }
  return best;
}

/**
 * The units as the search sees them. Each has a home: within its stratum the units stand in a line by their hash, and
 * the line is cut in the proportion of what the sides still need. So a new unit shifts the cuts by its own size, and only
 * the few units at a cut change their home.
 *
 * @param targets How many samples of each row each side should have.
 */
export function tableUnits(
  units: readonly SampleUnit[],
  { rows, rowsOf }: SplitRows,
  targets: readonly (readonly number[])[],
  stratifyBy: readonly string[],
): Unit[] {
  const strata = units.map((unit) => homeStratum(unit, stratifyBy));
  const rowOf = new Map(rows.map(({ kind, name }, index) => [kind === 'stratum' ? name : `\n${kind} ${name}`, index]));
  const sides = targets[0]?.length ?? 0;
  // What each stratum still needs on each side, and how many free samples it has for it.
  const needs = new Map<string, number[]>();
  const free = new Map<string, number>();
  for (const name of new Set(strata)) needs.set(name, [...(targets[rowOf.get(name) ?? 0] ?? [])]);
  units.forEach(({ sides: open, samples }, index) => {
    const name = strata[index] ?? '';
    const need = needs.get(name);
    if (!isFixed(open)) free.set(`${open} ${name}`, (free.get(`${open} ${name}`) ?? 0) + samples.length);
    else if (need !== undefined) need[31 - Math.clz32(open)] = (need[31 - Math.clz32(open)] ?? 0) - samples.length;
  });
  const passed = new Map<string, number>();
  const homeOf = (unit: SampleUnit, name: string): { home: number; depth: number } => {
    if (isFixed(unit.sides)) return { home: 31 - Math.clz32(unit.sides), depth: 0 };
    const line = `${unit.sides} ${name}`;
    const before = passed.get(line) ?? 0;
    passed.set(line, before + unit.samples.length);
    const place = (before + unit.samples.length / 2) / (free.get(line) ?? 1);
    const need = Array.from({ length: sides }, (_, side) =>
      (unit.sides >> side) & 1 ? Math.max(0, needs.get(name)?.[side] ?? 0) : 0,
    );
    const all = sum(need);
    const last = need.findLastIndex((value) => value > 0);
    let start = 0;
    for (const [side, value] of need.entries()) {
      const end = start + value / all;
      if (value > 0 && (place < end || side === last)) {
        const depth = Math.max(0, Math.min(place - start, end - place));
        return { home: side, depth };
      }
      start = end;
    }
    return { home: 31 - Math.clz32(unit.sides & -unit.sides), depth: 0 };
  };
  return units.map((unit, index): Unit => {
    const counts = countBy(
      unit.samples.flatMap(({ id }) => rowsOf.get(id) ?? []),
      (row) => row,
    );
    return {
      size: unit.samples.length,
      rows: [...counts.keys()],
      counts: [...counts.values()],
      sides: unit.sides,
      ...homeOf(unit, strata[index] ?? ''),
    };
  });
}
