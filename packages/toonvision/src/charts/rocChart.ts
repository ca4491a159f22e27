// ROC curves, each class against the rest.
import type { ClassCurves } from '../evaluation/index.ts';
import type { ChartSpec } from './chartSpec.ts';
import { type CurveChartOptions, curveChart } from './curveChart.ts';

/**
 * A curve for each class with its AUC in the legend; a class whose curve has no meaning has no line. More than eight
 * classes share one colour and have no legend.
 *
 * @example
 * rocChart(oneVsRestCurves(labels, rows, { classes }), { title: 'ROC, one class against the rest' });
 */
export function rocChart(curves: readonly ClassCurves[], options: CurveChartOptions): ChartSpec {
  return curveChart(
    curves.map(({ name, roc }) => ({
      name,
      area: roc.auc,
      points: roc.falsePositiveRate.flatMap((x, at) => {
        const y = roc.truePositiveRate[at];
        return x === null || y === null || y === undefined ? [] : [{ x, y }];
      }),
    })),
    { x: 'false positive rate', y: 'true positive rate', interpolate: 'linear', chance: true },
    options,
  );
}
