// ROC and precision-recall curves of each class against the rest, and averages of their areas.
import { type PrecisionRecallCurve, precisionRecallCurve } from './precisionRecallCurve.ts';
import { type RocCurve, rocCurve } from './rocCurve.ts';

/** The curves of one class against the rest. */
export interface ClassCurves {
  name: string;
  /** Number of samples of the class. */
  positives: number;
  roc: RocCurve;
  precisionRecall: PrecisionRecallCurve;
}

/** Areas under the curves and their averages. */
export interface CurveAreas {
  classes: { name: string; positives: number; auc: number | null; averagePrecision: number }[];
  /** Unweighted mean over the classes whose AUC is defined; null if there are none. */
  macroAuc: number | null;
  /** Mean weighted by the samples of each class. */
  weightedAuc: number | null;
  /** Unweighted mean over the classes with samples; null if there are none. */
  macroAveragePrecision: number | null;
  weightedAveragePrecision: number | null;
  /** One sentence per undefined curve (scikit-learn issues a warning). */
  notes: string[];
}

/**
 * Computes the curves of each class against the rest.
 *
 * @param trueLabels integers from 0 to `classes.length - 1`
 * @param probabilities one row per sample, one value per class
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

/** Computes the averages of the areas under `curves`. */
export function curveAreas(curves: readonly ClassCurves[], samples: number): CurveAreas {
  const notes: string[] = [];
  const classes = curves.map(({ name, positives, roc, precisionRecall: { averagePrecision } }) => {
    if (positives === 0) {
      notes.push(`the ROC curve of ${name} is undefined: no positive samples`);
      notes.push(`the average precision of ${name} is set to 0: no positive samples`);
    } else if (positives === samples) notes.push(`the ROC curve of ${name} is undefined: no negative samples`);
    return { name, positives, auc: roc.auc, averagePrecision };
  });
  const aucs = classes.flatMap(({ auc, positives }) => (auc === null ? [] : [{ value: auc, weight: positives }]));
  const precisions = classes
    .filter(({ positives }) => positives > 0)
    .map(({ averagePrecision, positives }) => ({ value: averagePrecision, weight: positives }));
  return {
    classes,
    macroAuc: mean(aucs.map(({ value }) => ({ value, weight: 1 }))),
    weightedAuc: mean(aucs),
    macroAveragePrecision: mean(precisions.map(({ value }) => ({ value, weight: 1 }))),
    weightedAveragePrecision: mean(precisions),
    notes,
  };
}

function mean(entries: readonly { value: number; weight: number }[]): number | null {
  const total = entries.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? null : entries.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
}
