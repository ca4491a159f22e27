// Optimization history of a study: the objective of each trial and the best value so far.
import { baseSpec, CHART_WIDTH, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** Options of `studyHistory`. */
export interface StudyHistoryOptions extends ChartOptions {
  /** Name of the objective, such as `valLoss`. */
  metric: string;
  /** Whether larger values are better. Default false. */
  maximize?: boolean;
}

/**
 * One point per trial and a step line of the best value so far. The axis is logarithmic if values span more than a
 * factor of ten. Trials without a finite value are skipped.
 *
 * @example
 * const trials = [{ trial: 0, value: 1.2 }, { trial: 1, value: 0.4 }];
 * studyHistory(trials, { title: 'Optimization history', metric: 'valLoss' });
 */
export function studyHistory(
  trials: readonly { trial: number; value: number }[],
  options: StudyHistoryOptions,
): ChartSpec {
  const { metric, maximize = false } = options;
  const colors = themeColors(options.theme);
  const finite = trials.filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.trial - b.trial);
  let best = maximize ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const values = finite.map(({ trial, value }) => {
    best = maximize ? Math.max(best, value) : Math.min(best, value);
    return { trial, value, best };
  });
  const objectives = finite.map(({ value }) => value);
  const [min, max] = [Math.min(...objectives), Math.max(...objectives)];
  const isLog = objectives.length > 0 && min > 0 && max > 10 * min;
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
