// Tests of confusionMatrix.ts and formatConfusionMatrix.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusionMatrix, offDiagonal } from './confusionMatrix.ts';
import { formatConfusionMatrix } from './formatConfusionMatrix.ts';

const classes = ['bb', 'lb', 'cb', 'sb'];

describe('confusionMatrix', () => {
  it('has true classes as rows', () => {
    expect(confusionMatrix([0, 0, 1], [0, 1, 1], { classes: ['bb', 'lb'] })).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  it('keeps the row of a class without samples', () => {
    expect(confusionMatrix([0], [3], { classes })).toHaveLength(4);
  });

  it('counts every sample once and transposes if the labels are swapped', () => {
    const label = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(label, label)), (pairs) => {
        const truth = pairs.map(([a]) => a);
        const predicted = pairs.map(([, b]) => b);
        const matrix = confusionMatrix(truth, predicted, { classes });
        const swapped = confusionMatrix(predicted, truth, { classes });
        expect(matrix.flat().reduce((a, b) => a + b, 0)).toBe(pairs.length);
        expect(matrix).toEqual(classes.map((_, row) => classes.map((_, column) => swapped[column]?.[row])));
      }),
    );
  });

  it('rejects different numbers of labels and labels out of range', () => {
    expect(() => confusionMatrix([0, 1], [0], { classes })).toThrow('2 true but 1 predicted');
    expect(() => confusionMatrix([0], [4], { classes })).toThrow(
      'label 4 of sample 0 must be an integer between 0 and 3',
    );
    expect(() => confusionMatrix([0.5], [0], { classes })).toThrow('label 0.5');
  });
});

describe('offDiagonal', () => {
  it('sets the diagonal to zero', () => {
    expect(
      offDiagonal([
        [33, 0],
        [1, 7],
      ]),
    ).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });
});

describe('formatConfusionMatrix', () => {
  const matrix = [
    [33, 0, 5, 3],
    [0, 59, 1, 0],
    [1, 7, 33, 0],
    [2, 1, 0, 52],
  ];

  it('aligns names, counts and totals', () => {
    expect(formatConfusionMatrix(matrix, { classes })).toBe(
      [
        'true \\ predicted  bb  lb  cb  sb  total',
        '              bb  33   0   5   3     41',
        '              lb   0  59   1   0     60',
        '              cb   1   7  33   0     41',
        '              sb   2   1   0  52     55',
      ].join('\n'),
    );
  });

  it('replaces zeros by dots', () => {
    expect(formatConfusionMatrix(offDiagonal(matrix), { classes, zero: '.', totals: false })).toBe(
      [
        'true \\ predicted  bb  lb  cb  sb',
        '              bb   .   .   5   3',
        '              lb   .   .   1   .',
        '              cb   1   7   .   .',
        '              sb   2   1   .   .',
      ].join('\n'),
    );
  });

  it('rejects a matrix of the wrong size', () => {
    expect(() => formatConfusionMatrix([[1]], { classes })).toThrow('1 x 1 for 4 classes (bb, lb, cb, sb)');
  });
});
