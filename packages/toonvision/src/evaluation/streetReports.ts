// A classification report for each street.
import { type ClassificationReport, classificationReport } from './classificationReport.ts';
import type { Prediction } from './prediction.ts';

/** The classification report of one street. */
export interface StreetReport {
  street: string;
  report: ClassificationReport;
}

/**
 * Computes the classification report of each street, sorted by name. Classes without samples in a street have support 0
 * there. Empty unless samples come from at least two streets.
 *
 * @example
 * streetReports(predictions, ['bb', 'lb'])[0]; // { street: 'br', report: { classes: [...], accuracy: 0.91, ... } }
 */
export function streetReports(predictions: readonly Prediction[], classes: readonly string[]): StreetReport[] {
  const streets = Map.groupBy(predictions, ({ provenance }) => provenance?.street ?? '');
  streets.delete('');
  if (streets.size < 2) return [];
  return [...streets.keys()].sort().map((street) => {
    const samples = streets.get(street) ?? [];
    const trueLabels = samples.map((sample) => classes.indexOf(sample.true));
    const predictedLabels = samples.map((sample) => classes.indexOf(sample.predicted));
    return { street, report: classificationReport({ trueLabels, predictedLabels }, { classes }) };
  });
}
