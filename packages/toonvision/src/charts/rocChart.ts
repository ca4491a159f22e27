// ROC curves, one class against the rest.
import type { ClassCurves } from '../evaluation/index.ts';
import type { ChartSpec } from './chartSpec.ts';
import { type CurveChartOptions, curveChart } from './curveChart.ts';

/**
 * One curve per class with its AUC in the legend; a class whose AUC is undefined has no curve. More than eight classes
 * share one color and have no legend.
 *
 * @example
 * rocChart(oneVsRestCurves(labels, rows, { classes }), { title: 'ROC curves (one vs. rest)' });
 */
export function rocChart(curves: readonly ClassCurves[], options: CurveChartOptions): ChartSpec {
  return curveChart(
    curves.map(({ name, roc }) => ({
      name,
      area: roc.auc,
      points: roc.falsePositiveRate.flatMap((x, i) => {
        const y = roc.truePositiveRate[i];
        return x === null || y === null || y === undefined ? [] : [{ x, y }];
      }),
    })),
    { x: 'false positive rate', y: 'true positive rate', interpolate: 'linear', chance: true },
    options,
  );
}
