// Precision-recall curves, each class against the rest.
import type { ClassCurves } from '../evaluation/index.ts';
import type { ChartSpec } from './chartSpec.ts';
import { type CurveChartOptions, curveChart } from './curveChart.ts';

/**
 * A curve for each class with its average precision in the legend; a class without a sample has no line. Points are
 * joined by steps, as average precision counts them.
 *
 * @example
 * precisionRecallChart(oneVsRestCurves(labels, rows, { classes }), { title: 'Precision and recall' });
 */
export function precisionRecallChart(curves: readonly ClassCurves[], options: CurveChartOptions): ChartSpec {
  return curveChart(
    curves.map(({ name, positives, precisionRecall: { recall, precision, averagePrecision } }) => ({
      name,
      area: positives === 0 ? null : averagePrecision,
      points: positives === 0 ? [] : recall.map((x, at) => ({ x, y: precision[at] ?? 0 })),
    })),
    { x: 'recall', y: 'precision', interpolate: 'step-after', chance: false },
    options,
  );
}
