// Every chart, light and dark, as committed; and that a chart says what its data say.
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { expectCommittedChart } from '../../test/committedChart.ts';
import { aspectRatios } from './aspectRatios.ts';
import { cellHeatmap } from './cellHeatmap.ts';
import type { ChartSpec } from './chartSpec.ts';
import { classCounts } from './classCounts.ts';
import { cropSizes } from './cropSizes.ts';
import { fontConfigText } from './fonts.ts';
import type { ChartTheme } from './palette.ts';
import { renderPng, renderSvg } from './render.ts';
import { splitCounts } from './splitCounts.ts';
import { streetCounts } from './streetCounts.ts';

const SUITS = ['Bossbot', 'Lawbot', 'Cashbot', 'Sellbot'];
const cells = ['br', 'dg', 'ttc'].flatMap((street, s) =>
  SUITS.map((className, c) => ({ street, className, count: [0, 3, 12, 7, 5, 40][(s * 4 + c) % 6]!, goal: 5 })),
);
const sizes = Array.from({ length: 60 }, (_, i) => ({ width: 40 + ((i * 37) % 90), height: 60 + ((i * 53) % 250) }));
const input = { width: 200, height: 600 };

const CHARTS: Record<string, (theme: ChartTheme) => ChartSpec> = {
  classCounts: (theme) =>
    classCounts(
      SUITS.map((name, index) => ({ name, count: [183, 262, 0, 235][index]!, goal: 240 })),
      { title: 'Samples per suit', subtitle: 'red: goal of 240', theme },
    ),
  streetCounts: (theme) => streetCounts(cells, { title: 'Samples per street and suit', theme }),
  cellHeatmap: (theme) => cellHeatmap(cells, { title: 'Samples per suit and street', theme }),
  splitCounts: (theme) =>
    splitCounts(
      SUITS.flatMap((className, index) =>
        ['train', 'val', 'test'].map((part, at) => ({ className, part, count: [60, 20, index === 2 ? 0 : 20][at]! })),
      ),
      { title: 'Samples per suit and side', theme },
    ),
  cropSizes: (theme) => cropSizes(sizes, { title: 'Sizes of the crops', input, theme }),
  aspectRatios: (theme) => aspectRatios(sizes, { title: 'Shapes of the crops', input, theme }),
};

describe.each(Object.entries(CHARTS))('%s', (name, chart) => {
  it.each(['light', 'dark'] as const)('is the committed chart, %s', (theme) =>
    expectCommittedChart(name, theme, () => chart(theme)),
  );

  it('becomes a picture', async () => {
    const svg = await renderSvg(chart('light'));
    const [, width] = /width="(\d+)"/.exec(svg)!;
    const { format, width: pixels } = await sharp(await renderPng(svg, { scale: 2 })).metadata();
    expect([format, pixels]).toEqual(['png', Number(width) * 2]);
  });
});

describe('what charts say', () => {
  it('is every number of their data', async () => {
    const svg = await renderSvg(CHARTS.classCounts!('light'));
    for (const text of ['Bossbot', '183', '262', '235', 'red: goal of 240']) expect(svg).toContain(text);
  });

  it('survives names that are no words', async () => {
    const name = '<b>&"\'é漢';
    const svg = await renderSvg(classCounts([{ name, count: 1 }], { title: name }));
    expect(svg).toContain('&lt;b&gt;');
    expect(svg).not.toContain('<b>');
  });

  it('is drawn of nothing, too', async () => {
    for (const spec of [
      classCounts([], { title: 'none' }),
      streetCounts([], { title: 'none' }),
      cellHeatmap([], { title: 'none' }),
      splitCounts([], { title: 'none' }),
      cropSizes([], { title: 'none', input }),
      aspectRatios([], { title: 'none', input }),
    ])
      expect(await renderSvg(spec)).toContain('none');
  });

  it('draws 100,000 crops in a small file', async () => {
    const many = Array.from({ length: 100_000 }, (_, i) => ({ width: 1 + (i % 977), height: 1 + (i % 991) }));
    expect((await renderSvg(cropSizes(many, { title: 'many', input }))).length).toBeLessThan(600_000);
  });

  it('has no part that Vega-Lite leaves out', async () => {
    const spec = classCounts([{ name: 'a', count: 1 }], { title: 'a' }) as unknown as Record<string, unknown>;
    const broken = {
      ...spec,
      height: 100,
      layer: [{ mark: 'bar', encoding: { nowhere: { field: 'count' } } }],
    } as never;
    await expect(renderSvg(broken)).rejects.toThrow('the chart is not drawn as specified');
  });
});

it('draws letters with the font the tool brings along', async () => {
  // Boxes of missing letters are all alike; an i is narrower than an m.
  const inked = async (text: string) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><rect width="200" height="40" fill="#fff"/><text x="5" y="30" font-size="30" font-family="DejaVu Sans">${text}</text></svg>`;
    const { channels } = await sharp(await renderPng(svg)).stats();
    return 255 - channels[0]!.mean;
  };
  expect(process.env.FONTCONFIG_FILE).toBeDefined();
  expect(await inked('mmm')).toBeGreaterThan((await inked('iii')) * 2);
  expect(fontConfigText('/a&b', '/c')).toContain('<dir>/a&amp;b</dir>');
});
