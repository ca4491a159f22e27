// The classification report for programs: as the dictionary that scikit-learn gives, and as CSV.
import type { ClassificationReport, Scores } from './classificationReport.ts';
import { csvText } from './csvText.ts';

/** One row as scikit-learn names its fields. */
export interface ReportEntry {
  precision: number;
  recall: number;
  'f1-score': number;
  support: number;
}

/**
 * The report as `classification_report(output_dict=True)`: an entry a class, then `accuracy` (or `micro avg` where not
 * all occurring classes are reported), `macro avg` and `weighted avg`.
 *
 * @example
 * classificationReportDict(report)['macro avg']; // { precision: 0.9, recall: 0.88, 'f1-score': 0.89, support: 197 }
 */
export function classificationReportDict(report: ClassificationReport): Record<string, ReportEntry | number> {
  return Object.fromEntries(rowsOf(report));
}

/**
 * The report as CSV with all digits: name, precision, recall, f1-score, support. In the row of `accuracy` precision and
 * recall are empty.
 */
export function classificationReportCsv(report: ClassificationReport): string {
  return csvText(
    ['name', 'precision', 'recall', 'f1-score', 'support'],
    rowsOf(report).map(([name, row]) =>
      typeof row === 'number'
        ? [name, null, null, row, report.support]
        : [name, row.precision, row.recall, row['f1-score'], row.support],
    ),
  );
}

function rowsOf(report: ClassificationReport): [string, ReportEntry | number][] {
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
