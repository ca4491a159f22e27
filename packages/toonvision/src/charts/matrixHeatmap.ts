// A square of true against predicted classes: the drawing that the confusion matrix and the wrong-only matrix share.
import { baseSpec, type ChartOptions, type ChartSpec, cellTextColor, isDense } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** Options of heatmaps of a matrix, true classes down and predicted ones across. */
export interface MatrixOptions extends ChartOptions {
  /** As shown, in the order of the matrix. */
  classes: readonly string[];
}

/** One cell: what stands in it, and how strongly it is coloured, 0 to 1; null leaves the place empty. */
export interface MatrixCell {
  label: string;
  strength: number | null;
}

/** Classes from which on names are turned and letters get small. */
const MANY = 12;

/**
 * @param cells rows true, columns predicted
 * @param ramp colors of strength 0 and 1
 */
export function matrixHeatmap(
  cells: readonly (readonly MatrixCell[])[],
  ramp: readonly [string, string],
  options: MatrixOptions,
): ChartSpec {
  const colors = themeColors(options.theme);
  const { classes } = options;
  const isLarge = classes.length > MANY;
  const values = cells.flatMap((row, truth) =>
    row.map(({ label, strength }, predicted) => ({
      truth: classes[truth] ?? '',
      predicted: classes[predicted] ?? '',
      label,
      strength,
      dense: isDense(strength),
      right: truth === predicted,
    })),
  );
  // Named outright: the order of appearance would be that of the first layer, which leaves cells out.
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
            // Straight from one colour to the other; the default way from grey to red leads over violet.
            scale: { range: [...ramp], domain: [0, 1], interpolate: 'rgb' },
            legend: null,
          },
        },
      },
      {
        transform: [{ filter: 'datum.right && isValid(datum.strength)' }],
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
