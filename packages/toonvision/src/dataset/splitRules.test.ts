// Tests of splitRules.ts, previous splits and folds.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareSample, emptyTown } from '../../test/datasetTown.ts';
import {
  attributeOf,
  foldsFolder,
  previousFolds,
  readSplit,
  readTestList,
  type Sample,
  SPLIT_NAMES,
  type SplitName,
  split,
  splitFolds,
  splitLeaveOneOut,
  writeFolds,
  writeSplit,
} from './index.ts';

const STREETS = ['br', 'dd', 'ttc'];

/** Random samples: screenshots with a few objects on three streets; the side of each screenshot as `sideOf` says. */
const townOf = (sideOf: fc.Arbitrary<SplitName | null>, minLength = 1) =>
  fc
    .array(
      fc.record({ labels: fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }), street: fc.nat(2), side: sideOf }),
      {
        minLength,
        maxLength: 25,
      },
    )
    .map((shots) =>
      shots.flatMap(({ labels, street, side }, shot) =>
        labels.map(
          (label, index): Sample => ({
            ...bareSample(`s${shot}`, index + 1, `e${label}`, { entity: `e${label}`, suit: label < 2 ? 'bb' : 'lb' }),
            street: STREETS[street] ?? null,
            split: side,
          }),
        ),
      ),
    );
const town = townOf(fc.constant(null));

/** Sides of each group, which must be one. */
function expectWhole(samples: readonly Sample[], assignments: Readonly<Record<string, SplitName>>): void {
  const sides = new Map<string, SplitName>();
  for (const { screenshot, id } of samples) {
    const side = assignments[id] as SplitName;
    expect(sides.get(screenshot) ?? side).toBe(side);
    sides.set(screenshot, side);
  }
}

describe('previous split', () => {
  test('samples keep their split when others are added or removed', () => {
    fc.assert(
      fc.property(townOf(fc.constant(null), 2), fc.nat(), fc.nat(50), (samples, cut, seed) => {
        const shots = [...new Set(samples.map(({ screenshot }) => screenshot))];
        const gone = shots[cut % shots.length];
        const before = samples.filter(({ screenshot }) => screenshot !== gone);
        if (before.length === 0) return;
        const old = split({ samples: before, seed });
        const grown = split({ samples, seed, previous: old.assignments });
        for (const { id } of before) expect(grown.assignments[id]).toBe(old.assignments[id]);
        expect(Object.keys(grown.assignments)).toHaveLength(samples.length);
        expectWhole(samples, grown.assignments);
        expect(split({ samples: [...samples].reverse(), seed, previous: old.assignments })).toEqual(grown);
        // And when something went: the rest stays as it was.
        const shrunk = split({ samples: before, seed, previous: grown.assignments });
        expect(shrunk.assignments).toEqual(old.assignments);
      }),
      { numRuns: propertyRuns(50) },
    );
  });

  test('new samples go to the splits that lack samples', () => {
    const make = (count: number) =>
      Array.from({ length: count }, (_, index) => bareSample(`s${index}`, 1, 'e', { entity: 'e' }));
    const old = split({ samples: make(100), ratio: [100, 0, 0] });
    const { audit } = split({ samples: make(200), previous: old.assignments });
    expect(audit.total.actual).toEqual({ train: 120, val: 40, test: 40 });
  });
});

test('without groups, a new sample moves at most a few others', () => {
  const counts = [20, 19, 26, 30, 19, 21, 48, 34, 34, 62, 15, 54];
  const samples = counts.flatMap((count, entity) =>
    Array.from({ length: count }, (_, index) =>
      bareSample(`s${entity}x${index}`, 1, `e${entity}`, { suit: `${entity % 4}`, entity: `e${entity}` }),
    ),
  );
  let moved = 0;
  const tries = 30;
  for (let seed = 0; seed < tries; seed += 1) {
    const less = samples.filter((_, index) => index !== (seed * 37) % samples.length);
    const [a, b] = [split({ samples, seed, groupBy: [] }), split({ samples: less, seed, groupBy: [] })];
    const changed = less.filter(({ id }) => a.assignments[id] !== b.assignments[id]).length;
    expect(changed).toBeLessThanOrEqual(20);
    moved += changed;
  }
  // Of 382: two splits of different seeds would differ in some 215.
  expect(moved / tries).toBeLessThan(5);
});

