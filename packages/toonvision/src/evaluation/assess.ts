// Predictions become numbers: every score, interval, table and ranking of one classifier on one set of samples.

import { tallyOf } from '@toonvision/nn/metrics';
import { mean } from '../statistics/index.ts';
import type { Assessment } from './assessment.ts';
import { bootstrapIntervals } from './bootstrap.ts';
import { type BreakdownOptions, breakdowns } from './breakdown.ts';
import { calibration } from './calibration.ts';
import { classificationReport } from './classificationReport.ts';
import { confusedPairs, confusionMatrix, normaliseRows, wrongOnly } from './confusionMatrix.ts';
import { confidentlyWrong, type DoubtedPrediction, leastConfident, withDoubts } from './doubt.ts';
import { drawnScores } from './drawnScores.ts';
import { evaluationMetrics } from './metrics.ts';
import { type ClassCurves, curveAreas, oneVsRestCurves } from './oneVsRest.ts';
import { type Prediction, wrongSamples } from './prediction.ts';
import { brierScore, classBrierScore, logLoss, topKAccuracy } from './probabilityScores.ts';
import { wilsonInterval } from './wilsonInterval.ts';

/** Options of `assess`. */
export interface AssessOptions extends BreakdownOptions {
  /** Class names in the order of the probabilities. */
  classes: readonly string[];
  /** What the bootstrap draws. Default `sample`; `screenshot` or `burst` where samples of one are alike. */
  resampleBy?: 'sample' | 'screenshot' | 'burst';
  /** Default 2000. */
  resamples?: number;
  /** Of the bootstrap. Default 0. */
  seed?: number;
  /** Bins of the calibration. Default 10. */
  bins?: number;
  /** Samples in each ranking. Default 25. */
  listed?: number;
}

const LEVEL = 0.95;
const MOST_K = 5;

/**
 * Assesses predictions.
 *
 * @throws RangeError when there is no prediction, or one has another class or another number of probabilities
 *
 * @example
 * const { report, accuracyInterval, confusedPairs } = assess(predictions, { classes: ['bb', 'lb', 'cb', 'sb'] });
 */
export function assess(predictions: readonly Prediction[], options: AssessOptions): Assessment {
  return assessWithCurves(predictions, options).assessment;
}

/** The assessment with the curves and the uncertainty of each prediction that it was made of. */
export function assessWithCurves(
  predictions: readonly Prediction[],
  options: AssessOptions,
): { assessment: Assessment; predictions: DoubtedPrediction[]; curves: ClassCurves[] } {
  const { classes, resampleBy = 'sample', resamples = 2000, seed = 0, bins = 10, listed = 25 } = options;
  if (predictions.length === 0) throw new RangeError('assess() predictions: there is none');
  for (const { id, probabilities } of predictions) {
    if (probabilities.length !== classes.length) {
      throw new RangeError(`${id}: ${probabilities.length} probabilities for ${classes.length} classes`);
    }
  }
  const labelOf = (id: string, name: string) => {
    const label = classes.indexOf(name);
    if (label < 0) throw new RangeError(`${id}: no class is called ${name}; the classes are ${classes.join(', ')}`);
    return label;
  };
  const labels = predictions.map(({ id, true: truth }) => labelOf(id, truth));
  const guesses = predictions.map(({ id, predicted }) => labelOf(id, predicted));
  const rows = predictions.map(({ probabilities }) => probabilities);
  const doubted = predictions.map((prediction) => withDoubts(prediction, classes));
  const isRight = labels.map((label, sample) => label === guesses[sample]);
  const right = isRight.filter(Boolean).length;
  const samples = predictions.length;

  const confusion = confusionMatrix(labels, guesses, { classes });
  const report = classificationReport(confusion, { classes });
  const curves = oneVsRestCurves(labels, rows, { classes });
  const areas = curveAreas(curves, samples);
  const numbers = {
    confusion,
    loss: mean(doubted.map(({ loss }) => loss)),
    brier: brierScore(labels, rows),
    calibration: calibration(
      doubted.map(({ confidence }) => confidence),
      isRight,
      { bins },
    ),
    areas,
  };
  const ranked = (by: 'maxProbability' | 'margin' | 'entropy') => leastConfident(doubted, { by, count: listed });

  const tally = tallyOf(confusion);
  const assessment: Assessment = {
    classes: [...classes],
    samples,
    wrong: samples - right,
    accuracy: right / samples,
    accuracyInterval: wilsonInterval(right, samples),
    ...numbers,
    metrics: evaluationMetrics(numbers),
    normalised: normaliseRows(confusion),
    wrongOnly: wrongOnly(confusion),
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
    topK: Array.from({ length: Math.min(MOST_K, classes.length - 1) }, (_, index) => ({
      k: index + 1,
      accuracy: topKAccuracy(labels, rows, index + 1),
    })),
    wrongSamples: wrongSamples(doubted),
    leastConfident: {
      maxProbability: ranked('maxProbability'),
      margin: ranked('margin'),
      entropy: ranked('entropy'),
    },
    confidentlyWrong: confidentlyWrong(doubted, listed),
    notes: [...report.notes, ...areas.notes],
  };
  return { assessment, predictions: doubted, curves };
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
    if (provenance === undefined) throw new RangeError(`${id}: the ${by} is not known; draw by sample`);
    return provenance[by];
  });
  const scoreOf = drawnScores(labels, guesses, classes);
  const [accuracy, macroF1] =
    bootstrapIntervals(
      predictions.length,
      (drawn) => {
        const scores = scoreOf(drawn);
        return [scores.accuracy, scores.macroF1];
      },
      { resamples, seed, level: LEVEL, ...(by === 'sample' ? {} : { groups }) },
    ) ?? [];
  const unknown = { low: 0, high: 1 };
  return {
    by,
    units: by === 'sample' ? predictions.length : new Set(groups).size,
    resamples,
    seed,
    level: LEVEL,
    accuracy: accuracy ?? unknown,
    macroF1: macroF1 ?? unknown,
  };
}
