import { expect, it } from 'vitest';
import { classFactors, sampleFactors } from './sampleWeights.ts';

const labels = Int32Array.of(0, 0, 0, 2);

it('accepts class weights by number, as a list and balanced', () => {
  expect(classFactors({ 2: 5 }, labels, 3)).toEqual([1, 1, 5]);
  expect(classFactors([1, 2, 3], labels, 3)).toEqual([1, 2, 3]);
  // scikit-learn: n / (classes there * count); a class without samples has nothing to weigh.
  expect(classFactors('balanced', labels, 3)).toEqual([4 / 6, 0, 2]);
});

it('multiplies sample and class weights; undefined without any', () => {
  expect(sampleFactors({}, 4, labels, 3)).toBeUndefined();
  expect(sampleFactors({ sampleWeight: [1, 2, 3, 4] }, 4, labels, 3)).toEqual(Float64Array.of(1, 2, 3, 4));
  expect(sampleFactors({ sampleWeight: [1, 2, 3, 4], classWeight: { 2: 0.5 } }, 4, labels, 3)).toEqual(
    Float64Array.of(1, 2, 3, 2),
  );
});

it('rejects invalid weights', () => {
  const weigh = (options: Parameters<typeof sampleFactors>[0], of: Int32Array | undefined = labels) =>
    sampleFactors(options, 4, of, 3);
  expect(() => weigh({ sampleWeight: [1, 2] })).toThrow('sampleWeight: expected 4 weights, one per image, got 2');
  expect(() => weigh({ sampleWeight: [1, Number.NaN, 1, 1] })).toThrow('sampleWeight of image 1 must be at least 0');
  expect(() => weigh({ sampleWeight: [1, 1, -1, 1] })).toThrow(
    'sampleWeight of image 2 must be at least 0 and finite, got -1',
  );
  expect(() => weigh({ sampleWeight: [1, 1, 1, Number.POSITIVE_INFINITY] })).toThrow('image 3');
  expect(() => weigh({ classWeight: [1, 2] })).toThrow('classWeight: expected 3 weights, one per class, got 2');
  expect(() => weigh({ classWeight: { 3: 1 } })).toThrow('classWeight: unknown class 3; expected 0 to 2');
  expect(() => weigh({ classWeight: { 1: Number.NaN } })).toThrow(
    'classWeight of class 1 must be at least 0 and finite',
  );
  expect(() => weigh({ classWeight: 'even' as 'balanced' })).toThrow("classWeight must be 'balanced', a list");
  expect(() => sampleFactors({ classWeight: [1] }, 4, undefined, 1)).toThrow(
    'classWeight requires one class per image',
  );
});
