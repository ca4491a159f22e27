// Precision-recall curves, one class against the rest.
import type { ClassCurves } from '../evaluation/index.ts';
import type { ChartSpec } from './chartSpec.ts';
import { type CurveChartOptions, curveChart } from './curveChart.ts';

/**
 * One curve per class with its average precision in the legend; classes without samples have no curve. Points are
 * connected by steps, as in the definition of average precision.
 *
 * @example
 * precisionRecallChart(oneVsRestCurves(labels, rows, { classes }), { title: 'Precision and recall' });
 */
export function precisionRecallChart(curves: readonly ClassCurves[], options: CurveChartOptions): ChartSpec {
  return curveChart(
    curves.map(({ name, positives, precisionRecall: { recall, precision, averagePrecision } }) => ({
      name,
      area: positives === 0 ? null : averagePrecision,
      points: positives === 0 ? [] : recall.map((x, i) => ({ x, y: precision[i] ?? 0 })),
    })),
    { x: 'recall', y: 'precision', interpolate: 'step-after', chance: false },
    options,
  );
}
