// Evaluation charts against committed specifications, light and dark, and the text in them.
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { expectCommittedChart } from '../../test/committedChart.ts';
import { calibration, classificationReport, oneVsRestCurves } from '../evaluation/index.ts';
import type { ChartSpec } from './chartSpec.ts';
import { confusionHeatmap } from './confusionHeatmap.ts';
import { leastConfidentBars } from './leastConfidentBars.ts';
import type { ChartTheme } from './palette.ts';
import { precisionRecallChart } from './precisionRecallChart.ts';
import { reliabilityDiagram } from './reliabilityDiagram.ts';
import { renderPng, renderSvg } from './render.ts';
import { reportHeatmap } from './reportHeatmap.ts';
import { rocChart } from './rocChart.ts';
import { wrongHeatmap } from './wrongHeatmap.ts';

const classes = ['bb', 'lb', 'cb', 'sb'];
const classNames = { bb: 'Bossbot', lb: 'Lawbot', cb: 'Cashbot', sb: 'Sellbot' };
const names = Object.values(classNames);
/** Confusion matrix from the original article. */
const matrix = [
  [33, 0, 5, 3],
  [0, 59, 1, 0],
  [1, 7, 33, 0],
  [2, 1, 0, 52],
];
/** Probabilities of a mostly correct, slightly overconfident classifier. */
const rows = Array.from({ length: 120 }, (_, i) => {
  const scores = classes.map((_, label) => (label === i % 4 ? 3 : 1) + ((i * 37 + label * 61) % 47) / 14);
  const powers = scores.map((score) => 3 ** score);
  return powers.map((power) => power / powers.reduce((sum, value) => sum + value, 0));
});
const labels = rows.map((_, i) => i % 4);
const predicted = rows.map((row) => row.indexOf(Math.max(...row)));
const curves = oneVsRestCurves(labels, rows, { classes });
const measured = calibration(
  rows.map((row) => Math.max(...row)),
  predicted.map((label, i) => label === labels[i]),
);
const uncertain = [
  { name: 'namedropper_16', true: 'sb', predicted: 'sb', probabilities: [0.442, 0.057, 0.004, 0.497] },
  { name: 'telemarketer_8', true: 'sb', predicted: 'sb', probabilities: [0.004, 0.033, 0.427, 0.536] },
  { name: 'loanshark_24', true: 'cb', predicted: 'lb', probabilities: [0.002, 0.624, 0.371, 0.003] },
  { name: 'loanshark_24', true: 'cb', predicted: 'cb', probabilities: [1 / 3, 0, 1 / 3, 1 / 3] },
];
const many = Array.from({ length: 32 }, (_, index) => `entity${index}`);
const bigMatrix = many.map((_, truth) =>
  many.map((_, guess) => (truth === guess ? 4 : (truth * guess) % 23 === 7 ? 2 : 0)),
);

const CHARTS: Record<string, (theme: ChartTheme) => ChartSpec> = {
  confusionHeatmap: (theme) =>
    confusionHeatmap(matrix, { classes: names, title: 'Confusion matrix', subtitle: '20 of 197 wrong', theme }),
  confusionHeatmapLarge: (theme) => confusionHeatmap(bigMatrix, { classes: many, title: 'Confusion matrix', theme }),
  wrongHeatmap: (theme) =>
    wrongHeatmap(matrix, { classes: names, title: 'Misclassified only', subtitle: '20 of 197', theme }),
  reportHeatmap: (theme) =>
    reportHeatmap(classificationReport(matrix, { classes }), { title: 'Classification report', classNames, theme }),
  reliabilityDiagram: (theme) =>
    reliabilityDiagram(measured, {
      title: 'Reliability',
      subtitle: `ECE ${(measured.ece * 100).toFixed(1)}%; red: mean confidence`,
      theme,
    }),
  rocChart: (theme) => rocChart(curves, { title: 'ROC curves (one vs. rest)', classNames, theme }),
  precisionRecallChart: (theme) =>
    precisionRecallChart(curves, { title: 'Precision-recall curves (one vs. rest)', classNames, theme }),
  leastConfidentBars: (theme) =>
    leastConfidentBars(uncertain, {
      classes,
      classNames,
      title: 'Least confident',
      subtitle: 'percent per class',
      theme,
    }),
  leastConfidentBarsMany: (theme) =>
    leastConfidentBars(
      [
        {
          name: 'a#1',
          true: 'entity3',
          predicted: 'entity1',
          probabilities: many.map((_, i) => (i < 4 ? 0.2 : 0.2 / 28)),
        },
        { name: 'a#2', true: 'entity0', predicted: 'entity0', probabilities: many.map((_, i) => (i === 0 ? 1 : 0)) },
      ],
      { classes: many, title: 'Least confident', theme },
    ),
};

