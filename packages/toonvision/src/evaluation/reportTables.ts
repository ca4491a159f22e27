// The classification report as scikit-learn's dictionary and as CSV.
import type { ClassificationReport, Scores } from './classificationReport.ts';
import { toCsv } from './toCsv.ts';

/** A row of the report with scikit-learn's field names. */
export interface ReportEntry {
  precision: number;
  recall: number;
  'f1-score': number;
  support: number;
}

/**
 * Converts a report to the dictionary of `classification_report(output_dict=True)`: one entry per class, then
 * `accuracy` (or `micro avg` if a class that occurs is not reported), `macro avg` and `weighted avg`.
 *
 * @example
 * classificationReportDict(report)['macro avg']; // { precision: 0.9, recall: 0.88, 'f1-score': 0.89, support: 197 }
 */
export function classificationReportDict(report: ClassificationReport): Record<string, ReportEntry | number> {
  return Object.fromEntries(toEntries(report));
}

/**
 * Formats a report as CSV with full precision: name, precision, recall, f1-score, support. Precision and recall are
 * empty in the row `accuracy`.
 */
export function classificationReportCsv(report: ClassificationReport): string {
  return toCsv(
    ['name', 'precision', 'recall', 'f1-score', 'support'],
    toEntries(report).map(([name, row]) =>
      typeof row === 'number'
        ? [name, null, null, row, report.support]
        : [name, row.precision, row.recall, row['f1-score'], row.support],
    ),
  );
}

function toEntries(report: ClassificationReport): [string, ReportEntry | number][] {
  const entry = ({ precision, recall, f1 }: Scores, support: number): ReportEntry => ({
    precision,
    recall,
    'f1-score': f1,
    support,
  });
  return [
    ...report.classes.map((row): [string, ReportEntry] => [row.name, entry(row, row.support)]),
    report.accuracy === undefined
      ? ['micro avg', entry(report.microAverage, report.support)]
      : ['accuracy', report.accuracy],
    ['macro avg', entry(report.macroAverage, report.support)],
    ['weighted avg', entry(report.weightedAverage, report.support)],
  ];
}
