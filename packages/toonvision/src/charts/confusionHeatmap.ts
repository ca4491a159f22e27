// Heatmap of a confusion matrix: counts, colored by their share of the true class.
import { type ConfusionMatrix, normalizeRows } from '../evaluation/index.ts';
import { percent } from '../format/index.ts';
import type { ChartSpec } from './chartSpec.ts';
import { type MatrixOptions, matrixHeatmap } from './matrixHeatmap.ts';
import { themeColors } from './theme.ts';

/**
 * Rows are true classes, columns predicted classes, both in class order; the diagonal (correct predictions) is
 * outlined. Color is the share of the row, so rare and frequent classes are comparable. With up to twelve classes,
 * cells show the share as well.
 *
 * @example
 * confusionHeatmap([[8, 2], [1, 9]], { classes: ['Bossbot', 'Lawbot'], title: 'Confusion matrix' });
 */
export function confusionHeatmap(matrix: ConfusionMatrix, options: MatrixOptions): ChartSpec {
  const shares = normalizeRows(matrix);
  const isSmall = options.classes.length <= 12;
  const cells = matrix.map((row, truth) =>
    row.map((count, predicted) => {
      const strength = shares[truth]?.[predicted] ?? 0;
      if (count === 0) return { label: isSmall ? '0' : '', strength };
      return { label: isSmall ? `${count}\n${percent(strength, 0)}` : `${count}`, strength };
    }),
  );
  return matrixHeatmap(cells, themeColors(options.theme).ramp, options);
}