describe.each(Object.entries(CHARTS))('%s', (name, chart) => {
  it.each(['light', 'dark'] as const)('matches the committed chart (%s)', (theme) =>
    expectCommittedChart(name, theme, () => chart(theme)),
  );

  it('renders as PNG', async () => {
    const png = await renderPng(await renderSvg(chart('dark')));
    expect((await sharp(png).metadata()).format).toBe('png');
  });
});

/** Texts of a chart, in drawing order. */
async function textsOf(spec: ChartSpec): Promise<string[]> {
  return [...(await renderSvg(spec)).matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map(([, text]) =>
    text!.replaceAll(/<[^>]*>/g, ' ').trim(),
  );
}

describe('texts', () => {
  it('shows counts and shares of the confusion matrix', async () => {
    const texts = (await textsOf(CHARTS.confusionHeatmap!('light'))).join(' ').split(/\s+/);
    for (const count of matrix.flat()) expect(texts).toContain(`${count}`);
    expect(texts.join(' ')).toContain('80%');
    expect(texts).toEqual(expect.arrayContaining(names));
  });

  it('omits correct predictions from the matrix of errors', async () => {
    const texts = await textsOf(CHARTS.wrongHeatmap!('light'));
    for (const count of ['33', '59', '52']) expect(texts).not.toContain(count);
    for (const count of ['5', '3', '7', '2']) expect(texts).toContain(count);
  });

  it.each(['confusionHeatmap', 'wrongHeatmap'])('keeps the class order on both axes of %s', async (name) => {
    const texts = (await textsOf(CHARTS[name]!('dark'))).filter((text) => names.includes(text));
    expect(texts).toEqual([...names, ...names]);
  });

  it('prints the classification report', async () => {
    const texts = await textsOf(CHARTS.reportHeatmap!('light'));
    for (const text of ['0.92', '0.98', '197', 'macro avg', 'accuracy', 'Lawbot']) expect(texts).toContain(text);
  });

  it('prints percentages that sum to 100 in each bar', () => {
    const spec = CHARTS.leastConfidentBars!('light') as unknown as {
      layer: { data: { values: { key: string; label: string; from: number; to: number }[] } }[];
    };
    const sections = spec.layer[0]!.data.values;
    for (const key of ['0', '1', '2', '3']) {
      const bar = sections.filter((section) => section.key === key);
      expect(bar[0]!.from).toBe(0);
      expect(bar.at(-1)!.to).toBeCloseTo(1, 12);
    }
    expect(sections.filter(({ key }) => key === '3').map(({ label }) => label)).toEqual(['34', '', '33', '33']);
  });

  it('draws empty data', async () => {
    const options = { title: 'empty', classes };
    const empty = classes.map(() => [0, 0, 0, 0]);
    for (const spec of [
      confusionHeatmap(empty, options),
      wrongHeatmap(empty, options),
      reportHeatmap(classificationReport(empty, { classes }), options),
      reliabilityDiagram(calibration([], []), options),
      rocChart(oneVsRestCurves([0, 0], [rows[0]!, rows[1]!], { classes }), options),
      precisionRecallChart(oneVsRestCurves([0, 0], [rows[0]!, rows[1]!], { classes }), options),
      rocChart([], options),
      leastConfidentBars([], options),
    ])
      expect(await renderSvg(spec)).toContain('empty');
  });
});
