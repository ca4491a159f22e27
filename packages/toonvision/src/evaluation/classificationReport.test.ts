// Classification reports compared with the article's report and recorded reports of scikit-learn.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { classificationReport } from './classificationReport.ts';
import { formatClassificationReport } from './formatClassificationReport.ts';

const ARTICLE_MATRIX = [
  [33, 0, 5, 3],
  [0, 59, 1, 0],
  [1, 7, 33, 0],
  [2, 1, 0, 52],
];
const ARTICLE_REPORT = `              precision    recall  f1-score   support

          bb       0.92      0.80      0.86        41
          cb       0.85      0.80      0.83        41
          lb       0.88      0.98      0.93        60
          sb       0.95      0.95      0.95        55

    accuracy                           0.90       197
   macro avg       0.90      0.88      0.89       197
weighted avg       0.90      0.90      0.90       197
`;
const classes = ['bb', 'lb', 'cb', 'sb'];

const scores = z.object({ precision: z.number(), recall: z.number(), 'f1-score': z.number(), support: z.number() });
const recorded = z
  .object({
    version: z.string(),
    cases: z.array(
      z.object({
        classes: z.array(z.string()),
        trueLabels: z.array(z.int()),
        predictedLabels: z.array(z.int()),
        labels: z.array(z.int()),
        digits: z.int(),
        text: z.string(),
        values: z.record(z.string(), z.union([scores, z.number()])),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('./fixtures/sklearnReports.json', import.meta.url), 'utf8')));

describe('the report of the article', () => {
  it('is reproduced from its matrix character by character', () => {
    const report = classificationReport(ARTICLE_MATRIX, { classes });
    expect(formatClassificationReport(report, { sortLabels: true })).toBe(ARTICLE_REPORT);
  });

  it('keeps the order of the classes by default', () => {
    const text = formatClassificationReport(classificationReport(ARTICLE_MATRIX, { classes }));
    expect(
      text
        .split('\n')
        .slice(2, 6)
        .map((line) => line.trim().slice(0, 2)),
    ).toEqual(classes);
  });

  it('has accuracy and support', () => {
    const report = classificationReport(ARTICLE_MATRIX, { classes });
    expect(report.accuracy).toBeCloseTo(177 / 197, 15);
    expect(report.support).toBe(197);
    expect(report.notes).toEqual([]);
  });
});

describe(`scikit-learn ${recorded.version}`, () => {
  it.each(recorded.cases.map((entry, index) => ({ ...entry, index })))(
    'gives the same text and numbers, case $index',
    ({ classes, trueLabels, predictedLabels, labels, digits, text, values }) => {
      const labelOrder = labels.map((label) => classes[label] ?? '');
      const report = classificationReport({ trueLabels, predictedLabels }, { classes, digits, labelOrder });
      // Without correct predictions scikit-learn's counts become floats and a support prints as `8.0` instead of `8`.
      const noneCorrect = trueLabels.every((label, sample) => label !== predictedLabels[sample]);
      expect(formatClassificationReport(report)).toBe(noneCorrect ? text.replace(/ {2}(\d+)\.0$/gm, '    $1') : text);
      const rows = [
        ...report.classes.map((row) => [row.name, row] as const),
        ['macro avg', report.macroAverage] as const,
        ['weighted avg', report.weightedAverage] as const,
        ...(report.accuracy === undefined ? [['micro avg', report.microAverage] as const] : []),
      ];
      for (const [name, row] of rows) {
        const expected = scores.parse(values[name]);
        expect(row.precision).toBeCloseTo(expected.precision, 12);
        expect(row.recall).toBeCloseTo(expected.recall, 12);
        expect(row.f1).toBeCloseTo(expected['f1-score'], 12);
      }
      if (report.accuracy !== undefined) expect(report.accuracy).toBeCloseTo(z.number().parse(values.accuracy), 12);
    },
  );
});

describe('classificationReport', () => {
  it('sets scores with a zero divisor to 0 and notes it', () => {
    const report = classificationReport(
      [
        [2, 0, 0],
        [1, 0, 0],
        [0, 0, 0],
      ],
      { classes: ['bb', 'lb', 'cb'] },
    );
    expect(report.classes[1]).toEqual({ name: 'lb', precision: 0, recall: 0, f1: 0, support: 1 });
    expect(report.notes).toEqual([
      'precision of lb is set to 0: no predicted samples',
      'precision of cb is set to 0: no predicted samples',
      'recall of cb is set to 0: no true samples',
      'f1-score of cb is set to 0: no true and no predicted samples',
    ]);
  });

  it('rejects matrices of the wrong shape, negative counts and unknown classes', () => {
    expect(() => classificationReport([[1]], { classes })).toThrow('1 x 1 for 4 classes');
    expect(() => classificationReport([[-1]], { classes: ['bb'] })).toThrow('-1 in the row of bb');
    expect(() => classificationReport(ARTICLE_MATRIX, { classes, labelOrder: ['xx'] })).toThrow(
      'unknown class xx; expected one of',
    );
  });
});
