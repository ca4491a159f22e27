// An evaluation as text, JSON and CSV files.
import type { Assessment } from './assessment.ts';
import { formatClassificationReport } from './formatClassificationReport.ts';
import type { ClassCurves } from './oneVsRest.ts';
import { classificationReportCsv, classificationReportDict } from './reportTables.ts';
import { toCsv } from './toCsv.ts';
import type { ScoredPrediction } from './uncertainty.ts';

/**
 * Formats an evaluation as files: the classification report as text, JSON and CSV; confusion matrix, scores per class,
 * breakdowns, calibration, curves and all predictions as CSV.
 *
 * @returns file contents by file name
 *
 * @example
 * const tables = evaluationTables(assessment, predictions, curves);
 * for (const [name, text] of Object.entries(tables)) await writeFile(name, text);
 */
export function evaluationTables(
  assessment: Assessment,
  predictions: readonly ScoredPrediction[],
  curves: readonly ClassCurves[],
): Record<string, string> {
  const { classes, report, confusion, normalized, perClass, calibration, breakdowns } = assessment;
  const matrix = (rows: readonly (readonly number[])[]) =>
    toCsv(
      ['true \\ predicted', ...classes],
      rows.map((row, label) => [classes[label], ...row]),
    );
  return {
    'classification-report.txt': formatClassificationReport(report),
    'classification-report.json': `${JSON.stringify(classificationReportDict(report), null, 2)}\n`,
    'classification-report.csv': classificationReportCsv(report),
    'confusion-matrix.csv': matrix(confusion),
    'confusion-matrix-normalized.csv': matrix(normalized),
    'classes.csv': toCsv(
      [
        ...['class', 'support', 'predicted', 'correct'],
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
    'breakdowns.csv': toCsv(
      ['attribute', 'value', 'support', 'wrong', 'accuracy', 'low', 'high'],
      breakdowns.flatMap(({ attribute, rows }) =>
        rows.map(({ value, support, wrong, accuracy, interval }) => [
          ...[attribute, value, support, wrong, accuracy, interval.low, interval.high],
        ]),
      ),
    ),
    'calibration.csv': toCsv(
      ['confidence above', 'up to', 'samples', 'mean confidence', 'accuracy', 'low', 'high'],
      calibration.bins.map(({ low, high, count, confidence, accuracy, interval }) => [
        ...[low, high, count, confidence, accuracy, interval.low, interval.high],
      ]),
    ),
    'roc.csv': toCsv(
      ['class', 'threshold', 'false positive rate', 'true positive rate'],
      curves.flatMap(({ name, roc }) =>
        roc.thresholds.map((threshold, index) => [
          ...[name, threshold, roc.falsePositiveRate[index], roc.truePositiveRate[index]],
        ]),
      ),
    ),
    'precision-recall.csv': toCsv(
      ['class', 'threshold', 'precision', 'recall'],
      curves.flatMap(({ name, precisionRecall: { thresholds, precision, recall } }) =>
        recall.map((value, index) => [name, thresholds[index], precision[index], value]),
      ),
    ),
    'predictions.csv': formatPredictions(predictions, classes),
  };
}

/** One row per sample: prediction, uncertainty, probabilities and provenance. */
function formatPredictions(predictions: readonly ScoredPrediction[], classes: readonly string[]): string {
  return toCsv(
    [
      ...['id', 'file', 'true', 'predicted', 'correct', 'confidence', 'margin', 'entropy', 'loss'],
      ...classes.map((name) => `p(${name})`),
      ...['street', 'label', 'screenshot', 'object', 'burst', 'xmin', 'ymin', 'xmax', 'ymax', 'flags'],
    ],
    predictions.map((prediction) => {
      const { id, file, true: truth, predicted, confidence, margin, entropy, loss } = prediction;
      const { provenance } = prediction;
      return [
        ...[id, file, truth, predicted, truth === predicted, confidence, margin, entropy, loss],
        ...prediction.probabilities,
        ...[provenance?.street, provenance?.label, provenance?.screenshot, provenance?.object, provenance?.burst],
        ...[
          provenance?.box.xmin,
          provenance?.box.ymin,
          provenance?.box.xmax,
          provenance?.box.ymax,
          provenance?.flags.join(' '),
        ],
      ];
    }),
  );
}
