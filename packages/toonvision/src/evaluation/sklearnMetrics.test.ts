// All metrics compared with scikit-learn and SciPy: empty classes, ties, probabilities of exactly 0 and 1.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { calibration } from './calibration.ts';
import { classificationReport } from './classificationReport.ts';
import { confusionMatrix, normalizeRows } from './confusionMatrix.ts';
import { formatClassificationReport } from './formatClassificationReport.ts';
import { mcnemar } from './mcnemar.ts';
import { confusionMetrics } from './metrics.ts';
import { curveAreas, oneVsRestCurves } from './oneVsRest.ts';
import { predictedLabels } from './prediction.ts';
import { brierScore, classBrierScore, logLoss, topKAccuracy } from './probabilityScores.ts';
import { classificationReportDict } from './reportTables.ts';

const values = z.array(z.number().nullable());
const classEntry = z.object({
  positives: z.int(),
  rocWarnings: z.array(z.string()),
  prWarnings: z.array(z.string()),
  fpr: values,
  tpr: values,
  auc: z.number().nullable(),
  precision: values,
  recall: values,
  thresholds: values,
  averagePrecision: z.number(),
  brier: z.number(),
});
const recorded = z
  .object({
    scikitLearn: z.string(),
    scipy: z.string(),
    cases: z
      .array(
        z.object({
          trueLabels: z.array(z.int()),
          probabilities: z.array(z.array(z.number())),
          logLoss: z.number(),
          brier: z.number(),
          confusion: z.array(z.array(z.int())),
          normalised: z.array(z.array(z.number())),
          perClass: z.array(classEntry),
          balancedAccuracy: z.number(),
          cohenKappa: z.number().nullable(),
          topK: z.array(z.number()).nullable(),
          macroAuc: z.array(z.number()).nullable(),
          text: z.string(),
          reportWarnings: z.array(z.string()),
          report: z.record(z.string(), z.union([z.number(), z.record(z.string(), z.number())])),
          micro: z.array(z.number()),
          calibration: z.array(
            z.object({
              bins: z.int(),
              counts: z.array(z.int()),
              accuracy: z.array(z.number()),
              confidence: z.array(z.number()),
              ece: z.number(),
              mce: z.number(),
            }),
          ),
        }),
      )
      .min(40),
    mcnemar: z.array(
      z.object({
        onlyA: z.int(),
        onlyB: z.int(),
        exact: z.number(),
        statistic: z.number(),
        chiSquare: z.number(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('./fixtures/sklearnMetrics.json', import.meta.url), 'utf8')));

/** Within 1e-12, absolute below 1 and relative above; null equals null. */
function agree(actual: number | null | undefined, expected: number | null | undefined): void {
  if (typeof actual !== 'number' || typeof expected !== 'number') expect(actual).toBe(expected);
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
}

function agreeAll(actual: readonly (number | null)[], expected: readonly (number | null)[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of actual.entries()) agree(value, expected[index]);
}

describe(`scikit-learn ${recorded.scikitLearn}`, () => {
  const cases = recorded.cases.map((entry, index) => {
    const classes = (entry.probabilities[0] ?? []).map((_, label) => `c${label}`);
    return { ...entry, classes, index };
  });

  it.each(cases)('gives the same probability metrics, case $index', ({ trueLabels, probabilities, ...expected }) => {
    agree(logLoss(trueLabels, probabilities), expected.logLoss);
    agree(brierScore(trueLabels, probabilities), expected.brier);
    for (const [label, { brier }] of expected.perClass.entries())
      agree(classBrierScore(trueLabels, probabilities, label), brier);
    for (const [index, accuracy] of (expected.topK ?? []).entries())
      agree(topKAccuracy(trueLabels, probabilities, index + 1), accuracy);
  });

  it.each(cases)('gives the same curves, case $index', ({ trueLabels, probabilities, classes, ...expected }) => {
    const curves = oneVsRestCurves(trueLabels, probabilities, { classes });
    for (const [label, { name, positives, roc, precisionRecall }] of curves.entries()) {
      const entry = expected.perClass[label]!;
      expect(positives).toBe(entry.positives);
      agreeAll(roc.falsePositiveRate, entry.fpr);
      agreeAll(roc.truePositiveRate, entry.tpr);
      agree(roc.auc, entry.auc);
      agreeAll(precisionRecall.precision, entry.precision);
      agreeAll(precisionRecall.recall, entry.recall);
      agreeAll(precisionRecall.thresholds, entry.thresholds);
      agree(precisionRecall.averagePrecision, entry.averagePrecision);
      // A note exactly where scikit-learn warns.
      const notes = curveAreas([curves[label]!], trueLabels.length).notes;
      expect(notes.filter((note) => note.startsWith(`the ROC curve of ${name}`))).toHaveLength(
        entry.rocWarnings.length,
      );
      expect(notes.filter((note) => note.startsWith('the average precision'))).toHaveLength(entry.prWarnings.length);
    }
    if (expected.macroAuc !== null) {
      const areas = curveAreas(curves, trueLabels.length);
      agreeAll([areas.macroAuc, areas.weightedAuc], expected.macroAuc);
    }
  });

  it.each(cases)(
    'gives the same matrix and report, case $index',
    ({ trueLabels, probabilities, classes, ...expected }) => {
      const guesses = predictedLabels(probabilities.flat(), classes.length).map(({ label }) => label);
      const confusion = confusionMatrix(trueLabels, guesses, { classes });
      expect(confusion).toEqual(expected.confusion);
      for (const [label, row] of normalizeRows(confusion).entries()) agreeAll(row, expected.normalised[label]!);
      const full = classificationReport(confusion, { classes });
      // This version of scikit-learn prints `micro avg` if a class never occurs; later ones print `accuracy`.
      const occurs = classes.every((_, label) => trueLabels.includes(label) || guesses.includes(label));
      const report = occurs ? full : { ...full, accuracy: undefined };
      // Without correct predictions scikit-learn's counts become floats and a support prints as `8.0` instead of `8`.
      const noneCorrect = trueLabels.every((label, sample) => label !== guesses[sample]);
      expect(formatClassificationReport(report)).toBe(
        noneCorrect ? expected.text.replace(/ {2}(\d+)\.0$/gm, '    $1') : expected.text,
      );
      const dictionary = classificationReportDict(report);
      expect(Object.keys(dictionary)).toEqual(Object.keys(expected.report));
      for (const [name, entry] of Object.entries(dictionary)) {
        const reference = expected.report[name]!;
        if (typeof entry === 'number' || typeof reference === 'number')
          expect(entry).toBeCloseTo(Number(reference), 12);
        else for (const [score, value] of Object.entries(entry)) agree(value, reference[score]);
      }
      const { precision, recall, f1 } = report.microAverage;
      agreeAll([precision, recall, f1], expected.micro);
      const isNoted = (kind: string) => report.notes.some((note) => note.startsWith(kind));
      expect(isNoted('precision')).toBe(expected.reportWarnings.some((warning) => warning.startsWith('Precision')));
      expect(isNoted('recall')).toBe(expected.reportWarnings.some((warning) => warning.startsWith('Recall')));
    },
  );

  it.each(cases)('gives the same confusion matrix metrics, case $index', ({ confusion, ...expected }) => {
    const { balancedAccuracy, cohenKappa } = confusionMetrics(confusion);
    agree(balancedAccuracy, expected.balancedAccuracy);
    // Undefined in scikit-learn if all samples and predictions are of one class.
    agree(cohenKappa, expected.cohenKappa ?? 0);
  });

  it.each(cases)('gives the same calibration, case $index', ({ trueLabels, probabilities, ...expected }) => {
    const classes = probabilities[0]!.length;
    const guesses = predictedLabels(probabilities.flat(), classes);
    const confidences = probabilities.map((row) => Math.max(...row));
    const correct = guesses.map(({ label }, sample) => label === trueLabels[sample]);
    for (const reference of expected.calibration) {
      const { bins, ece, mce } = calibration(confidences, correct, { bins: reference.bins });
      const filled = bins.filter(({ count }) => count > 0);
      expect(bins.map(({ count }) => count)).toEqual(reference.counts);
      agreeAll(
        filled.map(({ accuracy }) => accuracy),
        reference.accuracy,
      );
      agreeAll(
        filled.map(({ confidence }) => confidence),
        reference.confidence,
      );
      agree(ece, reference.ece);
      agree(mce, reference.mce);
    }
  });
});

describe(`SciPy ${recorded.scipy}`, () => {
  it.each(recorded.mcnemar)('gives the same McNemar test of $onlyA and $onlyB', ({ onlyA, onlyB, ...expected }) => {
    const test = mcnemar(onlyA, onlyB);
    const close = (actual: number, reference: number) =>
      expect(Math.abs(actual - reference)).toBeLessThanOrEqual(1e-12 * Math.max(reference, 1e-30));
    close(test.exact.pValue, expected.exact);
    close(test.chiSquare.statistic, expected.statistic);
    close(test.chiSquare.pValue, expected.chiSquare);
    expect(test.pValue).toBe(onlyA + onlyB < 25 ? test.exact.pValue : test.chiSquare.pValue);
    expect(test.method).toBe(onlyA + onlyB < 25 ? 'exact binomial' : 'chi-square with continuity correction');
  });
});
