// Bar chart of hyperparameter importances.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/**
 * One bar per hyperparameter, the most important first.
 *
 * @param gains importances, 0 to 1
 * @example
 * studyImportance([{ name: 'filters', gain: 0.7 }], { title: 'Hyperparameter importance' });
 */
export function studyImportance(gains: readonly { name: string; gain: number }[], options: ChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const y = { field: 'name', type: 'nominal', sort: null, title: null } as const;
  const x = {
    field: 'gain',
    type: 'quantitative' as const,
    title: 'importance',
    scale: { domain: [0, 1] },
    axis: { format: '.0%' },
  };
  return baseSpec(options, {
    width: 380,
    height: { step: 24 },
    data: { values: [...gains].sort((a, b) => b.gain - a.gain) },
    layer: [
      { mark: { type: 'bar', color: colors.bar, height: 14 }, encoding: { y, x } },
      {
        mark: { type: 'text', align: 'left', dx: 5, fontSize: 10, color: colors.text },
        encoding: { y, x, text: { field: 'gain', format: '.0%' } },
      },
    ],
  });
}
