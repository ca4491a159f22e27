// Reliability diagram: how often predictions of each confidence were right, above how many there were.
import type { Calibration } from '../evaluation/index.ts';
import { type ChartOptions, type ChartSpec, SCHEMA, titleOf } from './chartSpec.ts';
import { inkOf, themeConfig } from './theme.ts';

const scale = { domain: [0, 1], nice: false };
const share = { type: 'quantitative', scale } as const;

/**
 * Above, a bar of accuracy for each bin with samples, its 95% interval and the mean confidence as a tick; on the dashed
 * line a classifier is as often right as it says. Below, the number of samples of each bin.
 *
 * @example
 * reliabilityDiagram(calibration(confidences, right), { title: 'Reliability', subtitle: 'ECE 4.1%' });
 */
export function reliabilityDiagram({ bins }: Calibration, options: ChartOptions): ChartSpec {
  const theme = options.theme ?? 'light';
  const ink = inkOf(theme);
  const values = bins
    .filter(({ count }) => count > 0)
    .map(({ interval, confidence, ...bin }) => ({
      ...bin,
      ...{ least: interval.low, most: interval.high, confidence },
      middle: (bin.low + bin.high) / 2,
    }));
  const x = { field: 'low', ...share, title: null, axis: { labels: false, ticks: false, grid: false } } as const;
  const axis = { format: '.0%', tickCount: 6 };
  return {
    $schema: SCHEMA,
    config: themeConfig(theme),
    title: titleOf(options),
    spacing: 8,
    vconcat: [
      {
        width: 340,
        height: 300,
        layer: [
          {
            data: { values },
            mark: { type: 'rect', color: ink.bar, opacity: 0.75, stroke: ink.paper },
            encoding: {
              x,
              x2: { field: 'high' },
              y: { field: 'accuracy', ...share, title: 'right', axis },
              y2: { datum: 0 },
            },
          },
          {
            data: { values: [{ from: 0, to: 1 }] },
            mark: { type: 'rule', color: ink.muted, strokeDash: [5, 4], strokeWidth: 1.5 },
            encoding: {
              x: { field: 'from', ...share },
              x2: { field: 'to' },
              y: { field: 'from', ...share },
              y2: { field: 'to' },
            },
          },
          {
            data: { values },
            mark: { type: 'rule', color: ink.text, strokeWidth: 1.5 },
            encoding: { x: { field: 'middle', ...share }, y: { field: 'least', ...share }, y2: { field: 'most' } },
          },
          {
            data: { values },
            mark: { type: 'rule', color: ink.goal, strokeWidth: 2.5 },
            encoding: { x, x2: { field: 'high' }, y: { field: 'confidence', ...share } },
          },
        ],
      },
      {
        width: 340,
        height: 70,
        data: { values },
        layer: [
          {
            mark: { type: 'rect', color: ink.bar, stroke: ink.paper },
            encoding: {
              x: { field: 'low', ...share, title: 'confidence of the prediction', axis: { ...axis, grid: false } },
              x2: { field: 'high' },
              y: { field: 'count', type: 'quantitative', title: 'samples', axis: { tickCount: 2 } },
              y2: { datum: 0 },
            },
          },
          {
            mark: { type: 'text', baseline: 'bottom', dy: -2, fontSize: 10, color: ink.text },
            encoding: {
              x: { field: 'middle', ...share },
              y: { field: 'count', type: 'quantitative' },
              text: { field: 'count' },
            },
          },
        ],
      },
    ],
  };
}
