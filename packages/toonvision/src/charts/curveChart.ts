// Curves in the unit square, one per class: shared by ROC and precision-recall charts.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { classColors } from './palette.ts';
import { themeColors } from './theme.ts';

/** Options of charts with one curve per class. */
export interface CurveChartOptions extends ChartOptions {
  /** Display names of classes; default: the class itself. */
  classNames?: Readonly<Record<string, string>>;
}

/** A curve; its class and the area under it go into the legend. */
export interface UnitCurve {
  name: string;
  /** Null where it is undefined: the class, or its complement, has no samples. */
  area: number | null;
  points: readonly { x: number; y: number }[];
}

/** Axes of a curve chart. */
export interface CurveAxes {
  /** Axis titles. */
  x: string;
  y: string;
  /** How points are connected: `step-after` where interpolation between them is meaningless. */
  interpolate: 'linear' | 'step-after';
  /** Whether to draw the dashed diagonal of random guessing. */
  chance: boolean;
}

/** Draws curves with their areas in the legend; more than eight curves share one color and have no legend. */
export function curveChart(curves: readonly UnitCurve[], axes: CurveAxes, options: CurveChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const palette = classColors(curves.length, options.theme);
  const named = curves.map(({ name, area, points }) => ({
    points,
    curve: `${options.classNames?.[name] ?? name}  ${area === null ? 'n/a' : area.toFixed(3)}`,
  }));
  const scale = { domain: [0, 1], nice: false };
  const x = { field: 'x', type: 'quantitative', scale, title: axes.x, axis: { tickCount: 6 } } as const;
  const y = { field: 'y', type: 'quantitative', scale, title: axes.y, axis: { tickCount: 6 } } as const;
  return baseSpec(options, {
    width: 340,
    height: 340,
    layer: [
      {
        data: { values: axes.chance ? [{ x: 0, y: 0, to: 1 }] : [] },
        mark: { type: 'rule', color: colors.muted, strokeDash: [5, 4] },
        encoding: { x, y, x2: { field: 'to' }, y2: { field: 'to' } },
      },
      {
        data: {
          values: named.flatMap(({ curve, points }) => points.map((point, step) => ({ curve, step, ...point }))),
        },
        mark: {
          type: 'line',
          interpolate: axes.interpolate,
          strokeWidth: palette === undefined ? 1 : 2,
          ...(palette === undefined ? { color: colors.bar, opacity: 0.55 } : {}),
        },
        encoding: {
          x,
          y,
          // Without an order Vega-Lite sorts by x, and several points may have the same x.
          order: { field: 'step' },
          ...(palette === undefined
            ? { detail: { field: 'curve' } }
            : {
                color: {
                  field: 'curve',
                  type: 'nominal',
                  scale: { domain: named.map(({ curve }) => curve), range: palette },
                  legend: { title: 'area under the curve', symbolType: 'stroke', symbolStrokeWidth: 3 },
                },
              }),
        },
      },
    ],
  });
}
