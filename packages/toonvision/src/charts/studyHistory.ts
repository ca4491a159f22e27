// The trials of a study in their order, and the best so far.
import { baseSpec, CHART_WIDTH, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** Options of `studyHistory`. */
export interface StudyHistoryOptions extends ChartOptions {
  /** What is on the axis: `valLoss`. */
  metric: string;
  /** The best is the largest. Default false. */
  maximize?: boolean;
}

/**
 * A point a trial, a step line for the best so far; a logarithmic axis where the values reach over more than a factor of ten.
 *
 * @example
 * studyHistory([{ trial: 0, value: 1.2 }, { trial: 1, value: 0.4 }], { title: 'History', metric: 'valLoss' });
 */
export function studyHistory(
  trials: readonly { trial: number; value: number }[],
  options: StudyHistoryOptions,
): ChartSpec {
  const { metric, maximize = false } = options;
  const colors = themeColors(options.theme);
  const known = trials.filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.trial - b.trial);
  let best = maximize ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const values = known.map(({ trial, value }) => {
    best = maximize ? Math.max(best, value) : Math.min(best, value);
    return { trial, value, best };
  });
  const all = known.map(({ value }) => value);
  const isLog = all.length > 0 && Math.min(...all) > 0 && Math.max(...all) > 10 * Math.min(...all);
  const x = { field: 'trial', type: 'quantitative', title: 'trial', axis: { tickMinStep: 1, format: 'd' } } as const;
  const scale = isLog ? ({ type: 'log' } as const) : ({ zero: false, padding: 8 } as const);
  const y = (field: string) => ({ field, type: 'quantitative', title: metric, scale }) as const;
  return baseSpec(options, {
    width: CHART_WIDTH,
    height: 220,
    data: { values },
    layer: [
      {
        mark: { type: 'line', interpolate: 'step-after', color: colors.goal, strokeWidth: 2 },
        encoding: { x, y: y('best') },
      },
      { mark: { type: 'circle', size: 40, color: colors.bar, opacity: 0.85 }, encoding: { x, y: y('value') } },
    ],
  });
}
