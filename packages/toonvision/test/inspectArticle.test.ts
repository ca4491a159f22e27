// The four charts of the original article, from its own counts and from the demo town.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { skipWhen } from '@toonvision/testing/skipWhen';
import { describe, expect, it } from 'vitest';
import { renderSvg } from '../src/charts/index.ts';
import { resolveConfig } from '../src/config/index.ts';
import { animalNames, entityNames, streets, suitNames, suits, townCounts } from '../src/demo/index.ts';
import { balance, collectNext, countLabels, formatWanted, type LabelCount, levelCharts } from '../src/inspect/index.ts';
import { confounding } from '../src/quality/index.ts';
import { bareSample } from './datasetTown.ts';

const { targets, label } = resolveConfig(
  {
    label: { pattern: '^(?:(?<kind>cog)_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)|(?<kind>toon)_(?<animal>[a-z]+))$' },
    targets: {
      suit: { classes: suits, names: suitNames },
      kind: ['cog', 'toon'],
      entity: entityNames,
      animal: animalNames,
    },
  },
  '.',
);
type Counts = Record<string, Record<string, number>>;
const rowsOf = (counts: Counts): LabelCount[] =>
  Object.entries(counts).flatMap(([name, own]) =>
    Object.entries(own).map(([street, count]) => ({ label: name, parts: label.read(name)!, street, count })),
  );
const town = rowsOf(Object.fromEntries(townCounts.map(({ label: name, streets: own }) => [name, { ...own }])));

/** The four charts: labels per street, Cog or Toon, suits, animals. */
const ARTICLE = ['streets-suit', 'classes-kind', 'classes-suit', 'classes-animal'];
async function articleCharts(rows: LabelCount[]): Promise<Map<string, string>> {
  const found = balance(rows, { targets });
  const charts = found.levels.flatMap((level) => levelCharts(level, found.streets));
  return new Map(
    await Promise.all(
      charts
        .filter(({ name }) => ARTICLE.includes(name))
        .map(async ({ name, spec }): Promise<[string, string]> => [name, await renderSvg(spec)]),
    ),
  );
}

describe('the charts of the article', () => {
  it.each(ARTICLE)('%s is drawn as committed', async (name) => {
    await expect((await articleCharts(town)).get(name)).toMatchFileSnapshot(`./snapshots/article-${name}.svg`);
  });

  const file = fileURLToPath(new URL('../../../../shared/data/toonvision-counts.json', import.meta.url));
  it(
    'come out the same from the counts of the original',
    skipWhen(!existsSync(file), 'the counts of the original (../shared/data/toonvision-counts.json) are not available'),
    async () => {
      const { counts } = JSON.parse(readFileSync(file, 'utf8')) as { counts: Counts };
      const [original, drawn] = [await articleCharts(rowsOf(counts)), await articleCharts(town)];
      for (const name of ARTICLE) expect(original.get(name) === drawn.get(name), name).toBe(true);
    },
  );

  it('show the facts stated in the article', () => {
    const found = balance(town, { targets });
    expect(found.samples).toBe(862 + 173);
    expect(found.streets).toEqual([...streets]);
    const suit = found.levels.find(({ part }) => part === 'suit')!;
    const of = (name: string) =>
      Object.fromEntries(
        suit.classes
          .find(({ className }) => className === name)!
          .streets.map((count, index) => [found.streets[index]!, count]),
      );
    expect(of('lb').dg).toBe(73);
    expect(of('sb').dg).toBe(72);
    expect(of('bb').br).toBe(64);
    expect(of('bb').mml).toBe(15);
    for (const [name, street] of [
      ['lb', 'dg'],
      ['sb', 'dg'],
      ['bb', 'br'],
    ] as const)
      expect(Math.max(...Object.values(of(name)))).toBe(of(name)[street]);
    expect(Math.min(...Object.values(of('bb')))).toBe(15);
    expect(suit.classes.map(({ goal, cellGoal }) => [goal, cellGoal])).toEqual(new Array(4).fill([240, 40]));
    const entity = found.levels.find(({ part }) => part === 'entity')!;
    expect(entity.empty).toEqual(['corporateraider', 'robberbaron']);
    expect(entity.classes.every(({ goal, cellGoal }) => goal === 30 && cellGoal === 5)).toBe(true);
  });

  it('list the largest gaps first', () => {
    const said = collectNext(balance(town, { targets })).map((wanted) => formatWanted(wanted));
    expect(said.slice(0, 2)).toEqual(['30 more corporateraider, any street', '30 more robberbaron, any street']);
    expect(said).toContain('5 more flunky in ddl');
  });

  it('find no street that predicts the suit, except Walrus Way when it does', () => {
    const { levels, streets: found } = balance(town, { targets });
    const table = levels.find(({ part }) => part === 'suit')!.classes.map(({ streets: counts }) => counts);
    const clean = confounding(table, { classes: suits, streets: found });
    expect(clean.normalizedMutualInformation).toBeLessThan(0.05);
    expect(clean.predictiveStreets).toEqual([]);
    const [bb, ...others] = table.map((row, index) => [...row, index === 0 ? 90 : index === 1 ? 10 : 0]);
    const walrus = confounding([bb!, ...others], { classes: suits, streets: [...found, 'ww'] });
    expect(walrus.predictiveStreets).toMatchObject([{ street: 'ww', className: 'bb', share: 0.9, samples: 100 }]);
    expect(walrus.normalizedMutualInformation).toBeGreaterThan(clean.normalizedMutualInformation);
  });

  it('count 100,000 samples in seconds', () => {
    const samples = Array.from({ length: 100_000 }, (_, index) => {
      const { label: name, parts } = town[(index * 7) % town.length]!;
      const sample = bareSample(`s${index}`, 1, name, { ...parts });
      return { ...sample, street: streets[index % streets.length]! };
    });
    const started = performance.now();
    expect(balance(countLabels(samples), { targets }).samples).toBe(100_000);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
