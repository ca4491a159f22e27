// Tests of layout.ts: exact counts, one to five objects per screenshot, and names of bursts.
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutTown, type Shot, scaledCounts } from './layout.ts';
import { animalNames, entityNames, streets, townCounts } from './townCounts.ts';

function dealt(shots: readonly Shot[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { street, names, labels } of shots) {
    for (const label of labels) {
      const key = `${street}/${label}`;
      counts.set(key, (counts.get(key) ?? 0) + names.length);
    }
  }
  return counts;
}

const expected = (scale: number): Map<string, number> =>
  new Map(
    scaledCounts(scale).flatMap((row) =>
      streets
        .filter((street) => row.streets[street] > 0)
        .map((street) => [`${street}/${row.label}`, row.streets[street]] as const),
    ),
  );

const total = (kind: string, scale: number): number =>
  scaledCounts(scale)
    .filter(({ label }) => label.startsWith(kind))
    .reduce((sum, row) => sum + streets.reduce((all, street) => all + row.streets[street], 0), 0);

test('the table has 862 Cogs and 173 Toons of 32 entities and 11 animals', () => {
  expect([total('cog', 1), total('toon', 1), townCounts.length, entityNames.length, animalNames.length]).toEqual([
    862, 173, 43, 32, 11,
  ]);
});

test('the table has the imbalances reported in the article', () => {
  const sum = (suit: string, street: (typeof streets)[number]): number =>
    townCounts
      .filter(({ label }) => label.startsWith(`cog_${suit}_`))
      .reduce((all, row) => all + row.streets[street], 0);
  expect([sum('lb', 'dg'), sum('sb', 'dg'), sum('bb', 'br'), sum('bb', 'mml')]).toEqual([73, 72, 64, 15]);
});

test('distributes exactly the table, one to five objects per screenshot, for any seed and scale', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(0.02, 0.1, 0.5, 1, 1.7), (seed, scale) => {
      const shots = layoutTown(seed, scale);
      expect(dealt(shots)).toEqual(expected(scale));
      for (const { labels } of shots) expect(labels.length).toSatisfy((n: number) => n >= 1 && n <= 5);
    }),
    { numRuns: propertyRuns(25) },
  );
});

test('screenshots have about 2.3 objects on average', () => {
  const frames = layoutTown(7, 1).reduce((sum, { names }) => sum + names.length, 0);
  expect(1035 / frames).toBeCloseTo(2.3, 0);
});

test('only frames of bursts have a letter, bursts have two to four frames, and names are unique', () => {
  const shots = layoutTown(7, 1);
  const names = shots.flatMap((shot) => shot.names);
  expect(new Set(names).size).toBe(names.length);
  expect(shots.some(({ burst }) => burst !== undefined)).toBe(true);
  for (const { burst, names: own } of shots) {
    if (burst === undefined) expect(own).toEqual([expect.stringMatching(/^[a-z]+_\d{4}$/)]);
    else {
      expect(own.length).toSatisfy((n: number) => n >= 2 && n <= 4);
      for (const name of own) expect(/^(?<burst>.+?)_[a-z]$/.exec(name)?.groups?.burst).toBe(burst);
    }
  }
});

test('a small scale rounds each count and keeps at least one per entity', () => {
  const flunky = scaledCounts(0.1).find(({ label }) => label === 'cog_bb_flunky');
  expect(flunky?.streets).toEqual({ br: 0, dd: 1, ddl: 0, dg: 0, mml: 0, ttc: 1 });
  const horse = scaledCounts(0.01).find(({ label }) => label === 'toon_horse');
  expect(streets.reduce((sum, street) => sum + (horse?.streets[street] ?? 0), 0)).toBe(1);
});
