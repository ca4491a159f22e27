// Evaluation of classifiers: confusion matrix, metrics, curves, intervals and misclassified samples. Pure functions.
export { type AssessOptions, assess, assessWithCurves } from './assess.ts';
export { type Assessment, assessmentSchema, type DerivedScores, deriveScores } from './assessment.ts';
export { type BootstrapOptions, bootstrapIntervals } from './bootstrap.ts';
export { type Breakdown, type BreakdownOptions, type BreakdownRow, breakdowns, worstRows } from './breakdown.ts';
export { type Calibration, type CalibrationBin, calibration } from './calibration.ts';
export {
  type ClassificationReport,
  type ClassificationReportOptions,
  type ClassScores,
  classificationReport,
  type LabelPair,
  type Scores,
} from './classificationReport.ts';
export {
  type ComparePredictionsOptions,
  comparePredictions,
  type PredictionComparison,
} from './comparePredictions.ts';
export {
  type ConfusedPair,
  type ConfusionMatrix,
  type ConfusionMatrixOptions,
  confusedPairs,
  confusionMatrix,
  normalizeRows,
  offDiagonal,
} from './confusionMatrix.ts';
export { evaluationTables } from './evaluationTables.ts';
export { fixedDecimals } from './fixedDecimals.ts';
export { type FormatClassificationReportOptions, formatClassificationReport } from './formatClassificationReport.ts';
export { type FormatConfusionMatrixOptions, formatConfusionMatrix } from './formatConfusionMatrix.ts';
export { type MajorityBaseline, type MajorityBaselineOptions, majorityBaseline } from './majorityBaseline.ts';
export { type McNemar, mcnemar } from './mcnemar.ts';
export {
  confusionMetrics,
  EVALUATION_METRIC_NAMES,
  EVALUATION_METRICS,
  type EvaluationMetric,
  evaluationMetrics,
  formatMetric,
  formatMetrics,
  type MetricValues,
} from './metrics.ts';
export { type ClassCurves, type CurveAreas, curveAreas, oneVsRestCurves } from './oneVsRest.ts';
export { type PrecisionRecallCurve, precisionRecallCurve } from './precisionRecallCurve.ts';
export {
  confidence,
  type Prediction,
  type Provenance,
  predictedLabels,
  predictionSchema,
  wrongSamples,
} from './prediction.ts';
export { brierScore, classBrierScore, logLoss, topKAccuracy } from './probabilityScores.ts';
export { classificationReportCsv, classificationReportDict, type ReportEntry } from './reportTables.ts';
export { type RocCurve, rocCurve } from './rocCurve.ts';
export { type StreetReport, streetReports } from './streetReports.ts';
export { type CsvCell, toCsv } from './toCsv.ts';
export { toWholePercentages } from './toWholePercentages.ts';
export {
  confidentlyWrong,
  leastConfident,
  measureUncertainty,
  type ScoredPrediction,
  UNCERTAINTY_MEASURES,
  type Uncertainty,
  type UncertaintyMeasure,
} from './uncertainty.ts';
export { type Interval, wilsonInterval } from './wilsonInterval.ts';
