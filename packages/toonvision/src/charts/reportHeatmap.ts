// Classification report as a heatmap: precision, recall and F1 colored from 0 to 1, support as a plain number.
import { type ClassificationReport, fixedDecimals, type Scores } from '../evaluation/index.ts';
import { baseSpec, type ChartOptions, type ChartSpec, cellTextColor, isDense } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** Options of `reportHeatmap`. */
export interface ReportHeatmapOptions extends ChartOptions {
  /** Display names of classes; default: the class itself. */
  classNames?: Readonly<Record<string, string>>;
}

const COLUMNS = ['precision', 'recall', 'f1-score', 'support'];

/**
 * One row per class, then accuracy (or the micro average) and the macro and weighted averages. Numbers are rounded as
 * in the report's text.
 *
 * @example
 * reportHeatmap(classificationReport(matrix, { classes }), { title: 'Classification report' });
 */
export function reportHeatmap(report: ClassificationReport, options: ReportHeatmapOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const row = (name: string, { precision, recall, f1 }: Scores, support: number) =>
    [precision, recall, f1].map((score, index) => ({
      name,
      column: COLUMNS[index] ?? '',
      score: score as number | null,
      label: fixedDecimals(score, report.digits),
      support,
    }));
  const overall =
    report.accuracy === undefined
      ? row('micro avg', report.microAverage, report.support)
      : row('accuracy', report.microAverage, report.support).slice(2);
  const scores = [
    ...report.classes.flatMap((entry) => row(options.classNames?.[entry.name] ?? entry.name, entry, entry.support)),
    ...overall,
    ...row('macro avg', report.macroAverage, report.support),
    ...row('weighted avg', report.weightedAverage, report.support),
  ];
  const names = [...new Set(scores.map(({ name }) => name))];
  const supports = names.map((name) => ({
    name,
    column: 'support',
    score: null,
    label: String(scores.find((entry) => entry.name === name)?.support ?? 0),
  }));
  const x = {
    field: 'column',
    type: 'nominal',
    sort: COLUMNS,
    title: null,
    scale: { domain: COLUMNS },
    axis: { orient: 'top', labelAngle: 0, ticks: false, domain: false },
  } as const;
  const y = {
    field: 'name',
    type: 'nominal',
    sort: names,
    scale: { domain: names },
    title: null,
    axis: { ticks: false, domain: false },
  } as const;
  return baseSpec(options, {
    width: { step: 84 },
    height: { step: names.length > 16 ? 22 : 32 },
    data: {
      values: [...scores.map(({ support: _, ...cell }) => cell), ...supports].map((cell) => ({
        ...cell,
        dense: isDense(cell.score),
      })),
    },
    layer: [
      {
        transform: [{ filter: 'isValid(datum.score)' }],
        mark: { type: 'rect', stroke: colors.background, strokeWidth: 2 },
        encoding: {
          x,
          y,
          color: {
            field: 'score',
            type: 'quantitative',
            scale: { range: [...colors.ramp], domain: [0, 1] },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 12 },
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
