// How good a classifier is: matrices, scores, intervals and the samples it gets wrong. Pure functions.
export {
  type ClassificationReport,
  type ClassificationReportOptions,
  type ClassScores,
  classificationReport,
  type LabelPair,
  type Scores,
} from './classificationReport.ts';
export { type ConfusionMatrix, type ConfusionMatrixOptions, confusionMatrix, wrongOnly } from './confusionMatrix.ts';
export { type FormatClassificationReportOptions, formatClassificationReport } from './formatClassificationReport.ts';
export { type FormatConfusionMatrixOptions, formatConfusionMatrix } from './formatConfusionMatrix.ts';
export { type MajorityBaseline, type MajorityBaselineOptions, majorityBaseline } from './majorityBaseline.ts';
export { confidence, type Prediction, predictedLabels, wrongSamples } from './prediction.ts';
export { type Interval, wilsonInterval } from './wilsonInterval.ts';
