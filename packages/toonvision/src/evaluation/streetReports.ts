// The classification report of each street: which class is hard where.
import { type ClassificationReport, classificationReport } from './classificationReport.ts';
import type { Prediction } from './prediction.ts';

/** The classification report of one street. */
export interface StreetReport {
  street: string;
  report: ClassificationReport;
}

/**
 * A report of the samples of each street, sorted by name; classes that a street has no sample of have support 0 there. None
 * where samples have no street, or all have the same.
 *
 * @example
 * streetReports(predictions, ['bb', 'lb'])[0]; // { street: 'br', report: { classes: [...], accuracy: 0.91, ... } }
 */
export function streetReports(predictions: readonly Prediction[], classes: readonly string[]): StreetReport[] {
  const streets = Map.groupBy(predictions, ({ provenance }) => provenance?.street ?? '');
  streets.delete('');
  if (streets.size < 2) return [];
  return [...streets.keys()].sort().map((street) => {
    const own = streets.get(street) ?? [];
    const trueLabels = own.map((one) => classes.indexOf(one.true));
    const predictedLabels = own.map((one) => classes.indexOf(one.predicted));
    return { street, report: classificationReport({ trueLabels, predictedLabels }, { classes }) };
  });
}
