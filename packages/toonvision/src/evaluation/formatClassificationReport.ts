// The classification report as text in scikit-learn's layout.
import type { ClassificationReport, Scores } from './classificationReport.ts';
import { fixedDecimals } from './fixedDecimals.ts';

/** Options of `formatClassificationReport`. */
export interface FormatClassificationReportOptions {
  /** Decimals, 0 to 20. Default: those of the report. */
  digits?: number;
  /** Sort rows by class name, like scikit-learn. Default false: the order of the report. */
  sortLabels?: boolean;
}

const HEADERS = ['precision', 'recall', 'f1-score', 'support'];

/**
 * Formats a report exactly like scikit-learn's `classification_report`, including the final newline. If a class that
 * occurs is not reported, `micro avg` replaces `accuracy`.
 *
 * @example
 * process.stdout.write(formatClassificationReport(report, { sortLabels: true }));
 */
export function formatClassificationReport(
  report: ClassificationReport,
  { digits = report.digits, sortLabels = false }: FormatClassificationReportOptions = {},
): string {
  const rows = sortLabels ? [...report.classes].sort((a, b) => (a.name < b.name ? -1 : 1)) : report.classes;
  const width = Math.max(...rows.map((row) => row.name.length), 'weighted avg'.length, digits);
  const line = (name: string, cells: readonly string[]) =>
    `${name.padStart(width)} ${cells.map((cell) => ` ${cell.padStart(9)}`).join('')}\n`;
  const scores = (name: string, { precision, recall, f1 }: Scores, support: number) =>
    line(name, [...[precision, recall, f1].map((score) => fixedDecimals(score, digits)), String(support)]);

  return [
    line('', HEADERS),
    '\n',
    ...rows.map((row) => scores(row.name, row, row.support)),
    '\n',
    report.accuracy === undefined
      ? scores('micro avg', report.microAverage, report.support)
      : line('accuracy', ['', '', fixedDecimals(report.microAverage.f1, digits), String(report.support)]),
    scores('macro avg', report.macroAverage, report.support),
    scores('weighted avg', report.weightedAverage, report.support),
  ].join('');
}