describe('source splits', () => {
  const sided = fc.constantFrom<SplitName | null>('train', 'val', 'test', null);

  test('are kept, and a missing split is taken from train', () => {
    fc.assert(
      fc.property(townOf(sided), fc.nat(50), (samples, seed) => {
        const given = new Set(samples.map((sample) => sample.split));
        const { assignments, audit } = split({ samples, seed });
        for (const { id, split: side } of samples)
          if (side === 'val' || side === 'test') expect(assignments[id]).toBe(side);
          else if (side === 'train') {
            const open = SPLIT_NAMES.filter((part) => part === 'train' || !given.has(part));
            expect(open).toContain(assignments[id]);
          }
        expectWhole(samples, assignments);
        for (const row of [audit.total, ...audit.strata])
          expect(SPLIT_NAMES.reduce((sum, part) => sum + row.target[part], 0)).toBeCloseTo(row.count, 6);
        const ignoring = split({ samples, seed, sourceSides: 'ignore' });
        const plain = split({ samples: samples.map((sample) => ({ ...sample, split: null })), seed });
        expect(ignoring.assignments).toEqual(plain.assignments);
      }),
      { numRuns: propertyRuns(60) },
    );
  });

  test('are kept even if they divide a screenshot, which the audit reports', () => {
    const samples = (['train', 'test', null, 'val'] as const).map((side, index) => ({
      ...bareSample('s', index + 1, 'e', { entity: 'e' }),
      split: side,
    }));
    const { assignments, audit } = split({ samples });
    expect(assignments).toMatchObject({ 's#1': 'train', 's#2': 'test', 's#4': 'val' });
    expect(audit.crossing.screenshots).toBe(1);
  });

  test('reject rounding truncate', () => {
    const samples = [{ ...bareSample('s', 1, 'e', {}), split: 'train' as const }];
    expect(() => split({ samples, rounding: 'truncate' })).toThrow(/rounding: .*plain ratio/);
  });
});

describe('leaveOut', () => {
  test('puts exactly the value and its groups in test', () => {
    fc.assert(
      fc.property(town, fc.nat(50), (samples, seed) => {
        for (const { name, split: one } of safely(() => splitLeaveOneOut({ samples, seed, attribute: 'street' }))) {
          const street = name.replace('street-', '');
          for (const sample of samples)
            expect(one.assignments[sample.id] === 'test').toBe(attributeOf(sample, 'street') === street);
          expect(one.audit.total.target.test).toBe(one.audit.total.actual.test);
          expectWhole(samples, one.assignments);
        }
        for (const { split: one } of safely(() => splitLeaveOneOut({ samples, seed, attribute: 'entity' }))) {
          const { leaveOut, assignments } = one;
          for (const sample of samples)
            if (attributeOf(sample, 'entity') === leaveOut?.value) expect(assignments[sample.id]).toBe('test');
          expectWhole(samples, assignments);
        }
      }),
      { numRuns: propertyRuns(30) },
    );
  });

  test('rejects unknown values and attributes', () => {
    const samples = [bareSample('a', 1, 'x', {}), bareSample('b', 1, 'y', {})];
    expect(() => split({ samples, leaveOut: { attribute: 'label', value: 'z' } })).toThrow(
      /no sample has the label z[\s\S]*x, y/,
    );
    expect(() => split({ samples, leaveOut: { attribute: 'stret', value: 'z' } })).toThrow(/did you mean "street"/);
    expect(() => splitLeaveOneOut({ samples, attribute: 'street' })).toThrow(/street has 1/);
  });
});

/** The folds, or none where the random town has too few values. */
function safely<T>(make: () => T[]): T[] {
  try {
    return make();
  } catch {
    return [];
  }
}

