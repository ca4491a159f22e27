// Tests of split.ts.
import { writeFile } from 'node:fs/promises';
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareSample, emptyTown } from '../../test/datasetTown.ts';
import {
  auditSplit,
  countSplits,
  formatSplitAudit,
  readSplit,
  type Sample,
  SPLIT_NAMES,
  type SplitAudit,
  samplesOf,
  split,
  writeSplit,
} from './index.ts';

/** Samples per Cog entity of the original dataset, with its suit. */
const ORIGINAL: Record<string, number[]> = {
  bb: [20, 19, 26, 30, 19, 21, 0, 48],
  lb: [34, 34, 26, 19, 27, 21, 39, 62],
  cb: [15, 20, 28, 24, 20, 21, 54, 0],
  sb: [24, 28, 24, 36, 28, 13, 40, 42],
};

function originalCogs(shotOf: (index: number) => string): Sample[] {
  let index = 0;
  return Object.entries(ORIGINAL).flatMap(([suit, counts]) =>
    counts.flatMap((count, entity) =>
      Array.from({ length: count }, () => {
        index += 1;
        return bareSample(shotOf(index), index, `cog_${suit}_${entity}`, {
          kind: 'cog',
          suit,
          entity: `${suit}${entity}`,
        });
      }),
    ),
  );
}

/** Random samples: some screenshots, some of them in bursts, a few labels. */
const town = fc
  .array(fc.record({ labels: fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }), burst: fc.nat(30) }), {
    minLength: 1,
    maxLength: 25,
  })
  .map((shots) =>
    shots.flatMap(({ labels, burst }, shot) =>
      labels.map((label, index) =>
        bareSample(
          `s${shot}`,
          index + 1,
          `cog_bb_e${label}`,
          { suit: label < 2 ? 'bb' : 'lb', entity: `e${label}` },
          burst < 20 ? `s${shot}` : `burst${burst}`,
        ),
      ),
    ),
  );

describe('properties', () => {
  test('every sample is in one split, groups stay together, and the input order does not matter', () => {
    fc.assert(
      fc.property(
        town,
        fc.nat(1000),
        fc.constantFrom('nearest' as const, 'truncate' as const),
        fc.nat(),
        (samples, seed, rounding, turn) => {
          const result = split({ samples, seed, rounding });
          expect(Object.keys(result.assignments).sort()).toEqual(samples.map(({ id }) => id).sort());
          for (const attribute of ['screenshot', 'burst'] as const) {
            const sides = new Map<string, string>();
            for (const sample of samples) {
              const side = result.assignments[sample.id] as string;
              expect(sides.get(sample[attribute]) ?? side).toBe(side);
              sides.set(sample[attribute], side);
            }
          }
          expect(result.audit.crossing).toEqual({ groups: 0, screenshots: 0, bursts: 0 });
          const turned = [
            ...samples.slice(turn % samples.length),
            ...samples.slice(0, turn % samples.length),
          ].reverse();
          expect(split({ samples: turned, seed, rounding })).toEqual(result);
        },
      ),
      { numRuns: propertyRuns(60) },
    );
  });

  test('without groups, every stratum is within one sample of its target and three samples reach every split', () => {
    fc.assert(
      fc.property(town, fc.nat(1000), (samples, seed) => {
        const { audit } = split({ samples, seed, groupBy: [] });
        for (const row of audit.strata) expect(row.deviation).toBeLessThanOrEqual(1 + 1e-9);
        expect(audit.uncovered).toEqual([]);
        // One in val and one in test of three or four is more than their share: many such strata shift the coarser
        // rows.
        if (audit.strata.every(({ count }) => count < 3 || count > 4)) expect(audit.withinOne).toBe(true);
        expect(SPLIT_NAMES.reduce((sum, part) => sum + audit.total.actual[part], 0)).toBe(samples.length);
      }),
      { numRuns: propertyRuns(60) },
    );
  });

  test('with groups, finds an assignment within one sample if there is one with no more empty splits', () => {
    const few = fc.array(fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 7 });
    const emptySides = ({ strata }: SplitAudit) =>
      strata
        .flatMap(({ count, actual }) => (count < 3 ? [] : [actual.train, actual.val, actual.test]))
        .filter((n) => n === 0).length;
    fc.assert(
      fc.property(few, fc.nat(100), (shots, seed) => {
        const samples = shots.flatMap((labels, shot) =>
          labels.map((label, index) => bareSample(`s${shot}`, index + 1, `e${label}`, { entity: `e${label}` })),
        );
        const found = split({ samples, seed });
        if (found.audit.withinOne) return;
        for (let code = 0; code < 3 ** shots.length; code += 1) {
          const side = (shot: number) => SPLIT_NAMES[Math.floor(code / 3 ** shot) % 3] ?? 'train';
          const assignments = Object.fromEntries(
            shots.flatMap((labels, shot) => labels.map((_, index) => [`s${shot}#${index + 1}`, side(shot)])),
          );
          const audit = auditSplit({ ...found, assignments }, samples);
          if (audit.withinOne) expect(emptySides(audit)).toBeGreaterThan(emptySides(found.audit));
        }
      }),
      {
        numRuns: propertyRuns(40),
        // Found by random seeds: the only assignment within one moves groups far from home.
        examples: [[[[1], [1, 0, 1], [1, 2, 1], [0, 1, 1], [2, 2], [0, 0], [0]], 2]],
      },
    );
  });

  test('another seed produces another split', () => {
    const samples = originalCogs((index) => `s${Math.floor(index / 2)}`);
    expect(split({ samples, seed: 1 }).assignments).not.toEqual(split({ samples, seed: 2 }).assignments);
  });
});

