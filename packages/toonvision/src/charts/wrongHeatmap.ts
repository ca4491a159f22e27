// The confusion matrix without what is right: only the mistakes, coloured by their number.
import { type ConfusionMatrix, wrongOnly } from '../evaluation/index.ts';
import type { ChartSpec } from './chartSpec.ts';
import { type MatrixOptions, matrixHeatmap } from './matrixHeatmap.ts';
import { themeColors } from './theme.ts';

/**
 * As `confusionHeatmap`, but the diagonal is empty and the most frequent mistake has the full colour, so that few mistakes
 * among many right samples are seen.
 *
 * @example
 * wrongHeatmap([[80, 2], [1, 90]], { classes: ['Bossbot', 'Lawbot'], title: 'Wrong only' });
 */
export function wrongHeatmap(matrix: ConfusionMatrix, options: MatrixOptions): ChartSpec {
  const { background, grid, goal } = themeColors(options.theme);
  const wrong = wrongOnly(matrix);
  const most = Math.max(1, ...wrong.flat());
  const cells = wrong.map((row, truth) =>
    row.map((count, predicted) => ({
      label: count === 0 ? '' : `${count}`,
      strength: truth === predicted ? null : count / most,
    })),
  );
  // Cells without a mistake stay visible as cells in the dark, too.
  return matrixHeatmap(cells, [options.theme === 'dark' ? grid : mix(background, grid), goal], options);
}

/** The colour halfway between two, each `#rrggbb`. */
function mix(a: string, b: string): string {
  const part = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  const middle = (at: number) => Math.round((part(a, at) + part(b, at)) / 2);
  return `#${[1, 3, 5].map((at) => middle(at).toString(16).padStart(2, '0')).join('')}`;
}
