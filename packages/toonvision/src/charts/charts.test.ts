// Dataset charts against committed specifications, light and dark, and their rendering.
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
        ['train', 'val', 'test'].map((split, i) => ({ className, split, count: [60, 20, index === 2 ? 0 : 20][i]! })),
      ),
      { title: 'Samples per suit and split', theme },
    ),
  cropSizes: (theme) => cropSizes(sizes, { title: 'Crop sizes', input, theme }),
  aspectRatios: (theme) => aspectRatios(sizes, { title: 'Crop aspect ratios', input, theme }),
};

describe.each(Object.entries(CHARTS))('%s', (name, chart) => {
  it.each(['light', 'dark'] as const)('matches the committed chart (%s)', (theme) =>
    expectCommittedChart(name, theme, () => chart(theme)),
  );

  it('renders as PNG', async () => {
    const svg = await renderSvg(chart('light'));
    const [, width] = /width="(\d+)"/.exec(svg)!;
    const { format, width: pixels } = await sharp(await renderPng(svg, { scale: 2 })).metadata();
    expect([format, pixels]).toEqual(['png', Number(width) * 2]);
  });
});

describe('rendering', () => {
  it('prints every number', async () => {
    const svg = await renderSvg(CHARTS.classCounts!('light'));
    for (const text of ['Bossbot', '183', '262', '235', 'red: goal of 240']) expect(svg).toContain(text);
  });

  it('escapes markup in names', async () => {
    const name = '<b>&"\'é漢';
    const svg = await renderSvg(classCounts([{ name, count: 1 }], { title: name }));
    expect(svg).toContain('&lt;b&gt;');
    expect(svg).not.toContain('<b>');
  });

  it('draws empty data', async () => {
    for (const spec of [
      classCounts([], { title: 'empty' }),
      streetCounts([], { title: 'empty' }),
      cellHeatmap([], { title: 'empty' }),
      splitCounts([], { title: 'empty' }),
      cropSizes([], { title: 'empty', input }),
      aspectRatios([], { title: 'empty', input }),
    ])
      expect(await renderSvg(spec)).toContain('empty');
  });

  it('keeps the chart of 100,000 crops small', async () => {
    const many = Array.from({ length: 100_000 }, (_, i) => ({ width: 1 + (i % 977), height: 1 + (i % 991) }));
    expect((await renderSvg(cropSizes(many, { title: 'many', input }))).length).toBeLessThan(600_000);
  });

  it('rejects a specification of which Vega-Lite drops a part', async () => {
    const spec = classCounts([{ name: 'a', count: 1 }], { title: 'a' }) as unknown as Record<string, unknown>;
    const broken = {
      ...spec,
      height: 100,
      layer: [{ mark: 'bar', encoding: { nowhere: { field: 'count' } } }],
    } as never;
    await expect(renderSvg(broken)).rejects.toThrow('Vega-Lite would not draw the chart as specified');
  });
});

it('renders text in the bundled font', async () => {
  // Placeholder boxes of missing glyphs all have the same width; an i is narrower than an m.
  const inkOf = async (text: string) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">
      <rect width="200" height="40" fill="#fff"/>
      <text x="5" y="30" font-size="30" font-family="DejaVu Sans">${text}</text>
    </svg>`;
    const { channels } = await sharp(await renderPng(svg)).stats();
    return 255 - channels[0]!.mean;
  };
  expect(process.env.FONTCONFIG_FILE).toBeDefined();
  expect(await inkOf('mmm')).toBeGreaterThan((await inkOf('iii')) * 2);
  expect(fontConfigText('/a&b', '/c')).toContain('<dir>/a&amp;b</dir>');
});
