// ROC and precision-recall curves of every class against the rest, and their averages.
import { type PrecisionRecallCurve, precisionRecallCurve } from './precisionRecallCurve.ts';
import { type RocCurve, rocCurve } from './rocCurve.ts';

/** The curves of one class against the rest. */
export interface ClassCurves {
  name: string;
  /** Samples of the class. */
  positives: number;
  roc: RocCurve;
  precisionRecall: PrecisionRecallCurve;
}

/** The areas under the curves, without the curves. */
export interface CurveAreas {
  classes: { name: string; positives: number; auc: number | null; averagePrecision: number }[];
  /** Plain mean over the classes whose area is defined; null where there is none. */
  macroAuc: number | null;
  /** The same, weighted by the samples of each class. */
  weightedAuc: number | null;
  /** Plain mean over the classes that have a sample; null where there is none. */
  macroAveragePrecision: number | null;
  weightedAveragePrecision: number | null;
  /** One sentence for each curve that has no meaning (scikit-learn warns there). */
  notes: string[];
}

/**
 * The curves of each class against the rest.
 *
 * @param trueLabels integers from 0 to `classes.length - 1`
 * @param probabilities one row a sample, one value a class
 *
 * @example
 * const [bossbot] = oneVsRestCurves(labels, rows, { classes: ['bb', 'lb'] });
 * bossbot?.roc.auc; // 0.97
 */
export function oneVsRestCurves(
  trueLabels: ArrayLike<number>,
  probabilities: readonly ArrayLike<number>[],
  { classes }: { classes: readonly string[] },
): ClassCurves[] {
  return classes.map((name, label) => {
    const positive = Array.from(trueLabels, (truth) => truth === label);
    const scores = probabilities.map((row) => row[label] ?? Number.NaN);
    return {
      name,
      positives: positive.filter(Boolean).length,
      roc: rocCurve(positive, scores),
      precisionRecall: precisionRecallCurve(positive, scores),
    };
  });
}

/** The areas under `curves` with their averages; see `CurveAreas`. */
export function curveAreas(curves: readonly ClassCurves[], samples: number): CurveAreas {
  const notes: string[] = [];
  const classes = curves.map(({ name, positives, roc, precisionRecall: { averagePrecision } }) => {
    if (positives === 0) {
      notes.push(`the ROC curve of ${name} has no meaning: no sample is ${name}`);
      notes.push(`the average precision of ${name} is set to 0: no sample is ${name}`);
    } else if (positives === samples) notes.push(`the ROC curve of ${name} has no meaning: every sample is ${name}`);
    return { name, positives, auc: roc.auc, averagePrecision };
  });
  const ranked = classes.flatMap(({ auc, positives }) => (auc === null ? [] : [{ value: auc, weight: positives }]));
  const found = classes
    .filter(({ positives }) => positives > 0)
    .map(({ averagePrecision, positives }) => ({ value: averagePrecision, weight: positives }));
  return {
    classes,
    macroAuc: mean(ranked.map(({ value }) => ({ value, weight: 1 }))),
    weightedAuc: mean(ranked),
    macroAveragePrecision: mean(found.map(({ value }) => ({ value, weight: 1 }))),
    weightedAveragePrecision: mean(found),
    notes,
  };
}

function mean(entries: readonly { value: number; weight: number }[]): number | null {
  const total = entries.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? null : entries.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
}