describe('folds', () => {
  test('each sample outside test is in val exactly once, groups stay together, and sizes are even', () => {
    fc.assert(
      fc.property(townOf(fc.constant(null), 10), fc.nat(50), fc.integer({ min: 2, max: 4 }), (samples, seed, k) => {
        const base = split({ samples, seed });
        const pool = samples.filter(({ id }) => base.assignments[id] !== 'test');
        if (new Set(pool.map(({ screenshot }) => screenshot)).size < k) return;
        const folds = splitFolds({ samples, base, folds: k });
        expect(folds.map(({ name }) => name)).toEqual(Array.from({ length: k }, (_, fold) => `fold-${fold + 1}`));
        for (const { id } of samples) {
          const sides = folds.map(({ split: fold }) => fold.assignments[id]);
          if (base.assignments[id] === 'test') expect(new Set(sides)).toEqual(new Set(['test']));
          else expect(sides.filter((side) => side === 'val')).toHaveLength(1);
          if (base.assignments[id] !== 'test') expect(sides.filter((side) => side === 'train')).toHaveLength(k - 1);
        }
        for (const { split: fold } of folds) {
          expectWhole(samples, fold.assignments);
          expect(Math.abs(fold.audit.total.actual.val - pool.length / k)).toBeLessThanOrEqual(3);
        }
        expect(splitFolds({ samples: [...samples].reverse(), base, folds: k })).toEqual(folds);
      }),
      { numRuns: propertyRuns(40) },
    );
  });

  test('are written to files, and samples stay in their fold when others are added', async () => {
    const project = await emptyTown();
    const make = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        bareSample(`s${index}`, 1, `e${index % 3}`, { entity: `e${index % 3}` }),
      );
    const base = split({ samples: make(60) });
    await writeSplit(project, base);
    const folds = splitFolds({ samples: make(60), base, folds: 3 });
    await writeFolds(project, folds);
    await writeFile(join(foldsFolder(project), 'mine.json'), '{}');
    expect(await readSplit(project, make(60), join(foldsFolder(project), 'fold-2.json'))).toEqual(folds[1]?.split);

    const grown = split({ samples: make(80), previous: base.assignments });
    const previous = await previousFolds(project, 3, grown);
    const again = splitFolds({ samples: make(80), base: grown, folds: 3, previous });
    for (const [fold, { split: old }] of folds.entries())
      for (const [id, side] of Object.entries(old.assignments)) expect(again[fold]?.split.assignments[id]).toBe(side);
    expect((await previousFolds(project, 4, grown)).size).toBe(0);
    expect((await previousFolds(project, 3, { ...grown, seed: 9 })).size).toBe(0);

    await writeFolds(project, splitFolds({ samples: make(80), base: grown, folds: 2 }));
    expect((await readdir(foldsFolder(project))).sort()).toEqual(['fold-1.json', 'fold-2.json', 'mine.json']);
  });

  test('reject an invalid number', () => {
    const samples = [bareSample('a', 1, 'x', {}), bareSample('b', 1, 'x', {})];
    const base = split({ samples, ratio: [1, 0, 0] });
    expect(() => splitFolds({ samples, base, folds: 1 })).toThrow(/between 2 and 20, got 1/);
    expect(() => splitFolds({ samples, base, folds: 3 })).toThrow(/3 folds need at least 3 groups .* got 2/);
  });
});

describe('a fixed list of test samples', () => {
  test('is exact, and other samples are split by the ratio', () => {
    fc.assert(
      fc.property(town, fc.nat(50), fc.nat(), (samples, seed, pick) => {
        const shots = [...new Set(samples.map(({ screenshot }) => screenshot))];
        const listed = shots.filter((_, index) => (index + pick) % 3 === 0);
        const test = samples.filter(({ screenshot }) => listed.includes(screenshot)).map(({ id }) => id);
        const { assignments, audit } = split({ samples, seed, test });
        for (const { id } of samples) expect(assignments[id] === 'test').toBe(test.includes(id));
        expect(audit.total.target.test).toBe(test.length);
        expectWhole(samples, assignments);
      }),
      { numRuns: propertyRuns(40) },
    );
  });

  test('rejects a divided group and an unknown sample', () => {
    const samples = [bareSample('a', 1, 'x', {}), bareSample('a', 2, 'x', {}), bareSample('b', 1, 'x', {})];
    expect(() => split({ samples, test: ['a#1'] })).toThrow(/a#1 is in the list of test samples but a#2 .* is not/);
    expect(split({ samples, test: ['a#1'], groupBy: [] }).assignments['a#2']).not.toBe('test');
    expect(() => split({ samples, test: ['c#1'] })).toThrow(/sample c#1 not found/);
  });

  test('is read from a file', async () => {
    const project = await emptyTown();
    await mkdir(project.directory, { recursive: true });
    const samples = [bareSample('t/a', 1, 'x', {}), bareSample('t/a', 2, 'x', {}), bareSample('b', 1, 'x', {})];
    const path = join(project.directory, 'test.txt');
    const read = async (text: string) => {
      await writeFile(path, text);
      return readTestList(project, samples, path);
    };
    expect(await read('# old\r\n\r\nt/a#2\r\n')).toEqual(['t/a#2']);
    expect(await read('./screenshots/t/a.png')).toEqual(['t/a#1', 't/a#2']);
    expect(await read('t\\a.png')).toEqual(['t/a#1', 't/a#2']);
    expect(await read('dataset/crops/x.b.1.png')).toEqual(['b#1']);
    await expect(read('t/a#3')).rejects.toThrow(/test\.txt, line 1: unknown sample "t\/a#3"; did you mean "t\/a#1"\?/);
    await expect(read('\n')).rejects.toThrow(/is empty/);
    await expect(read('t/a\nb')).rejects.toThrow(/every sample/);
  });
});