describe('the original dataset', () => {
  test('entities, suits and total are within one sample for several seeds', () => {
    // Neighbours of 862 samples are mixed by a step that has no factor in common with it.
    const samples = originalCogs((index) => `s${Math.floor(((index * 355) % 862) / 2.5)}`);
    expect(samples).toHaveLength(862);
    for (let seed = 0; seed < 4; seed += 1) {
      const { audit } = split({ samples, seed });
      expect(audit.withinOne).toBe(true);
      expect(audit.uncovered).toEqual([]);
      expect(audit.crossing.screenshots).toBe(0);
      expect(audit.total.deviation).toBeLessThanOrEqual(1);
    }
  });

  test('truncate without groups is the rule of the article', () => {
    // The rule of the article over its own table gives 505/159/198 and 60, 41, 55 test samples of lb, cb, sb, as
    // published.
    // The published 160/197 has one Bossbot more in val and one less in test (41): no rounding by entity explains one
    // sample.
    const samples = originalCogs((index) => `s${Math.floor(index / 3)}`);
    const result = split({ samples, rounding: 'truncate', groupBy: [] });
    expect(countSplits(result)).toEqual({ train: 505, val: 159, test: 198 });
    const test = samplesOf(result, samples, 'test');
    expect(['bb', 'lb', 'cb', 'sb'].map((suit) => test.filter(({ parts }) => parts.suit === suit).length)).toEqual([
      42, 60, 41, 55,
    ]);
    expect(result.audit.worst.deviation).toBe(0);
    expect(result.audit.crossing.screenshots).toBeGreaterThan(0);
    for (const row of result.audit.strata)
      expect(row.actual).toEqual({
        train: Math.floor(row.count * 0.6),
        val: Math.floor(row.count * 0.2),
        test: row.count - Math.floor(row.count * 0.6) - Math.floor(row.count * 0.2),
      });
  });
});

describe('edges', () => {
  const three = [1, 2, 3].map((n) => bareSample(`s${n}`, 1, 'e', { entity: 'e' }));

  test('three samples reach every split, and a single group is in train', () => {
    expect(countSplits(split({ samples: three }))).toEqual({ train: 1, val: 1, test: 1 });
    const together = [1, 2, 3].map((n) => bareSample('s', n, 'e', { entity: 'e' }));
    const { audit } = split({ samples: together });
    expect(audit.total.actual).toEqual({ train: 3, val: 0, test: 0 });
    expect(audit.withinOne).toBe(false);
    expect(audit.uncovered).toEqual(['e']);
    expect(formatSplitAudit(audit)).toContain('off by 1.2');
  });

  test('a ratio of 80/20/0 leaves test empty', () => {
    const samples = Array.from({ length: 20 }, (_, n) => bareSample(`s${n}`, 1, 'e', { entity: 'e' }));
    expect(countSplits(split({ samples, ratio: [80, 20, 0] }))).toEqual({ train: 16, val: 4, test: 0 });
  });

  test('a label without the part is a separate stratum', () => {
    const samples = [...three, bareSample('t', 1, 'toon_dog', { animal: 'dog' })];
    expect(split({ samples, stratifyBy: ['entity'] }).audit.strata.map(({ name }) => name)).toEqual(['e', 'toon_dog']);
  });

  test('rejects invalid options', () => {
    expect(() => split({ samples: [] })).toThrow(/no samples to split/);
    expect(() => split({ samples: three, ratio: [0, 1, 1] })).toThrow(/expected a ratio/);
    expect(() => split({ samples: three, ratio: [1, Number.NaN, 1] })).toThrow(/expected a ratio/);
    expect(() => split({ samples: three, stratifyBy: ['entty'] })).toThrow(
      /unknown attribute "entty"; did you mean "entity"/,
    );
    expect(() => split({ samples: three, groupBy: ['screnshot'] })).toThrow(/did you mean "screenshot"/);
  });

  test('the table names rows in the order of the classes', () => {
    const samples = ['sb', 'lb', 'bb'].flatMap((suit) =>
      [1, 2].map((n) => bareSample(`${suit}${n}`, 1, `cog_${suit}`, { suit, entity: suit })),
    );
    const { audit } = split({ samples });
    const target = { name: 'suit', classes: ['bb', 'lb', 'sb'], names: {} };
    const table = formatSplitAudit(audit, { targets: { suit: target } });
    expect(table.indexOf('\nbb ')).toBeLessThan(table.indexOf('\nlb '));
    expect(table.indexOf('\nlb ')).toBeLessThan(table.indexOf('\nsb '));
  });
});

describe('the file', () => {
  test('round-trips, and is rejected if the samples have changed', async () => {
    const project = await emptyTown();
    const samples = originalCogs((index) => `s${index}`).slice(0, 40);
    const result = split({ samples, seed: 3 });
    await writeSplit(project, result);
    expect(await readSplit(project, samples)).toEqual(result);
    expect(await readSplit(project, [...samples].reverse())).toMatchObject({ assignments: result.assignments });
    await expect(readSplit(project, [...samples, bareSample('new', 1, 'x', {})])).rejects.toThrow(
      /new#1 is not in the split/,
    );
    await expect(readSplit(project, samples.slice(1))).rejects.toThrow(/samples have changed/);
    await writeFile(project.paths.split, '{"format":"toonvision-split"');
    await expect(readSplit(project, samples)).rejects.toThrow(/not valid JSON[\s\S]*toonvision split/);
    await writeFile(project.paths.split, '{"format":"other"}');
    await expect(readSplit(project, samples)).rejects.toMatchObject({ name: 'UserError' });
  });

  test('reports a missing file', async () => {
    await expect(readSplit(await emptyTown(), [])).rejects.toThrow(/Run `toonvision split` first/);
  });
});
