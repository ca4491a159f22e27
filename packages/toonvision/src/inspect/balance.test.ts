// Tests of balance, goals and collectNext on a small table.
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../config/index.ts';
import { balance } from './balance.ts';
import { collectNext, formatWanted } from './collectNext.ts';
import { countLabels, type LabelCount } from './countLabels.ts';

const { targets, label } = resolveConfig(
  {
    label: { pattern: '^(?:(?<kind>cog)_(?<suit>bb|lb)_(?<entity>[a-z]+)|(?<kind>toon)_(?<animal>[a-z]+))$' },
    targets: {
      suit: { classes: ['bb', 'lb'], names: { bb: 'Bossbot' } },
      kind: ['cog', 'toon'],
      entity: ['flunky', 'yesman', 'bigwig', 'raider'],
    },
  },
  '.',
);
const row = (name: string, street: string | null, count: number): LabelCount => ({
  label: name,
  parts: label.read(name)!,
  street,
  count,
});
const rows = [
  row('cog_bb_flunky', 'ttc', 20),
  row('cog_bb_yesman', 'ttc', 3),
  row('cog_bb_yesman', 'br', 5),
  row('cog_lb_bigwig', 'br', 40),
  row('toon_dog', 'br', 2),
  row('toon_cat', 'ttc', 2),
];
const level = (part: string, options = {}) =>
  balance(rows, { targets, ...options }).levels.find((level) => level.part === part)!;

describe('balance', () => {
  it('counts per class, street and cell in the order of the configuration', () => {
    const found = balance(rows, { targets });
    expect(found).toMatchObject({ samples: 72, streets: ['br', 'ttc'], streetTotals: [47, 25] });
    expect(found.levels.map(({ part, finest }) => [part, finest])).toEqual([
      ['suit', false],
      ['kind', false],
      ['entity', true],
      ['animal', true],
    ]);
    expect(level('suit').classes.map(({ name, count, streets }) => [name, count, streets])).toEqual([
      ['Bossbot', 28, [5, 23]],
      ['lb', 40, [40, 0]],
    ]);
    expect(level('suit').imbalance).toEqual({ ratio: 40 / 28, most: 'lb', least: 'bb' });
    expect(level('suit').worstStreet).toEqual({ street: 'br', ratio: 8, most: 'lb', least: 'bb' });
    expect(found.streetImbalance).toEqual({ ratio: 47 / 25, most: 'br', least: 'ttc' });
  });

  it('lists empty classes and those below their goal', () => {
    const entity = level('entity');
    expect(entity.empty).toEqual(['raider']);
    expect(entity.belowGoal).toEqual(['flunky', 'yesman']);
    expect(entity.emptyCells).toHaveLength(4);
    expect(entity.cellsBelowGoal).toEqual([{ className: 'yesman', street: 'ttc' }]);
  });

  it('sums goals for coarse classes; an unseen class counts only if its coarse class is unambiguous', () => {
    const goals = (part: string, options = {}) =>
      level(part, options).classes.map(({ goal, cellGoal }) => [goal, cellGoal]);
    expect(goals('entity')).toEqual(new Array(4).fill([30, 5]));
    expect(goals('suit')).toEqual([
      [60, 10],
      [30, 5],
    ]);
    expect(goals('kind')).toEqual([
      [120, 20],
      [60, 10],
    ]);
    expect(goals('suit', { goals: { suit: 50, entity: 10 } })).toEqual([
      [50, 10],
      [50, 5],
    ]);
    expect(goals('suit', { goals: { entity: 10, cell: 0 } })).toEqual([
      [20, undefined],
      [10, undefined],
    ]);
    expect(goals('entity', { goals: { class: 0 } })[0]).toEqual([undefined, 5]);
  });

  it('recognizes empty labels by rows of 0', () => {
    const known = balance([...rows, row('cog_bb_raider', null, 0)], { targets });
    expect(known.levels[0]!.classes.map(({ goal }) => goal)).toEqual([90, 30]);
    expect(known.samples).toBe(72);
  });

  it('supports datasets without streets', () => {
    const found = balance([row('toon_dog', null, 3)], { targets: {} });
    expect(found).toMatchObject({ streets: [], streetImbalance: undefined });
    expect(found.levels[0]).toMatchObject({ part: 'animal', imbalance: undefined, emptyCells: [] });
    expect(found.levels[0]!.classes[0]!.cellGoal).toBeUndefined();
  });

  it('counts samples and rows alike, in any order', () => {
    const one = { label: 'toon_dog', parts: { kind: 'toon', animal: 'dog' }, street: 'br' };
    const samples = [one, { ...one, street: null }, one] as unknown as Parameters<typeof countLabels>[0];
    expect(countLabels(samples).map(({ street, count }) => [street, count])).toEqual([
      ['br', 2],
      [null, 1],
    ]);
  });
});

describe('collectNext', () => {
  it('lists empty classes first, then cells by number of missing samples', () => {
    const list = collectNext(balance(rows, { targets }));
    expect(list[0]).toMatchObject({ className: 'raider', street: null, missing: 30 });
    const said = list.map((wanted) => formatWanted(wanted));
    expect(said).toContain('5 more flunky in br');
    expect(said).toContain('5 more flunky, any street');
    expect(said).toContain('2 more yesman in ttc');
    expect(said).toContain('20 more yesman, any street');
    expect(said.filter((text) => text.includes('bigwig'))).toEqual(['5 more bigwig in ttc']);
    expect(list.map(({ urgency }) => urgency)).toEqual(list.map(({ urgency }) => urgency).toSorted((a, b) => b - a));
  });

  it('reaches every goal when followed', () => {
    const wanted = collectNext(balance(rows, { targets }));
    const parents: Record<string, string> = {
      flunky: 'cog_bb_flunky',
      yesman: 'cog_bb_yesman',
      bigwig: 'cog_lb_bigwig',
      raider: 'cog_bb_raider',
      dog: 'toon_dog',
      cat: 'toon_cat',
    };
    const more = wanted.flatMap(({ className, street, missing }) => {
      const name = parents[className]!;
      // "Any street" for a class without samples: spread them.
      return street === null
        ? [row(name, 'br', Math.ceil(missing / 2)), row(name, 'ttc', Math.floor(missing / 2))]
        : [row(name, street, missing)];
    });
    expect(collectNext(balance([...rows, ...more], { targets }))).toEqual([]);
  });

  it('omits streets if the dataset has no streets', () => {
    const list = collectNext(balance([row('toon_dog', null, 3), row('toon_cat', null, 40)], { targets: {} }));
    expect(list.map((wanted) => formatWanted(wanted, { streets: false }))).toEqual(['27 more dog']);
  });
});
