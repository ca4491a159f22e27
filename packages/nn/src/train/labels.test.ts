import { expect, it } from 'vitest';
import { classNumbers } from './labels.ts';

it('takes class numbers and one-hot rows', () => {
  expect([...classNumbers([2, 0], 2, 3, 'sparseCategoricalCrossentropy')]).toEqual([2, 0]);
  expect([...classNumbers([0, 0, 1, 1, 0, 0], 2, 3, 'categoricalCrossentropy')]).toEqual([2, 0]);
});

it('says which form was due', () => {
  expect(() => classNumbers([0, 0, 1, 1, 0, 0], 2, 3, 'sparseCategoricalCrossentropy')).toThrow(
    'needs 2 label values for 2 pictures, got 6; these look one-hot, for which the loss is categoricalCrossentropy',
  );
  expect(() => classNumbers([1, 2], 2, 3, 'categoricalCrossentropy')).toThrow('these look like class numbers');
});

it('names the picture of a bad label', () => {
  expect(() => classNumbers([0, 3], 2, 3, 'sparseCategoricalCrossentropy')).toThrow('label 3 of picture 1');
  expect(() => classNumbers([0, 0.5], 2, 3, 'sparseCategoricalCrossentropy')).toThrow('label 0.5 of picture 1');
  expect(() => classNumbers([1, 1, 0, 1], 2, 2, 'categoricalCrossentropy')).toThrow('picture 0 are not one-hot');
  expect(() => classNumbers([1, 0, 0, 0], 2, 2, 'categoricalCrossentropy')).toThrow('picture 1 are not one-hot');
});
