import { expect, it } from 'vitest';
import { losses } from '../losses/index.ts';
import { labelNumbers } from './labels.ts';

const sparse = losses.sparseCategoricalCrossentropy();
const categorical = losses.categoricalCrossentropy();
const focal = losses.categoricalFocalCrossentropy();
const binary = losses.binaryCrossentropy();

it('accepts class numbers and one-hot rows', () => {
  expect([...labelNumbers([2, 0], 2, 3, sparse)]).toEqual([2, 0]);
  expect([...labelNumbers([0, 0, 1, 1, 0, 0], 2, 3, categorical)]).toEqual([2, 0]);
});

it('accepts either for the focal loss', () => {
  expect([...labelNumbers([2, 0], 2, 3, focal)]).toEqual([2, 0]);
  expect([...labelNumbers([0, 0, 1, 1, 0, 0], 2, 3, focal)]).toEqual([2, 0]);
  expect(() => labelNumbers([0, 0, 1], 2, 3, focal)).toThrow('expected 6 label values for 2 images, got 3');
});

it('accepts 0 and 1 per output for the binary losses', () => {
  expect([...labelNumbers([1, 0], 2, 1, binary)]).toEqual([1, 0]);
  expect([...labelNumbers([1, 0, 1, 1], 2, 2, binary)]).toEqual([1, 0, 1, 1]);
  expect(() => labelNumbers([1, 0, 2], 3, 1, binary)).toThrow('image 2: the label must be 0 or 1, got 2');
  expect(() => labelNumbers([1, 0, 1, Number.NaN], 2, 2, binary)).toThrow(
    'image 1, output 1: the label must be 0 or 1, got NaN',
  );
  expect(() => labelNumbers([1, 0], 2, 2, binary)).toThrow(
    'binaryCrossentropy: expected 4 label values for 2 images, got 2',
  );
});

it('names the loss for the given form of labels', () => {
  expect(() => labelNumbers([0, 0, 1, 1, 0, 0], 2, 3, sparse)).toThrow(
    'expected 2 label values for 2 images, got 6; these labels look one-hot: use categoricalCrossentropy',
  );
  expect(() => labelNumbers([1, 2], 2, 3, categorical)).toThrow('these labels look like class numbers');
});

it('names the image of an invalid label', () => {
  expect(() => labelNumbers([0, 3], 2, 3, sparse)).toThrow(
    'image 1: the label must be a whole number from 0 to 2, got 3',
  );
  expect(() => labelNumbers([0, 0.5], 2, 3, sparse)).toThrow(
    'image 1: the label must be a whole number from 0 to 2, got 0.5',
  );
  expect(() => labelNumbers([0, Number.NaN], 2, 3, sparse)).toThrow(
    'image 1: the label must be a whole number from 0 to 2, got NaN',
  );
  expect(() => labelNumbers([1, 1, 0, 1], 2, 2, categorical)).toThrow('image 0: labels must be one-hot');
  expect(() => labelNumbers([1, 0, 0, 0], 2, 2, categorical)).toThrow('image 1: labels must be one-hot');
});
