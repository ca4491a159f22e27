import { expect, it } from 'vitest';
import { losses } from '../losses/index.ts';
import { labelNumbers } from './labels.ts';

const sparse = losses.sparseCategoricalCrossentropy();
const categorical = losses.categoricalCrossentropy();
const focal = losses.categoricalFocalCrossentropy();
const binary = losses.binaryCrossentropy();

it('takes class numbers and one-hot rows', () => {
  expect([...labelNumbers([2, 0], 2, 3, sparse)]).toEqual([2, 0]);
  expect([...labelNumbers([0, 0, 1, 1, 0, 0], 2, 3, categorical)]).toEqual([2, 0]);
});

it('the focal loss takes either', () => {
  expect([...labelNumbers([2, 0], 2, 3, focal)]).toEqual([2, 0]);
  expect([...labelNumbers([0, 0, 1, 1, 0, 0], 2, 3, focal)]).toEqual([2, 0]);
  expect(() => labelNumbers([0, 0, 1], 2, 3, focal)).toThrow('needs 6 label values for 2 pictures, got 3');
});

it('the binary losses take 0 and 1 for each output', () => {
  expect([...labelNumbers([1, 0], 2, 1, binary)]).toEqual([1, 0]);
  expect([...labelNumbers([1, 0, 1, 1], 2, 2, binary)]).toEqual([1, 0, 1, 1]);
  expect(() => labelNumbers([1, 0, 2], 3, 1, binary)).toThrow('label 2 of picture 2 must be 0 or 1');
  expect(() => labelNumbers([1, 0, 1, Number.NaN], 2, 2, binary)).toThrow('label NaN of picture 1, output 1, must be');
  expect(() => labelNumbers([1, 0], 2, 2, binary)).toThrow(
    'binaryCrossentropy needs 4 label values for 2 pictures, got 2',
  );
});

it('says which form was due', () => {
  expect(() => labelNumbers([0, 0, 1, 1, 0, 0], 2, 3, sparse)).toThrow(
    'needs 2 label values for 2 pictures, got 6; these look one-hot, for which the loss is categoricalCrossentropy',
  );
  expect(() => labelNumbers([1, 2], 2, 3, categorical)).toThrow('these look like class numbers');
});

it('names the picture of a bad label', () => {
  expect(() => labelNumbers([0, 3], 2, 3, sparse)).toThrow('label 3 of picture 1');
  expect(() => labelNumbers([0, 0.5], 2, 3, sparse)).toThrow('label 0.5 of picture 1');
  expect(() => labelNumbers([0, Number.NaN], 2, 3, sparse)).toThrow('label NaN of picture 1');
  expect(() => labelNumbers([1, 1, 0, 1], 2, 2, categorical)).toThrow('picture 0 are not one-hot');
  expect(() => labelNumbers([1, 0, 0, 0], 2, 2, categorical)).toThrow('picture 1 are not one-hot');
});
