// Charts of a study against committed specifications, light and dark.
import { describe, expect, it } from 'vitest';
import { expectCommittedChart } from '../../test/committedChart.ts';
import type { ChartSpec } from './chartSpec.ts';
import type { ChartTheme } from './palette.ts';
import { renderSvg } from './render.ts';
import { studyFront } from './studyFront.ts';
import { studyHistory } from './studyHistory.ts';
import { studyImportance } from './studyImportance.ts';
import { type ParallelAxis, type ParallelTrial, studyParallel } from './studyParallel.ts';
import { type StudySlice, studySlices } from './studySlices.ts';
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

const axes: ParallelAxis[] = [
  {
    name: 'conv_1_filters',
    ticks: [4, 8, 12, 16].map((value, i) => ({ position: (i + 0.5) / 4, text: String(value) })),
  },
  {
    name: 'padding',
    ticks: [
      { position: 0.25, text: 'same' },
      { position: 0.75, text: 'valid' },
    ],
  },
  {
    name: 'deep',
    ticks: [
      { position: 0, text: '1' },
      { position: 1, text: '9' },
    ],
  },
];
const lines: ParallelTrial[] = Array.from({ length: 12 }, (_, i) => ({
  trial: String(i),
  positions: [((i % 4) + 0.5) / 4, i % 3 === 0 ? 0.25 : 0.75, i % 5 === 0 ? null : ((i * 7) % 12) / 12],
  value: 0.2 + ((i * 5) % 12) / 10,
  isOnFront: i === 0 || i === 5,
}));
const slices: StudySlice[] = [
  {
    name: 'conv_1_filters',
    scale: 'linear',
    points: lines.map(({ value, isOnFront }, i) => ({ setting: 4 + 4 * (i % 4), value, isOnFront })),
  },
  {
    name: 'padding',
    scale: 'categorical',
    points: lines.map(({ value, isOnFront }, i) => ({ setting: i % 3 === 0 ? 'same' : 'valid', value, isOnFront })),
  },
  {
    name: 'learning_rate',
    scale: 'log',
    points: lines.map(({ value, isOnFront }, i) => ({ setting: 10 ** (-4 + i / 5), value, isOnFront })),
  },
  {
    name: 'dropout',
    scale: 'linear',
    points: lines.map(({ value, isOnFront }) => ({ setting: 0.2, value, isOnFront })),
  },
];

const CHARTS: Record<string, (theme: ChartTheme) => ChartSpec> = {
  studyHistory: (theme) =>
    studyHistory(trials, { title: 'Optimization history', subtitle: 'red: best so far', metric: 'valLoss', theme }),
  studyFront: (theme) => studyFront(points, { title: 'Pareto front', size: 'parameters', metric: 'valLoss', theme }),
  studyImportance: (theme) =>
    studyImportance(
      [
        { name: 'pool_2_size', gain: 0.22 },
        { name: 'pool_4_size', gain: 0.47 },
        { name: 'dropout_2_rate', gain: 0 },
      ],
      { title: 'Hyperparameter importance', theme },
    ),
  studyParallel: (theme) =>
    studyParallel(axes, lines, {
      title: 'All trials',
      subtitle: 'below an axis: inactive',
      metric: 'valLoss',
      theme,
    }),
  studySlices: (theme) => studySlices(slices, { title: 'Slices', metric: 'valLoss', theme }),
  studyTimeline: (theme) => studyTimeline(workers, { title: 'Workers', theme }),
};

describe.each(Object.entries(CHARTS))('%s', (name, chart) => {
  it.each(['light', 'dark'] as const)('matches the committed chart (%s)', (theme) =>
    expectCommittedChart(name, theme, () => chart(theme)),
  );
});

describe('contents', () => {
  it('tracks the largest value when maximizing and skips trials without a value', () => {
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
  it('draws empty data', async () => {
    for (const spec of [
      studyHistory([], { title: 'T', metric: 'm' }),
      studyFront([], { title: 'T', size: 's', metric: 'm' }),
      studyImportance([], { title: 'T' }),
      studyTimeline([], { title: 'T' }),
      studyParallel([], [], { title: 'T', metric: 'm' }),
      studySlices([], { title: 'T', metric: 'm' }),
    ])
      expect(await renderSvg(spec)).toContain('<svg');
  });
});
