// Text output of `toonvision evaluate`.
import type * as evaluationModule from '../evaluation/index.ts';
import type { Breakdown, Interval, ScoredPrediction, UncertaintyMeasure } from '../evaluation/index.ts';
import { formatMetrics } from '../evaluation/metrics.ts';
import { count, percent } from '../format/index.ts';
import type { Evaluation, RunComparison } from '../training/index.ts';
import { textTable } from './textTable.ts';

/** The evaluation module, which is loaded on demand. */
type EvaluationModule = typeof evaluationModule;

export interface EvaluationTextOptions {
  sortLabels: boolean;
  /** Number of wrong samples to list. */
  wrong: number;
  /** Number of least confident samples to list. */
  leastConfident: number;
  by: UncertaintyMeasure;
  style: (text: string) => string;
}

/** A matrix of more classes is too wide to print. */
const MAX_MATRIX_CLASSES = 12;
const MAX_SHOWN_PAIRS = 5;
const MAX_SHOWN_ROWS = 3;

const MEASURES: Readonly<Record<UncertaintyMeasure, string>> = {
  maxProbability: 'by probability',
  margin: 'by margin between the top two classes',
  entropy: 'by entropy',
};

const range = ({ low, high }: Interval) => `[${(low * 100).toFixed(1)}, ${(high * 100).toFixed(1)}]`;
const orDash = (value: number | null) => (value === null ? '-' : value.toFixed(3));

/** The text of an evaluation. */
export function* evaluationLines(
  module: EvaluationModule,
  evaluation: Evaluation,
  options: EvaluationTextOptions,
): Generator<string> {
  const { classes, confusion, report, bootstrap, majority, areas, calibration, topK } = evaluation;
  const { style } = options;
  yield style(
    `${evaluation.wrong} of ${evaluation.samples} ${evaluation.split} samples wrong: accuracy ` +
      `${percent(evaluation.accuracy)} ${range(evaluation.accuracyInterval)}, ` +
      `macro F1 ${percent(report.macroAverage.f1)} ${range(bootstrap.macroF1)}, loss ${evaluation.loss.toFixed(4)}`,
  );
  yield `95% intervals in brackets: Wilson; macro F1: ${count(bootstrap.resamples)} bootstrap resamples${
    bootstrap.by === 'sample' ? '' : ` of ${bootstrap.units} ${bootstrap.by}s`
  }. Majority class baseline (${majority.name}): ${percent(majority.accuracy)}.`;
  if (bootstrap.by !== 'sample') yield `Accuracy, resampled by ${bootstrap.by}: ${range(bootstrap.accuracy)}.`;
  if (evaluation.testOpenings !== undefined) {
    yield `The test split of this project has been opened ${times(evaluation.testOpenings)}.`;
  }
  if (classes.length <= MAX_MATRIX_CLASSES) {
    yield `\n${style('Confusion matrix')}`;
    yield module.formatConfusionMatrix(confusion, { classes });
    yield `\n${style('Errors only')}`;
    yield module.formatConfusionMatrix(evaluation.offDiagonal, { classes, zero: '.' });
  }
  yield `\n${style('Classification report')}`;
  yield module.formatClassificationReport(report, { sortLabels: options.sortLabels }).trimEnd();
  yield `\n${style('Classes with 95% intervals')}`;
  yield textTable(
    ['class', 'precision', '', 'recall', '', 'AUC', 'average precision'],
    evaluation.perClass.map((row, label) => [
      row.name,
      row.predicted === 0 ? '-' : percent(row.precision),
      row.predicted === 0 ? '' : range(row.precisionInterval),
      row.support === 0 ? '-' : percent(row.recall),
      row.support === 0 ? '' : range(row.recallInterval),
      orDash(areas.classes[label]?.auc ?? null),
      row.support === 0 ? '-' : orDash(areas.classes[label]?.averagePrecision ?? null),
    ]),
    { right: [1, 2, 3, 4, 5, 6] },
  );
  const second = topK.find(({ k }) => k === 2);
  yield [
    `macro AUC ${orDash(areas.macroAuc)}`,
    `macro average precision ${orDash(areas.macroAveragePrecision)}`,
    ...(second === undefined ? [] : [`top-2 accuracy ${percent(second.accuracy)}`]),
  ].join(', ');
  yield `calibration: ECE ${percent(calibration.ece)}, MCE ${percent(calibration.mce)}, Brier ${evaluation.brier.toFixed(4)}, log loss ${evaluation.logLoss.toFixed(4)}`;
  yield `\n${style('Metrics')}`;
  yield textTable(
    ['metric', 'value'],
    formatMetrics(evaluation.metrics).map(({ title, text }) => [title, text]),
    { right: [1] },
  );
  for (const note of evaluation.notes) yield `note: ${note}`;
  yield* weaknessLines(module, evaluation, style);
  yield* sampleLines(module, evaluation, options);
}

