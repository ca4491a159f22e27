// Tests of searchWindows.ts and objectness.ts.
import { describe, expect, it } from 'vitest';
import { chooseWindows, fitObjectness } from './objectness.ts';
import { computeTypicalBox, createSearchWindows } from './searchWindows.ts';

const size = { width: 200, height: 100 };
const box = (xmin: number, ymin: number, width: number, height: number) => ({
  ...{ xmin, ymin },
  ...{ xmax: xmin + width, ymax: ymin + height },
});

describe('search windows', () => {
  it('have the median size of boxes, lie at typical heights and stay inside the image', () => {
    const typical = computeTypicalBox([0, 9, 50].map((xmin) => ({ box: box(xmin, 20, 30, 40), size })));
    expect(typical).toEqual({ width: 0.15, height: 0.4, centers: [0.4, 0.4, 0.4] });
    const windows = createSearchWindows(size, typical);
    expect(windows).toHaveLength(18);
    expect(windows[1]).toEqual(box(10, 20, 30, 40));
    for (const { xmin, ymin, xmax, ymax } of createSearchWindows(
      { width: 33, height: 7 },
      { width: 2, height: 2, centers: [0, 1] },
    ))
      expect([xmin, ymin, xmax, ymax]).toEqual([0, 0, 33, 7]);
    expect(createSearchWindows({ width: 8000, height: 10 }, { ...typical, width: 0.001 }).length).toBeLessThanOrEqual(
      150,
    );
  });

  it('on an object are distinguished from background', () => {
    const windows = createSearchWindows(size, { width: 0.15, height: 0.4, centers: [0.4] });
    const annotated = (position: number, offset: number) => {
      const features = windows.map((_, index) => ({
        feature: Float32Array.of(offset + (index === position ? 3 : index % 3), index % 2),
        probabilities: Float32Array.of(0.5, 0.5),
      }));
      return { windows, features, boxes: [windows[position] ?? box(0, 0, 1, 1)] };
    };
    const objectness = fitObjectness([annotated(2, 0), annotated(9, 5), annotated(14, 2)]);
    if (objectness === undefined) throw new Error('expected a classifier');
    const { features } = annotated(6, 9);
    expect(chooseWindows(windows, objectness(features), 3)[0]).toBe(6);
    expect(fitObjectness([{ ...annotated(2, 0), boxes: [] }])).toBeUndefined();
    expect(fitObjectness([])).toBeUndefined();
  });

  it('are chosen without overlaps', () => {
    const windows = [box(0, 0, 10, 10), box(2, 0, 10, 10), box(50, 0, 10, 10), box(90, 0, 10, 10)];
    expect(chooseWindows(windows, [0.9, 0.95, 0.7, 0.4], 3)).toEqual([1, 2]);
    expect(chooseWindows(windows, [0.1, 0.2, 0.1, 0.1], 3)).toEqual([1]);
  });
});
