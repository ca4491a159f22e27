// Windows lie in the picture, where boxes usually stand, and those on objects are told from the others.
import { describe, expect, it } from 'vitest';
import { chooseWindows, learnObjectness } from './objectness.ts';
import { usualBox, windowsOf } from './windows.ts';

const size = { width: 200, height: 100 };
const box = (xmin: number, ymin: number, width: number, height: number) => ({
  ...{ xmin, ymin },
  ...{ xmax: xmin + width, ymax: ymin + height },
});

describe('windows', () => {
  it('are as large as boxes usually are, at their heights', () => {
    const usual = usualBox(
      [box(0, 20, 30, 40), box(9, 20, 30, 40), box(50, 20, 30, 40)].map((one) => ({ box: one, size })),
    );
    expect(usual).toEqual({ width: 0.15, height: 0.4, centres: [0.4, 0.4, 0.4] });
    const windows = windowsOf(size, usual);
    expect(windows).toHaveLength(18);
    expect(windows[1]).toEqual(box(10, 20, 30, 40));
    for (const { xmin, ymin, xmax, ymax } of windowsOf(
      { width: 33, height: 7 },
      { width: 2, height: 2, centres: [0, 1] },
    ))
      expect([xmin, ymin, xmax, ymax]).toEqual([0, 0, 33, 7]);
    expect(windowsOf({ width: 8000, height: 10 }, { ...usual, width: 0.001 }).length).toBeLessThanOrEqual(150);
  });

  it('on an object are told from those beside it', () => {
    const windows = windowsOf(size, { width: 0.15, height: 0.4, centres: [0.4] });
    const picture = (at: number, dark: number) => {
      const own = windows[at] ?? box(0, 0, 1, 1);
      const looks = windows.map((_, index) => ({
        feature: Float32Array.of(dark + (index === at ? 3 : index % 3), index % 2),
        probabilities: Float32Array.of(0.5, 0.5),
      }));
      return { windows, looks, boxes: [own] };
    };
    const objectness = learnObjectness([picture(2, 0), picture(9, 5), picture(14, 2)]);
    if (objectness === undefined) throw new Error('nothing was learnt');
    const { looks } = picture(6, 9);
    expect(chooseWindows(windows, objectness(looks), 3)[0]).toBe(6);
    expect(learnObjectness([{ ...picture(2, 0), boxes: [] }])).toBeUndefined();
    expect(learnObjectness([])).toBeUndefined();
  });

  it('are chosen apart from each other', () => {
    const windows = [box(0, 0, 10, 10), box(2, 0, 10, 10), box(50, 0, 10, 10), box(90, 0, 10, 10)];
    expect(chooseWindows(windows, [0.9, 0.95, 0.7, 0.4], 3)).toEqual([1, 2]);
    expect(chooseWindows(windows, [0.1, 0.2, 0.1, 0.1], 3)).toEqual([1]);
  });
});
