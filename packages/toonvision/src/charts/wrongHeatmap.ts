// Heatmap of a confusion matrix without its diagonal: errors only, colored by their number.
import { type ConfusionMatrix, offDiagonal } from '../evaluation/index.ts';
import type { ChartSpec } from './chartSpec.ts';
import { type MatrixOptions, matrixHeatmap } from './matrixHeatmap.ts';
import { themeColors } from './theme.ts';

/**
 * Like `confusionHeatmap`, but with an empty diagonal and the strongest color for the most frequent error, so that a
 * few errors among many correct predictions stand out.
 *
 * @example
 * wrongHeatmap([[80, 2], [1, 90]], { classes: ['Bossbot', 'Lawbot'], title: 'Misclassified only' });
 */
export function wrongHeatmap(matrix: ConfusionMatrix, options: MatrixOptions): ChartSpec {
  const { background, grid, goal } = themeColors(options.theme);
  const errors = offDiagonal(matrix);
  const maxCount = Math.max(1, ...errors.flat());
  const cells = errors.map((row, truth) =>
    row.map((count, predicted) => ({
      label: count === 0 ? '' : `${count}`,
      strength: truth === predicted ? null : count / maxCount,
    })),
  );
  // Cells without errors must remain visible, in the dark theme as well.
  return matrixHeatmap(cells, [options.theme === 'dark' ? grid : mix(background, grid), goal], options);
}

/** Mean of two colors, each `#rrggbb`. */
function mix(a: string, b: string): string {
  const channel = (color: string, start: number) => Number.parseInt(color.slice(start, start + 2), 16);
  const mean = (start: number) => Math.round((channel(a, start) + channel(b, start)) / 2);
  return `#${[1, 3, 5].map((start) => mean(start).toString(16).padStart(2, '0')).join('')}`;
}
