// The units of a split: groups with their allowed splits, and the home split given by their hash.
import { countBy, sum } from '../statistics/index.ts';
import type { Sample } from './sample.ts';
import { groupSamples } from './sampleGroups.ts';
import { seededOrder } from './seededOrder.ts';
import type { SplitRows } from './splitRows.ts';
import { stratumOf } from './splitRows.ts';
import { isFixed, type SplitSet } from './splitRules.ts';
import type { Unit } from './splitTable.ts';

/** Samples that go into the same split. */
export interface SampleUnit {
  samples: readonly Sample[];
  splits: SplitSet;
}

/**
 * Groups samples, each group with the splits allowed for all its samples. Sorted by the hash of the seed and the first
 * id, so a new group does not reorder the others. If no split is allowed for all samples of a group (a source with one
 * screenshot in two splits), it is divided by split; samples without a fixed split join the largest part.
 */
export function makeUnits(
  samples: readonly Sample[],
  groupBy: readonly string[],
  splitsOf: (sample: Sample) => SplitSet,
  seed: number,
): SampleUnit[] {
  const units = groupSamples(samples, groupBy).flatMap((group): SampleUnit[] => {
    const common = group.reduce((splits, sample) => splits & splitsOf(sample), -1);
    if (common !== 0) return [{ samples: group, splits: common }];
    const bySplits = Map.groupBy(group, splitsOf);
    const fixed = [...bySplits]
      .filter(([splits]) => isFixed(splits))
      .sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
    const units = fixed.map(([splits, members]) => ({ splits, samples: members }));
    for (const [splits, members] of bySplits) {
      if (isFixed(splits)) continue;
      const host = units.find((unit) => (unit.splits & splits) !== 0);
      if (host === undefined) units.push({ splits, samples: members });
      else host.samples = [...host.samples, ...members];
    }
    return units;
  });
  return seededOrder(units, seed, ({ samples: [first] }) => first?.id ?? '');
}

/** Finds the most frequent stratum of a unit. Ties are resolved by name, so that it does not depend on other units. */
function findHomeStratum({ samples }: SampleUnit, stratifyBy: readonly string[]): string {
  const counts = countBy(samples, (sample) => stratumOf(sample, stratifyBy));
  let best = '';
  let maxCount = 0;
  for (const [name, count] of counts)
    if (count > maxCount || (count === maxCount && name < best)) {
      best = name;
      maxCount = count;
    }
  return best;
}

/**
 * Converts units for the search and gives each a home split: the units of a stratum are ordered by hash, and the order
 * is divided in proportion to what the splits still need. A new unit shifts the boundaries by its own size, so only few
 * units near a boundary change their home.
 *
 * @param targets Target number of samples, per row and split.
 */
export function tableUnits(
  units: readonly SampleUnit[],
  { rows, rowsOf }: SplitRows,
  targets: readonly (readonly number[])[],
  stratifyBy: readonly string[],
): Unit[] {
  const strata = units.map((unit) => findHomeStratum(unit, stratifyBy));
  const rowOf = new Map(rows.map(({ kind, name }, index) => [kind === 'stratum' ? name : `\n${kind} ${name}`, index]));
  const splits = targets[0]?.length ?? 0;
  // Number of samples each stratum still needs per split, and the number of samples not fixed yet.
  const needs = new Map<string, number[]>();
  const free = new Map<string, number>();
  for (const name of new Set(strata)) needs.set(name, [...(targets[rowOf.get(name) ?? 0] ?? [])]);
  units.forEach(({ splits: open, samples }, index) => {
    const name = strata[index] ?? '';
    const need = needs.get(name);
    if (!isFixed(open)) free.set(`${open} ${name}`, (free.get(`${open} ${name}`) ?? 0) + samples.length);
    else if (need !== undefined) need[31 - Math.clz32(open)] = (need[31 - Math.clz32(open)] ?? 0) - samples.length;
  });
  const passed = new Map<string, number>();
  const homeOf = (unit: SampleUnit, name: string): { home: number; depth: number } => {
    if (isFixed(unit.splits)) return { home: 31 - Math.clz32(unit.splits), depth: 0 };
    const line = `${unit.splits} ${name}`;
    const before = passed.get(line) ?? 0;
    passed.set(line, before + unit.samples.length);
    const place = (before + unit.samples.length / 2) / (free.get(line) ?? 1);
    const need = Array.from({ length: splits }, (_, split) =>
      (unit.splits >> split) & 1 ? Math.max(0, needs.get(name)?.[split] ?? 0) : 0,
    );
    const all = sum(need);
    const last = need.findLastIndex((value) => value > 0);
    let start = 0;
    for (const [split, value] of need.entries()) {
      const end = start + value / all;
      if (value > 0 && (place < end || split === last)) {
        const depth = Math.max(0, Math.min(place - start, end - place));
        return { home: split, depth };
      }
      start = end;
    }
    return { home: 31 - Math.clz32(unit.splits & -unit.splits), depth: 0 };
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
      splits: unit.splits,
      ...homeOf(unit, strata[index] ?? ''),
    };
  });
}
