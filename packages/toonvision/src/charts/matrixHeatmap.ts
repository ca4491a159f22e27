// Heatmap of true against predicted classes: shared by the confusion matrix and its variant with errors only.
import { baseSpec, type ChartOptions, type ChartSpec, cellTextColor, isDense } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** Options of heatmaps of a matrix with true classes as rows and predicted classes as columns. */
export interface MatrixOptions extends ChartOptions {
  /** Display names of the classes, in the order of the matrix. */
  classes: readonly string[];
}

/** A cell of the matrix. */
export interface MatrixCell {
  label: string;
  /** Position on the color ramp, 0 to 1; null leaves the cell empty. */
  strength: number | null;
}

/** Number of classes above which cells are small and class names rotated. */
const MAX_LARGE_CELLS = 12;

/**
 * Draws the cells, with the diagonal outlined.
 *
 * @param cells rows are true classes, columns predicted classes
 * @param ramp colors of strength 0 and 1
 */
export function matrixHeatmap(
  cells: readonly (readonly MatrixCell[])[],
  ramp: readonly [string, string],
  options: MatrixOptions,
): ChartSpec {
  const colors = themeColors(options.theme);
  const { classes } = options;
  const isLarge = classes.length > MAX_LARGE_CELLS;
  const values = cells.flatMap((row, truth) =>
    row.map(({ label, strength }, predicted) => ({
      truth: classes[truth] ?? '',
      predicted: classes[predicted] ?? '',
      label,
      strength,
      dense: isDense(strength),
      isDiagonal: truth === predicted,
    })),
  );
  // Explicit, because the default order of appearance is that of the first layer, which skips empty cells.
  const scale = { domain: [...classes] };
  const x = {
    field: 'predicted',
    type: 'nominal',
    scale,
    title: 'predicted',
    axis: { orient: 'top', labelAngle: isLarge ? -60 : 0, ticks: false, domain: false },
  } as const;
  const y = {
    field: 'truth',
    type: 'nominal',
    scale,
    title: 'true',
    axis: { ticks: false, domain: false },
  } as const;
  return baseSpec(options, {
    width: { step: isLarge ? 22 : 74 },
    height: { step: isLarge ? 22 : 52 },
    data: { values },
    layer: [
      {
        transform: [{ filter: 'isValid(datum.strength)' }],
        mark: { type: 'rect', stroke: colors.background, strokeWidth: isLarge ? 1 : 2 },
        encoding: {
          x,
          y,
          color: {
            field: 'strength',
            type: 'quantitative',
            // The default interpolation from gray to red passes through violet.
            scale: { range: [...ramp], domain: [0, 1], interpolate: 'rgb' },
            legend: null,
          },
        },
      },
      {
        transform: [{ filter: 'datum.isDiagonal && isValid(datum.strength)' }],
        mark: { type: 'rect', filled: false, stroke: colors.muted, strokeWidth: isLarge ? 0.5 : 1 },
        encoding: { x, y },
      },
      {
        mark: { type: 'text', fontSize: isLarge ? 9 : 12, lineBreak: '\n' },
        encoding: {
          x,
          y,
          text: { field: 'label' },
          color: cellTextColor(colors),
        },
      },
    ],
  });
}
