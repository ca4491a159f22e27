// The median of odd, even and no values.
import { expect, it } from 'vitest';
import { median } from './median.ts';

it('takes the middle of the rounds', () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1])).toBe(2.5);
  expect(median([])).toBeNaN();
});
