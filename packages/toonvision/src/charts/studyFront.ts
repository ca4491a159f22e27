// Pareto plot of a study: objective against model size, with the Pareto front.
import { baseSpec, CHART_WIDTH, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** A trial in the Pareto plot. */
export interface StudyPoint {
  trial: string;
  /** Parameters or multiply-adds; must be positive. */
  size: number;
  /** Value of the objective. */
  value: number;
  isOnFront: boolean;
}

/** Options of `studyFront`. */
export interface StudyFrontOptions extends ChartOptions {
  /** Name of the size, such as `parameters`. */
  size: string;
  /** Name of the objective, such as `valLoss`. */
  metric: string;
}

/**
 * One point per trial, with size on a logarithmic axis. Trials on the Pareto front are connected and labeled.
 *
 * @example
 * studyFront([{ trial: '0', size: 6032, value: 0.31, isOnFront: true }], {
 *   title: 'Pareto front',
 *   size: 'parameters',
 *   metric: 'valLoss',
 * });
 */
export function studyFront(points: readonly StudyPoint[], options: StudyFrontOptions): ChartSpec {
  const { metric, size } = options;
  const colors = themeColors(options.theme);
  const values = points.filter((point) => point.size > 0 && Number.isFinite(point.value));
  const x = {
    field: 'size',
    type: 'quantitative',
    title: size,
    scale: { type: 'log', padding: 12, nice: false },
    axis: { format: '~s', tickCount: 6 },
  } as const;
  const y = { field: 'value', type: 'quantitative', title: metric, scale: { zero: false, padding: 12 } } as const;
  const front = [{ filter: 'datum.isOnFront' }];
  return baseSpec(options, {
    width: CHART_WIDTH,
    height: 280,
    data: { values: [...values].sort((a, b) => a.size - b.size) },
    layer: [
      {
        transform: [{ filter: '!datum.isOnFront' }],
        mark: { type: 'circle', size: 34, color: colors.muted, opacity: 0.6 },
        encoding: { x, y },
      },
      {
        transform: front,
        mark: { type: 'line', interpolate: 'step-after', color: colors.bar, strokeWidth: 1.5, opacity: 0.7 },
        encoding: { x, y },
      },
      { transform: front, mark: { type: 'circle', size: 70, color: colors.bar, opacity: 1 }, encoding: { x, y } },
      {
        transform: front,
        mark: { type: 'text', align: 'left', dx: 7, dy: -7, fontSize: 10, color: colors.text },
        encoding: { x, y, text: { field: 'trial' } },
      },
    ],
  });
}
