// Tests of studentT.ts against SciPy and closed forms.
import { describe, expect, it } from 'vitest';
import { criticalT, twoSidedP } from './studentT.ts';

describe('student t', () => {
  // scipy.stats.t.ppf(0.975, degrees)
  it.each([
    [1, 12.706204736432095],
    [2, 4.302652729911275],
    [4, 2.7764451051977987],
    [9, 2.2621571627409915],
    [29, 2.045229642132703],
    [200, 1.971896223633909],
  ])('computes the critical value of %i degrees of freedom', (degrees, value) => {
    expect(criticalT(0.95, degrees)).toBeCloseTo(value, 9);
    expect(twoSidedP(value, degrees)).toBeCloseTo(0.05, 10);
  });

  it('equals the Cauchy distribution at one degree of freedom and is 1 at zero', () => {
    for (const t of [0.1, 0.7, 3, 50]) expect(twoSidedP(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 12);
    expect(twoSidedP(0, 5)).toBe(1);
    expect(twoSidedP(-2, 5)).toBe(twoSidedP(2, 5));
  });
});
