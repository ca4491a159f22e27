// Charts of runs, repeats, models and explanation audits against committed specifications, light and dark.
import { describe, expect, it } from 'vitest';
import { expectCommittedChart } from '../../test/committedChart.ts';
import { architectureDiagram } from './architectureDiagram.ts';
import type { ChartSpec } from './chartSpec.ts';
import { explainAuditCurves } from './explainAuditCurves.ts';
import { explainAuditEnergy } from './explainAuditEnergy.ts';
import type { ChartTheme } from './palette.ts';
import { renderSvg } from './render.ts';
import { repeatsBoxes } from './repeatsBoxes.ts';
import { trainingCurves } from './trainingCurves.ts';

/** History of a run that learns fast and then overfits; uses only arithmetic that is exact on every engine. */
function history(epochs: number, shift = 0) {
  return Array.from({ length: epochs }, (_, i) => {
    const epoch = i + 1;
    const remaining = 1 / (1 + epoch / 4 + shift);
    const wobble = ((epoch * 37 + shift * 100) % 11) / 120;
    return {
      epoch,
      loss: 1.4 * remaining,
      accuracy: 1 - 0.7 * remaining,
      precision: 1 - 0.65 * remaining,
      recall: 1 - 0.75 * remaining,
      valLoss: 1.4 * remaining + 0.2 + epoch / 200 + wobble,
      valAccuracy: 0.95 - 0.7 * remaining - wobble,
      valPrecision: 0.94 - 0.65 * remaining - wobble,
      valRecall: 0.93 - 0.75 * remaining - wobble,
    };
  });
}

const layers = [
  { name: 'rescaling', kind: '', shape: [600, 200, 3], parameters: 0, multiplyAdds: 360_000 },
  { name: 'conv2d', kind: '3x3, relu', shape: [598, 198, 16], parameters: 448, multiplyAdds: 51_150_528 },
  { name: 'maxPooling2d', kind: '4x4', shape: [149, 49, 16], parameters: 0, multiplyAdds: 0 },
  { name: 'flatten', kind: 'flatten', shape: [116_816], parameters: 0, multiplyAdds: 0 },
  { name: 'dense', kind: 'softmax', shape: [4], parameters: 14_620, multiplyAdds: 467_264 },
];

const boxes = [
  { name: 'baseline', values: [0.884, 0.907, 0.838, 0.896, 0.936, 0.769] },
  { name: 'tuned', values: [0.91, 0.94, 0.89, 0.93, 0.95, 0.92] },
];

const audit = {
  energy: [
    { by: 'all', value: 'all', samples: 171, energy: 0.68, area: 0.5 },
    { by: 'verdict', value: 'right', samples: 150, energy: 0.7, area: 0.5 },
    { by: 'verdict', value: 'wrong', samples: 21, energy: 0.53, area: 0.48 },
    { by: 'class', value: 'bb', samples: 0, energy: null, area: null },
    { by: 'class', value: 'lb', samples: 171, energy: 0.68, area: 0.5 },
    { by: 'street', value: 'ttc', samples: 171, energy: 0.68, area: 0.5 },
  ],
  perturbation: {
    deletion: {
      map: { curve: [0.9, 0.5, 0.3, 0.25, 0.2], area: 0.4 },
      random: { curve: [0.9, 0.8, 0.6, 0.4, 0.2], area: 0.59 },
    },
    insertion: {
      map: { curve: [0.2, 0.7, 0.8, 0.88, 0.9], area: 0.73 },
      random: { curve: [0.2, 0.3, 0.5, 0.7, 0.9], area: 0.51 },
    },
  },
};

const CHARTS: Record<string, (theme: ChartTheme) => ChartSpec> = {
  explainAuditEnergy: (theme) =>
    explainAuditEnergy(audit.energy, {
      title: 'Map energy inside the silhouette',
      classNames: { lb: 'Lawbot' },
      theme,
    }),
  explainAuditCurves: (theme) => explainAuditCurves(audit.perturbation, { title: 'Deletion and insertion', theme }),
  trainingCurves: (theme) =>
    trainingCurves(history(28), { title: 'Learning curves', subtitle: 'suit-baseline-1', bestEpoch: 21, theme }),
  trainingCurvesRepeats: (theme) =>
    trainingCurves(history(28), {
      title: 'Learning curves, five seeds',
      bestEpoch: 21,
      repeats: [history(24, 0.3), history(31, 0.6), history(19, 1), history(26, 1.4)],
      theme,
    }),
  repeatsBoxes: (theme) =>
    repeatsBoxes(boxes, {
      title: 'Seed variance',
      metric: 'test accuracy',
      reference: { value: 0.898, label: 'article 0.898' },
      theme,
    }),
  architectureDiagram: (theme) =>
    architectureDiagram(layers, { title: 'tuned', subtitle: '15,068 parameters', inputShape: [600, 200, 3], theme }),
};

describe.each(Object.entries(CHARTS))('%s', (name, chart) => {
  it.each(['light', 'dark'] as const)('matches the committed chart (%s)', (theme) =>
    expectCommittedChart(name, theme, () => chart(theme)),
  );
});

describe('contents', () => {
  it('marks the best epoch and skips missing values', async () => {
    const some = history(3).map((epoch, i) => ({ ...epoch, valLoss: i === 1 ? null : epoch.valLoss }));
    const svg = await renderSvg(trainingCurves(some, { title: 'T', bestEpoch: 2 }));
    expect(svg).toContain('best: 2');
    expect(svg).not.toMatch(/NaN|null/);
    expect(await renderSvg(trainingCurves(some, { title: 'T' }))).not.toContain('best:');
  });

  it('computes quartiles like numpy', () => {
    const spec = repeatsBoxes([{ name: 'a', values: [4, 1, 2, 10] }], { title: 'T', metric: 'm' }) as unknown as {
      layer: { data: { values: object[] } }[];
    };
    expect(spec.layer[0]?.data.values).toEqual([{ name: 'a', min: 1, q1: 1.75, median: 3, q3: 5.5, max: 10 }]);
  });

  it('shows every layer with its shape, parameters and multiply-adds', async () => {
    const svg = await renderSvg(CHARTS.architectureDiagram!('light'));
    for (const text of ['maxPooling2d', '598 × 198 × 16', '14,620', '51.2M', 'conv2d  ·  3x3, relu'])
      expect(svg).toContain(text);
  });

  it('draws empty data', async () => {
    for (const spec of [
      trainingCurves([], { title: 'empty' }),
      repeatsBoxes([], { title: 'empty', metric: 'accuracy' }),
      architectureDiagram([], { title: 'empty', inputShape: [1, 1, 3] }),
    ])
      expect(await renderSvg(spec)).toContain('empty');
  });
});
