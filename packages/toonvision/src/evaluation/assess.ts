// Assesses predictions: all scores, intervals, tables and rankings of one classifier on one set of samples.

import { tallyOf } from '@toonvision/nn/metrics';
import { mean } from '../statistics/index.ts';
import { type Assessment, deriveScores } from './assessment.ts';
import { bootstrapIntervals } from './bootstrap.ts';
import { type BreakdownOptions, breakdowns } from './breakdown.ts';
import { calibration } from './calibration.ts';
import { classificationReport } from './classificationReport.ts';
import { confusedPairs, confusionMatrix } from './confusionMatrix.ts';
import { type ClassCurves, curveAreas, oneVsRestCurves } from './oneVsRest.ts';
import { type Prediction, wrongSamples } from './prediction.ts';
import { brierScore, classBrierScore, logLoss, topKAccuracy } from './probabilityScores.ts';
import { createResampleScorer } from './resampleScorer.ts';
import { confidentlyWrong, leastConfident, measureUncertainty, type ScoredPrediction } from './uncertainty.ts';
import { wilsonInterval } from './wilsonInterval.ts';

/** Options of `assess`. */
export interface AssessOptions extends BreakdownOptions {
  /** Class names in the order of the probabilities. */
  classes: readonly string[];
  /** Unit that the bootstrap resamples. Default `sample`; use `screenshot` or `burst` if samples of one are alike. */
  resampleBy?: 'sample' | 'screenshot' | 'burst';
  /** Number of bootstrap resamples. Default 2000. */
  resamples?: number;
  /** Seed of the bootstrap. Default 0. */
  seed?: number;
  /** Number of calibration bins. Default 10. */
  bins?: number;
  /** Maximum number of samples in each ranking. Default 25. */
  listed?: number;
}

const CONFIDENCE_LEVEL = 0.95;
const MAX_K = 5;

/**
 * Computes all metrics, intervals and rankings of predictions.
 *
 * @throws RangeError if `predictions` is empty, a class is unknown, or a prediction has the wrong number of
 *   probabilities
 *
 * @example
 * const { report, accuracyInterval, confusedPairs } = assess(predictions, { classes: ['bb', 'lb', 'cb', 'sb'] });
 */
export function assess(predictions: readonly Prediction[], options: AssessOptions): Assessment {
  return assessWithCurves(predictions, options).assessment;
}

/** Like `assess`, but also returns the curves and the uncertainty of each prediction. */
export function assessWithCurves(
  predictions: readonly Prediction[],
  options: AssessOptions,
): { assessment: Assessment; predictions: ScoredPrediction[]; curves: ClassCurves[] } {
  const { classes, resampleBy = 'sample', resamples = 2000, seed = 0, bins = 10, listed = 25 } = options;
  if (predictions.length === 0) throw new RangeError('assess() needs at least one prediction');
  for (const { id, probabilities } of predictions) {
    if (probabilities.length !== classes.length) {
      throw new RangeError(`${id}: expected ${classes.length} probabilities, got ${probabilities.length}`);
    }
  }
  const toLabel = (id: string, name: string) => {
    const label = classes.indexOf(name);
    if (label < 0) throw new RangeError(`${id}: unknown class ${name}; expected one of ${classes.join(', ')}`);
    return label;
  };
  const labels = predictions.map(({ id, true: truth }) => toLabel(id, truth));
  const guesses = predictions.map(({ id, predicted }) => toLabel(id, predicted));
  const rows = predictions.map(({ probabilities }) => probabilities);
  const scored = predictions.map((prediction) => measureUncertainty(prediction, classes));
  const isCorrect = labels.map((label, sample) => label === guesses[sample]);
  const correct = isCorrect.filter(Boolean).length;
  const samples = predictions.length;

  const confusion = confusionMatrix(labels, guesses, { classes });
  const report = classificationReport(confusion, { classes });
  const curves = oneVsRestCurves(labels, rows, { classes });
  const areas = curveAreas(curves, samples);
  const scores = {
    confusion,
    loss: mean(scored.map(({ loss }) => loss)),
    brier: brierScore(labels, rows),
    calibration: calibration(
      scored.map(({ confidence }) => confidence),
      isCorrect,
      { bins },
    ),
    areas,
  };
  const rank = (by: 'maxProbability' | 'margin' | 'entropy') => leastConfident(scored, { by, count: listed });

  const tally = tallyOf(confusion);
  const assessment: Assessment = {
    classes: [...classes],
    samples,
    wrong: samples - correct,
    accuracy: correct / samples,
    accuracyInterval: wilsonInterval(correct, samples),
    ...scores,
    ...deriveScores(scores),
    report,
    perClass: report.classes.map(({ name, precision, recall, f1, support }, label) => {
      const { hits = 0, predicted = 0 } = tally.classes[label] ?? {};
      return {
        name,
        support,
        predicted,
        right: hits,
        precision,
        precisionInterval: wilsonInterval(hits, predicted),
        recall,
        recallInterval: wilsonInterval(hits, support),
        f1,
        brier: classBrierScore(labels, rows, label),
      };
    }),
    bootstrap: bootstrap(predictions, labels, guesses, { classes: classes.length, by: resampleBy, resamples, seed }),
    confusedPairs: confusedPairs(confusion, { classes }),
    breakdowns: breakdowns(predictions, options),
    logLoss: logLoss(labels, rows),
    topK: Array.from({ length: Math.min(MAX_K, classes.length - 1) }, (_, index) => ({
      k: index + 1,
      accuracy: topKAccuracy(labels, rows, index + 1),
    })),
    wrongSamples: wrongSamples(scored),
    leastConfident: {
      maxProbability: rank('maxProbability'),
      margin: rank('margin'),
      entropy: rank('entropy'),
    },
    confidentlyWrong: confidentlyWrong(scored, listed),
    notes: [...report.notes, ...areas.notes],
  };
  return { assessment, predictions: scored, curves };
}

interface BootstrapSettings {
  classes: number;
  by: 'sample' | 'screenshot' | 'burst';
  resamples: number;
  seed: number;
}

function bootstrap(
  predictions: readonly Prediction[],
  labels: readonly number[],
  guesses: readonly number[],
  { classes, by, resamples, seed }: BootstrapSettings,
): Assessment['bootstrap'] {
  const groups = predictions.map(({ id, provenance }) => {
    if (by === 'sample') return id;
    if (provenance === undefined) throw new RangeError(`${id}: missing ${by}; resample by sample instead`);
    return provenance[by];
  });
  const scoreResample = createResampleScorer(labels, guesses, classes);
  const [accuracy, macroF1] =
    bootstrapIntervals(
      predictions.length,
      (drawn) => {
        const scores = scoreResample(drawn);
        return [scores.accuracy, scores.macroF1];
      },
      { resamples, seed, level: CONFIDENCE_LEVEL, groups: by === 'sample' ? undefined : groups },
    ) ?? [];
  const unknown = { low: 0, high: 1 };
  return {
    by,
    units: by === 'sample' ? predictions.length : new Set(groups).size,
    resamples,
    seed,
    level: CONFIDENCE_LEVEL,
    accuracy: accuracy ?? unknown,
    macroF1: macroF1 ?? unknown,
  };
}
