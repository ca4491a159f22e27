// The numbers of an evaluation as text files for a spreadsheet, a data frame or a paper.
import type { Assessment } from './assessment.ts';
import { csvText } from './csvText.ts';
import type { DoubtedPrediction } from './doubt.ts';
import { formatClassificationReport } from './formatClassificationReport.ts';
import type { ClassCurves } from './oneVsRest.ts';
import { classificationReportCsv, classificationReportDict } from './reportTables.ts';

/**
 * File names with their content: the classification report as text, JSON and CSV; confusion matrix, rates per class,
 * breakdowns, calibration, curves and all predictions as CSV.
 *
 * @example
 * for (const [name, text] of Object.entries(evaluationTables(assessment, predictions, curves))) await writeFileAtomic(name, text);
 */
export function evaluationTables(
  assessment: Assessment,
  predictions: readonly DoubtedPrediction[],
  curves: readonly ClassCurves[],
): Record<string, string> {
  const { classes, report, confusion, normalised, perClass, calibration, breakdowns } = assessment;
  const matrix = (rows: readonly (readonly number[])[]) =>
    csvText(
      ['true \\ predicted', ...classes],
      rows.map((row, label) => [classes[label], ...row]),
    );
  return {
    'classification-report.txt': formatClassificationReport(report),
    'classification-report.json': `${JSON.stringify(classificationReportDict(report), null, 2)}\n`,
    'classification-report.csv': classificationReportCsv(report),
    'confusion-matrix.csv': matrix(confusion),
    'confusion-matrix-normalised.csv': matrix(normalised),
    'classes.csv': csvText(
      [
        ...['class', 'support', 'predicted', 'right'],
        ...['precision', 'precision low', 'precision high', 'recall', 'recall low', 'recall high', 'f1-score', 'brier'],
        ...['auc', 'average precision'],
      ],
      perClass.map((row, label) => [
        ...[row.name, row.support, row.predicted, row.right],
        ...[row.precision, row.precisionInterval.low, row.precisionInterval.high],
        ...[row.recall, row.recallInterval.low, row.recallInterval.high, row.f1, row.brier],
        ...[curves[label]?.roc.auc, curves[label]?.precisionRecall.averagePrecision],
      ]),
    ),
    'breakdowns.csv': csvText(
      ['attribute', 'value', 'support', 'wrong', 'accuracy', 'low', 'high'],
      breakdowns.flatMap(({ attribute, rows }) =>
        rows.map(({ value, support, wrong, accuracy, interval }) => [
          ...[attribute, value, support, wrong, accuracy, interval.low, interval.high],
        ]),
      ),
    ),
    'calibration.csv': csvText(
      ['confidence above', 'up to', 'samples', 'mean confidence', 'accuracy', 'low', 'high'],
      calibration.bins.map(({ low, high, count, confidence, accuracy, interval }) => [
        ...[low, high, count, confidence, accuracy, interval.low, interval.high],
      ]),
    ),
    'roc.csv': csvText(
      ['class', 'threshold', 'false positive rate', 'true positive rate'],
      curves.flatMap(({ name, roc }) =>
        roc.thresholds.map((threshold, at) => [name, threshold, roc.falsePositiveRate[at], roc.truePositiveRate[at]]),
      ),
    ),
    'precision-recall.csv': csvText(
      ['class', 'threshold', 'precision', 'recall'],
      curves.flatMap(({ name, precisionRecall: { thresholds, precision, recall } }) =>
        recall.map((value, at) => [name, thresholds[at], precision[at], value]),
      ),
    ),
    'predictions.csv': predictionsCsv(predictions, classes),
  };
}

/** A row a sample: what it is, what was predicted and how surely, and where it comes from. */
function predictionsCsv(predictions: readonly DoubtedPrediction[], classes: readonly string[]): string {
  return csvText(
    [
      ...['id', 'file', 'true', 'predicted', 'right', 'confidence', 'margin', 'entropy', 'loss'],
      ...classes.map((name) => `p(${name})`),
      ...['street', 'label', 'screenshot', 'object', 'burst', 'xmin', 'ymin', 'xmax', 'ymax', 'flags'],
    ],
    predictions.map((prediction) => {
      const { id, file, true: truth, predicted, confidence, margin, entropy, loss } = prediction;
      const from = prediction.provenance;
      return [
        ...[id, file, truth, predicted, truth === predicted, confidence, margin, entropy, loss],
        ...prediction.probabilities,
        ...[from?.street, from?.label, from?.screenshot, from?.object, from?.burst],
        ...[from?.box.xmin, from?.box.ymin, from?.box.xmax, from?.box.ymax, from?.flags.join(' ')],
      ];
    }),
  );
}
