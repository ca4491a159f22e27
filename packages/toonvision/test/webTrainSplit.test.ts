// Splitting of images and axes of charts in examples/web-train.
import { describe, expect, it } from 'vitest';
import { ticksTo } from '../../../examples/web-train/curves.ts';
import { chooseImages, groupImages, splitImages } from '../../../examples/web-train/splitImages.ts';

describe('splitting images', () => {
  const labels = Array.from({ length: 100 }, (_, index) => (index < 80 ? 0 : 1));

  it('takes a quarter of each class for validation, chosen by the seed', () => {
    const ungrouped = groupImages(100, []);
    const { train, val } = splitImages(labels, ungrouped, 5);
    expect([...train, ...val].sort((a, b) => a - b)).toEqual(labels.map((_, index) => index));
    expect(val.filter((index) => index < 80)).toHaveLength(20);
    expect(val.filter((index) => index >= 80)).toHaveLength(5);
    expect(splitImages(labels, ungrouped, 5)).toEqual({ train, val });
    expect(splitImages(labels, ungrouped, 6).val).not.toEqual(val);
  });

  it('keeps near-duplicates in one split, directly or through others', () => {
    const groups = groupImages(100, [
      { a: 1, b: 2 },
      { a: 3, b: 2 },
      { a: 90, b: 91 },
    ]);
    expect(groups.slice(1, 4)).toEqual([1, 1, 1]);
    for (let seed = 0; seed < 50; seed += 1) {
      const validation = new Set(splitImages(labels, groups, seed).val);
      expect(new Set([1, 2, 3].map((index) => validation.has(index))).size).toBe(1);
      expect(validation.has(90)).toBe(validation.has(91));
    }
  });

  it('puts every class in both splits, unless all its images are near-duplicates', () => {
    const fewLabels = [0, 0, 0, 1, 1, 1, 1];
    const groups = groupImages(7, [
      { a: 3, b: 4 },
      { a: 5, b: 6 },
    ]);
    const { train, val } = splitImages(fewLabels, groups, 0);
    for (const indices of [train, val])
      expect(new Set(indices.map((index) => fewLabels[index]))).toEqual(new Set([0, 1]));
    const oneGroup = groupImages(
      7,
      [3, 4, 5].map((a) => ({ a, b: a + 1 })),
    );
    expect(splitImages(fewLabels, oneGroup, 0).val.every((index) => fewLabels[index] === 0)).toBe(true);
  });

  it('drops the same share of every class when images do not fit in memory', () => {
    const chosen = chooseImages(labels, 50, 1);
    expect(chosen).toHaveLength(50);
    expect(chosen.filter((index) => index >= 80)).toHaveLength(10);
    expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
    expect(chooseImages(labels, 5, 1).filter((index) => index >= 80)).toHaveLength(3);
    expect(chooseImages(labels, 100, 1)).toHaveLength(100);
  });
});

it('axes have round ticks that cover the values', () => {
  for (const largest of [0.004, 0.07, 0.9, 1, 1.39, 2.5, 7, 43]) {
    const ticks = ticksTo(largest);
    expect(ticks[0]).toBe(0);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest - 1e-9);
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(ticks.length).toBeGreaterThanOrEqual(3);
  }
});
