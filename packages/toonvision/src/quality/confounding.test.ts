// Confounding of class and street, against hand-computed values and scikit-learn's.
import { describe, expect, it } from 'vitest';
import { confounding } from './confounding.ts';

const names = { classes: ['bb', 'lb'], streets: ['ww', 'ttc'] };

describe('confounding', () => {
  it('is 0 if all streets have the same class distribution, and reports no street', () => {
    const found = confounding(
      [
        [10, 20],
        [30, 60],
      ],
      names,
    );
    expect(found.normalizedMutualInformation).toBeCloseTo(0, 12);
    expect(found.predictiveStreets).toEqual([]);
    expect(found.streetAccuracy).toBe(found.majorityAccuracy);
  });

  it('is 1 if each street has its own class', () => {
    const found = confounding(
      [
        [40, 0],
        [0, 60],
      ],
      names,
    );
    expect(found.normalizedMutualInformation).toBeCloseTo(1, 12);
    expect(found.streetAccuracy).toBe(1);
    expect(found.majorityAccuracy).toBe(0.6);
    expect(found.predictiveStreets.map(({ street, share }) => [street, share])).toEqual([
      ['ttc', 1],
      ['ww', 1],
    ]);
  });

  it('matches the examples of the scikit-learn documentation', () => {
    // v_measure_score, which is the same measure: [0, 0, 1, 1] with [0, 0, 1, 2] gives 0.8, with [0, 1, 2, 3] 0.66.
    const of = (table: number[][]) =>
      confounding(table, { classes: ['a', 'b'], streets: ['p', 'q', 'r', 's'] }).normalizedMutualInformation;
    expect(
      of([
        [2, 0, 0, 0],
        [0, 1, 1, 0],
      ]),
    ).toBeCloseTo(0.8, 12);
    expect(
      of([
        [1, 1, 0, 0],
        [0, 0, 1, 1],
      ]),
    ).toBeCloseTo(2 / 3, 12);
  });

  it('reports a street with 90% of one class, and the overall frequency of the class', () => {
    const { predictiveStreets } = confounding(
      [
        [45, 20],
        [5, 80],
      ],
      names,
    );
    expect(predictiveStreets[0]).toMatchObject({ street: 'ww', className: 'bb', share: 0.9, samples: 50 });
    expect(predictiveStreets[0]!.overall).toBeCloseTo(65 / 150, 12);
  });

  it('ignores streets whose main class is common everywhere, and small streets', () => {
    expect(
      confounding(
        [
          [90, 900],
          [10, 100],
        ],
        names,
      ).predictiveStreets,
    ).toEqual([]);
    expect(
      confounding(
        [
          [9, 50],
          [0, 50],
        ],
        names,
      ).predictiveStreets,
    ).toEqual([]);
  });

  it('predicts a sample from the others only', () => {
    // One sample per class: none remain of its class, so no prediction is correct.
    expect(
      confounding(
        [
          [1, 0],
          [0, 1],
        ],
        names,
      ).streetAccuracy,
    ).toBe(0.5);
    expect(
      confounding(
        [
          [5, 5],
          [5, 5],
        ],
        names,
      ).streetAccuracy,
    ).toBe(0);
  });

  it('is 0 for one street or one class', () => {
    expect(
      confounding(
        [
          [5, 0],
          [7, 0],
        ],
        names,
      ).normalizedMutualInformation,
    ).toBe(0);
    expect(
      confounding(
        [
          [5, 6],
          [0, 0],
        ],
        names,
      ).streetAccuracy,
    ).toBe(0);
  });
});
