// Curves in the unit square, one a class: the drawing that ROC and precision-recall curves share.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { classColors } from './palette.ts';
import { themeColors } from './theme.ts';

/** Options of charts with a curve a class. */
export interface CurveChartOptions extends ChartOptions {
  /** What to print for a class; default: its name. */
  classNames?: Readonly<Record<string, string>>;
}

/** A curve with what stands in the legend: its class and the area under it. */
export interface UnitCurve {
  name: string;
  area: number | null;
  points: readonly { x: number; y: number }[];
}

export interface CurveFrame {
  x: string;
  y: string;
  /** How points are joined: `step-after` where nothing lies between them. */
  interpolate: 'linear' | 'step-after';
  /** The dashed line of a classifier that knows nothing, from (0, 0) to (1, 1). */
  chance: boolean;
}

export function curveChart(curves: readonly UnitCurve[], frame: CurveFrame, options: CurveChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const palette = classColors(curves.length, options.theme);
  const named = curves.map(({ name, area, points }) => ({
    points,
    curve: `${options.classNames?.[name] ?? name}  ${area === null ? '(no meaning)' : area.toFixed(3)}`,
  }));
  const scale = { domain: [0, 1], nice: false };
  const x = { field: 'x', type: 'quantitative', scale, title: frame.x, axis: { tickCount: 6 } } as const;
  const y = { field: 'y', type: 'quantitative', scale, title: frame.y, axis: { tickCount: 6 } } as const;
  return baseSpec(options, {
    width: 340,
    height: 340,
    layer: [
      {
        data: { values: frame.chance ? [{ x: 0, y: 0, to: 1 }] : [] },
        mark: { type: 'rule', color: colors.muted, strokeDash: [5, 4] },
        encoding: { x, y, x2: { field: 'to' }, y2: { field: 'to' } },
      },
      {
        data: {
          values: named.flatMap(({ curve, points }) => points.map((point, step) => ({ curve, step, ...point }))),
        },
        mark: {
          type: 'line',
          interpolate: frame.interpolate,
          strokeWidth: palette === undefined ? 1 : 2,
          ...(palette === undefined ? { color: colors.bar, opacity: 0.55 } : {}),
        },
        encoding: {
          x,
          y,
          // Points are joined as they come: several may have the same x.
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