/** The most confused classes, and the worst streets, label parts and flags. */
function* weaknessLines(
  module: EvaluationModule,
  evaluation: Evaluation,
  style: (text: string) => string,
): Generator<string> {
  if (evaluation.wrong === 0) return;
  const pairs = evaluation.confusedPairs;
  yield `\n${style('Most confused')}`;
  yield textTable(
    ['true', 'predicted', 'count', 'of class'],
    pairs.slice(0, MAX_SHOWN_PAIRS).map((pair) => [pair.true, pair.predicted, `${pair.count}`, percent(pair.share)]),
    { right: [2, 3] },
  );
  if (pairs.length > MAX_SHOWN_PAIRS) yield `and ${pairs.length - MAX_SHOWN_PAIRS} more pairs`;
  for (const breakdown of evaluation.breakdowns) yield* worstLines(module, breakdown, style);
}

function* worstLines(
  module: EvaluationModule,
  breakdown: Breakdown,
  style: (text: string) => string,
): Generator<string> {
  const rows = module.worstRows(breakdown).filter(({ wrong }) => wrong > 0);
  if (rows.length === 0) return;
  yield `\n${style(`Worst by ${breakdown.attribute}`)}`;
  yield textTable(
    [breakdown.attribute, 'wrong', 'of', 'accuracy', '', 'most common error'],
    rows
      .slice(0, MAX_SHOWN_ROWS)
      .map(({ value, wrong, support, accuracy, interval, mistake }) => [
        value,
        `${wrong}`,
        `${support}`,
        percent(accuracy ?? 0),
        range(interval),
        mistake === null ? '' : `${mistake.true} as ${mistake.predicted}`,
      ]),
    { right: [1, 2, 3, 4] },
  );
}

function* sampleLines(
  module: EvaluationModule,
  { wrongSamples, leastConfident, samples, classes }: Evaluation,
  { wrong, leastConfident: leastConfidentCount, by, style }: EvaluationTextOptions,
): Generator<string> {
  const probabilities = ({ probabilities }: ScoredPrediction) => module.toWholePercentages(probabilities).join('/');
  if (wrongSamples.length === 0) yield `\n${style('No wrong samples')}`;
  else if (wrong > 0) {
    yield `\n${style('Wrong samples, most confident first')}`;
    yield textTable(
      ['file', 'true', 'predicted', 'confidence', 'street'],
      wrongSamples
        .slice(0, wrong)
        .map((sample) => [
          sample.file,
          sample.true,
          sample.predicted,
          percent(sample.confidence),
          sample.provenance?.street ?? '',
        ]),
      { right: [3] },
    );
    if (wrongSamples.length > wrong) yield `and ${count(wrongSamples.length - wrong)} more`;
  }
  if (leastConfidentCount > 0) {
    // A row of 32 probabilities is too wide.
    const isFew = classes.length <= MAX_MATRIX_CLASSES;
    yield `\n${style(`Least confident, ${MEASURES[by]}`)}`;
    yield textTable(
      ['file', 'true', 'predicted', 'confidence', 'margin', 'entropy', ...(isFew ? [`${classes.join('/')} (%)`] : [])],
      leastConfident[by]
        .slice(0, leastConfidentCount)
        .map((sample) => [
          ...[sample.file, sample.true, sample.predicted, percent(sample.confidence), percent(sample.margin)],
          sample.entropy.toFixed(3),
          ...(isFew ? [probabilities(sample)] : []),
        ]),
      { right: [3, 4, 5] },
    );
    if (samples > leastConfidentCount) yield `of ${count(samples)} samples`;
  }
}

/** The text of a comparison of two runs. */
export function* comparisonLines(comparison: RunComparison, style: (text: string) => string): Generator<string> {
  const { a, b, mcnemar, accuracyDifference, macroF1Difference } = comparison;
  yield `\n${style(`${a} vs. ${b}`)}`;
  yield textTable(
    [`${comparison.samples} ${comparison.split} samples`, `${b} correct`, `${b} wrong`],
    [
      [`${a} correct`, `${comparison.bothRight}`, `${comparison.onlyA}`],
      [`${a} wrong`, `${comparison.onlyB}`, `${comparison.bothWrong}`],
    ],
    { right: [1, 2] },
  );
  const points = (value: number) => `${value < 0 ? '-' : '+'}${(Math.abs(value) * 100).toFixed(1)}`;
  const difference = (name: string, { value, interval }: typeof accuracyDifference) =>
    `${name}, ${b} - ${a}: ${points(value)} points [${points(interval.low)}, ${points(interval.high)}]`;
  yield difference('accuracy', accuracyDifference);
  yield difference('macro F1', macroF1Difference);
  yield `McNemar, exact binomial: p = ${mcnemar.exact.pValue.toPrecision(3)}; chi-square with continuity correction: ` +
    `${mcnemar.chiSquare.statistic.toFixed(3)}, p = ${mcnemar.chiSquare.pValue.toPrecision(3)}`;
  yield `${mcnemar.pValue < 0.05 ? 'The difference is significant' : 'The difference is not significant'} ` +
    `(${mcnemar.method}, ${mcnemar.onlyA + mcnemar.onlyB} discordant samples, 5% level).`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
