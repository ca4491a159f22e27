// The charts of a study, light and dark, as committed SVG.
import { describe, expect, it } from 'vitest';
import type { ChartSpec } from './chartSpec.ts';
import type { ChartTheme } from './palette.ts';
import { renderSvg } from './render.ts';
import { studyFront } from './studyFront.ts';
import { studyHistory } from './studyHistory.ts';
import { studyImportance } from './studyImportance.ts';
import { studyTimeline } from './studyTimeline.ts';

const trials = Array.from({ length: 24 }, (_, trial) => ({ trial, value: 0.2 + ((trial * 37) % 24) / (10 + trial) }));
const points = [
  { trial: '18', size: 776, value: 0.3982, isOnFront: true },
  { trial: '9', size: 1652, value: 0.2633, isOnFront: true },
  { trial: '13', size: 1732, value: 0.6182, isOnFront: false },
  { trial: '19', size: 3240, value: 0.1675, isOnFront: true },
  { trial: '0', size: 8920, value: 0.114, isOnFront: true },
  { trial: '22', size: 11_252, value: 0.1034, isOnFront: true },
  { trial: '8', size: 38_040, value: 0.1225, isOnFront: false },
];
const workers = Array.from({ length: 9 }, (_, trial) => ({
  trial,
  worker: trial % 2,
  start: Math.floor(trial / 2) * 3,
  end: Math.floor(trial / 2) * 3 + 2 + (trial % 3) / 3,
  failed: trial === 4,
}));

const CHARTS: Record<string, (theme: ChartTheme) => ChartSpec> = {
  studyHistory: (theme) =>
    studyHistory(trials, { title: 'Trials', subtitle: 'red: the best so far', metric: 'valLoss', theme }),
  studyFront: (theme) => studyFront(points, { title: 'Pareto front', size: 'parameters', metric: 'valLoss', theme }),
  studyImportance: (theme) =>
    studyImportance(
      [
        { name: 'pool_2_size', gain: 0.22 },
        { name: 'pool_4_size', gain: 0.47 },
        { name: 'dropout_2_rate', gain: 0 },
      ],
      { title: 'What matters', theme },
    ),
  studyTimeline: (theme) => studyTimeline(workers, { title: 'Workers', theme }),
};

describe.each(Object.entries(CHARTS))('%s', (name, chart) => {
  it.each(['light', 'dark'] as const)('is drawn as committed, %s', async (theme) => {
    const svg = await renderSvg(chart(theme));
    await expect(svg).toMatchFileSnapshot(`./snapshots/${name}-${theme}.svg`);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('what they say', () => {
  it('is the best so far, also where large is good, and nothing of failed trials', () => {
    const spec = studyHistory(
      [
        { trial: 1, value: 0.5 },
        { trial: 0, value: 0.7 },
        { trial: 2, value: Number.NaN },
        { trial: 3, value: 0.9 },
      ],
      { title: 'T', metric: 'valAccuracy', maximize: true },
    ) as unknown as { data: { values: { best: number }[] } };
    expect(spec.data.values.map(({ best }) => best)).toEqual([0.7, 0.7, 0.9]);
  });
  it('is drawn of nothing, too', async () => {
    for (const spec of [
      studyHistory([], { title: 'T', metric: 'm' }),
      studyFront([], { title: 'T', size: 's', metric: 'm' }),
      studyImportance([], { title: 'T' }),
      studyTimeline([], { title: 'T' }),
    ])
      expect(await renderSvg(spec)).toContain('<svg');
  });
});
