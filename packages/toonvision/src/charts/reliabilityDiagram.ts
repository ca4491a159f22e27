// Reliability diagram: accuracy per confidence bin, above the number of samples per bin.
import type { Calibration } from '../evaluation/index.ts';
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

const scale = { domain: [0, 1], nice: false };
const share = { type: 'quantitative', scale } as const;

/**
 * Top: accuracy of each bin with its 95% interval, and its mean confidence as a red line; a perfectly calibrated
 * classifier is on the dashed diagonal. Bottom: number of samples per bin. Empty bins are skipped.
 *
 * @example
 * reliabilityDiagram(calibration(confidences, isCorrect), { title: 'Reliability', subtitle: 'ECE 4.1%' });
 */
export function reliabilityDiagram({ bins }: Calibration, options: ChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const values = bins
    .filter(({ count }) => count > 0)
    .map(({ interval, confidence, ...bin }) => ({
      ...bin,
      ...{ lower: interval.low, upper: interval.high, confidence },
      middle: (bin.low + bin.high) / 2,
    }));
  const x = { field: 'low', ...share, title: null, axis: { labels: false, ticks: false, grid: false } } as const;
  const axis = { format: '.0%', tickCount: 6 };
  return baseSpec(options, {
    spacing: 8,
    vconcat: [
      {
        width: 340,
        height: 300,
        layer: [
          {
            data: { values },
            mark: { type: 'rect', color: colors.bar, opacity: 0.75, stroke: colors.background },
            encoding: {
              x,
              x2: { field: 'high' },
              y: { field: 'accuracy', ...share, title: 'accuracy', axis },
              y2: { datum: 0 },
            },
          },
          {
            data: { values: [{ from: 0, to: 1 }] },
            mark: { type: 'rule', color: colors.muted, strokeDash: [5, 4], strokeWidth: 1.5 },
            encoding: {
              x: { field: 'from', ...share },
              x2: { field: 'to' },
              y: { field: 'from', ...share },
              y2: { field: 'to' },
            },
          },
          {
            data: { values },
            mark: { type: 'rule', color: colors.text, strokeWidth: 1.5 },
            encoding: { x: { field: 'middle', ...share }, y: { field: 'lower', ...share }, y2: { field: 'upper' } },
          },
          {
            data: { values },
            mark: { type: 'rule', color: colors.goal, strokeWidth: 2.5 },
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
            mark: { type: 'rect', color: colors.bar, stroke: colors.background },
            encoding: {
              x: { field: 'low', ...share, title: 'confidence', axis: { ...axis, grid: false } },
              x2: { field: 'high' },
              y: { field: 'count', type: 'quantitative', title: 'samples', axis: { tickCount: 2 } },
              y2: { datum: 0 },
            },
          },
          {
            mark: { type: 'text', baseline: 'bottom', dy: -2, fontSize: 10, color: colors.text },
            encoding: {
              x: { field: 'middle', ...share },
              y: { field: 'count', type: 'quantitative' },
              text: { field: 'count' },
            },
          },
        ],
      },
    ],
  });
}
