// The tables and lines that `toonvision evaluate` prints.
import type * as EvaluationRoom from '../evaluation/index.ts';
import type { Breakdown, Interval, ScoredPrediction, UncertaintyMeasure } from '../evaluation/index.ts';
import { formatMetrics } from '../evaluation/metrics.ts';
import { count, percent } from '../format/index.ts';
import type { Evaluation, RunComparison } from '../training/index.ts';
import { textTable } from './textTable.ts';

/** What the formatting of an evaluation needs of that room, which is loaded only when it is used. */
type Room = typeof EvaluationRoom;

export interface EvaluationTextOptions {
  sortLabels: boolean;
  /** Wrong samples to list. */
  wrong: number;
  /** Unsure samples to list. */
  leastConfident: number;
  by: UncertaintyMeasure;
  style: (text: string) => string;
}

/** More classes than that make a matrix too wide to read; its pairs and its file are named instead. */
const MOST_CLASSES = 12;
const SHOWN_PAIRS = 5;
const SHOWN_ROWS = 3;

const MEASURES: Readonly<Record<UncertaintyMeasure, string>> = {
  maxProbability: 'by highest probability',
  margin: 'by margin of the first over the second',
  entropy: 'by entropy',
};

const range = ({ low, high }: Interval) => `[${(low * 100).toFixed(1)}, ${(high * 100).toFixed(1)}]`;
const orDash = (value: number | null) => (value === null ? '-' : value.toFixed(3));

/** The whole text, heading by heading. */
export function* evaluationLines(
  room: Room,
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
  yield `In brackets 95% intervals: Wilson's, for macro F1 ${count(bootstrap.resamples)} draws of ${
    bootstrap.by === 'sample' ? 'samples' : `${bootstrap.units} ${bootstrap.by}s`
  }. Always guessing ${majority.name}: ${percent(majority.accuracy)}.`;
  if (bootstrap.by !== 'sample') yield `Accuracy by draws of ${bootstrap.by}s: ${range(bootstrap.accuracy)}.`;
  if (evaluation.testOpenings !== undefined) {
    yield `The test split of this project has been opened ${times(evaluation.testOpenings)}.`;
  }
  if (classes.length <= MOST_CLASSES) {
    yield `\n${style('Confusion matrix')}`;
    yield room.formatConfusionMatrix(confusion, { classes });
    yield `\n${style('Wrong only')}`;
    yield room.formatConfusionMatrix(evaluation.offDiagonal, { classes, zero: '.' });
  }
  yield `\n${style('Classification report')}`;
  yield room.formatClassificationReport(report, { sortLabels: options.sortLabels }).trimEnd();
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
    ...(second === undefined ? [] : [`true class among the first two ${percent(second.accuracy)}`]),
  ].join(', ');
  yield `calibration: ECE ${percent(calibration.ece)}, MCE ${percent(calibration.mce)}, Brier ${evaluation.brier.toFixed(4)}, log loss ${evaluation.logLoss.toFixed(4)}`;
  yield `\n${style('Metrics')}`;
  yield textTable(
    ['metric', 'value'],
    formatMetrics(evaluation.metrics).map(({ title, text }) => [title, text]),
    { right: [1] },
  );
  for (const note of evaluation.notes) yield `note: ${note}`;
  yield* placeLines(room, evaluation, style);
  yield* sampleLines(room, evaluation, options);
}

/** Where it goes wrong: pairs of classes, streets, parts of the label, flags. */
function* placeLines(room: Room, evaluation: Evaluation, style: (text: string) => string): Generator<string> {
  if (evaluation.wrong === 0) return;
  const pairs = evaluation.confusedPairs;
  yield `\n${style('Most confused')}`;
  yield textTable(
    ['true', 'predicted', 'times', 'of the class'],
    pairs.slice(0, SHOWN_PAIRS).map((pair) => [pair.true, pair.predicted, `${pair.count}`, percent(pair.share)]),
    { right: [2, 3] },
  );
  if (pairs.length > SHOWN_PAIRS) yield `and ${pairs.length - SHOWN_PAIRS} more pairs`;
  for (const breakdown of evaluation.breakdowns) yield* worstLines(room, breakdown, style);
}

