// The confusion matrix: the number of samples in each cell, coloured by its share of the true class.

import { type ConfusionMatrix, normaliseRows } from '../evaluation/index.ts';
import { percent } from '../format/index.ts';
import type { ChartSpec } from './chartSpec.ts';
import { type MatrixOptions, matrixHeatmap } from './matrixHeatmap.ts';
import { themeColors } from './theme.ts';

/**
 * Rows are true classes, columns predicted ones, both in class order; the diagonal, what is right, is outlined. Colour
 * is the share of the row, so a class of few samples is read like one of many. Up to twelve classes show the share, too.
 *
 * @example
 * confusionHeatmap([[8, 2], [1, 9]], { classes: ['Bossbot', 'Lawbot'], title: 'Confusion matrix' });
 */
export function confusionHeatmap(matrix: ConfusionMatrix, options: MatrixOptions): ChartSpec {
  const shares = normaliseRows(matrix);
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