function* worstLines(room: Room, breakdown: Breakdown, style: (text: string) => string): Generator<string> {
  const rows = room.worstRows(breakdown).filter(({ wrong }) => wrong > 0);
  if (rows.length === 0) return;
  yield `\n${style(`Worst by ${breakdown.attribute}`)}`;
  yield textTable(
    [breakdown.attribute, 'wrong', 'of', 'accuracy', '', 'most often'],
    rows
      .slice(0, SHOWN_ROWS)
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
  room: Room,
  { wrongSamples, leastConfident, samples, classes }: Evaluation,
  { wrong, leastConfident: unsure, by, style }: EvaluationTextOptions,
): Generator<string> {
  const probabilities = ({ probabilities }: ScoredPrediction) => room.toWholePercentages(probabilities).join('/');
  if (wrongSamples.length === 0) yield `\n${style('No wrong sample')}`;
  else if (wrong > 0) {
    yield `\n${style('Wrong samples, the most confident first')}`;
    yield textTable(
      ['file', 'true', 'predicted', 'confidence', 'street'],
      wrongSamples
        .slice(0, wrong)
        .map((one) => [one.file, one.true, one.predicted, percent(one.confidence), one.provenance?.street ?? '']),
      { right: [3] },
    );
    if (wrongSamples.length > wrong) yield `and ${count(wrongSamples.length - wrong)} more`;
  }
  if (unsure > 0) {
    // A row of 32 probabilities says less than the measure itself.
    const isFew = classes.length <= MOST_CLASSES;
    yield `\n${style(`Least confident, ${MEASURES[by]}`)}`;
    yield textTable(
      ['file', 'true', 'predicted', 'confidence', 'margin', 'entropy', ...(isFew ? [`${classes.join('/')} (%)`] : [])],
      leastConfident[by]
        .slice(0, unsure)
        .map((one) => [
          ...[one.file, one.true, one.predicted, percent(one.confidence), percent(one.margin), one.entropy.toFixed(3)],
          ...(isFew ? [probabilities(one)] : []),
        ]),
      { right: [3, 4, 5] },
    );
    if (samples > unsure) yield `of ${count(samples)} samples`;
  }
}

/** What comparing two runs came to. */
export function* comparisonLines(comparison: RunComparison, style: (text: string) => string): Generator<string> {
  const { a, b, mcnemar, accuracyDifference, macroF1Difference } = comparison;
  yield `\n${style(`${a} against ${b}`)}`;
  yield textTable(
    [`${comparison.samples} ${comparison.split} samples`, `${b} right`, `${b} wrong`],
    [
      [`${a} right`, `${comparison.bothRight}`, `${comparison.onlyA}`],
      [`${a} wrong`, `${comparison.onlyB}`, `${comparison.bothWrong}`],
    ],
    { right: [1, 2] },
  );
  const points = (value: number) => `${value < 0 ? '-' : '+'}${(Math.abs(value) * 100).toFixed(1)}`;
  const difference = (name: string, { value, interval }: typeof accuracyDifference) =>
    `${name} of ${b} less that of ${a}: ${points(value)} points [${points(interval.low)}, ${points(interval.high)}]`;
  yield difference('accuracy', accuracyDifference);
  yield difference('macro F1', macroF1Difference);
  yield `McNemar, exact binomial: p = ${mcnemar.exact.pValue.toPrecision(3)}; chi-square with continuity correction: ` +
    `${mcnemar.chiSquare.statistic.toFixed(3)}, p = ${mcnemar.chiSquare.pValue.toPrecision(3)}`;
  yield `${mcnemar.pValue < 0.05 ? 'The two differ by more than luck' : 'The two cannot be told apart'} ` +
    `(${mcnemar.method}, ${mcnemar.onlyA + mcnemar.onlyB} differing samples, 5% level).`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
