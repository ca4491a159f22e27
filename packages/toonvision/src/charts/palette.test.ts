// Colors of classes are distinguishable with and without color blindness, and visible on their background.
import { describe, expect, it } from 'vitest';
import { classColors } from './palette.ts';

/** Color blindness as matrices on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1), row by row. */
const VISION = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};
const BACKGROUND = { light: '#ffffff', dark: '#14171c' };

const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const toLinearRgb = (hex: string) =>
  [1, 3, 5].map((start) => linear(Number.parseInt(hex.slice(start, start + 2), 16) / 255));
const luminance = ([r, g, b]: number[]) => 0.2126729 * r! + 0.7151522 * g! + 0.072175 * b!;

function toLab(rgb: number[]): number[] {
  const [r, g, b] = rgb as [number, number, number];
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(luminance(rgb));
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function toPerceivedLab(hex: string, matrix: readonly number[]): number[] {
  const rgb = toLinearRgb(hex);
  const row = (start: number) => matrix[start]! * rgb[0]! + matrix[start + 1]! * rgb[1]! + matrix[start + 2]! * rgb[2]!;
  return toLab([0, 3, 6].map((start) => Math.min(1, Math.max(0, row(start)))));
}

/** Smallest CIELAB distance between two of the colors, over all kinds of vision. */
function minDistance(colors: readonly string[]): number {
  let min = Number.POSITIVE_INFINITY;
  for (const matrix of Object.values(VISION)) {
    const labs = colors.map((color) => toPerceivedLab(color, matrix));
    for (const [i, a] of labs.entries())
      for (const b of labs.slice(0, i)) min = Math.min(min, Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!));
  }
  return min;
}

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  it('keeps the first four colors at least 30 apart and all eight at least 20', () => {
    expect(minDistance(classColors(4, theme)!)).toBeGreaterThan(30);
    expect(minDistance(classColors(8, theme)!)).toBeGreaterThan(20);
  });

  it('stands out from its background', () => {
    const background = luminance(toLinearRgb(BACKGROUND[theme]));
    for (const color of classColors(8, theme)!) {
      const value = luminance(toLinearRgb(color));
      expect((Math.max(value, background) + 0.05) / (Math.min(value, background) + 0.05)).toBeGreaterThan(1.7);
    }
  });

  it('returns undefined for more than eight classes', () => {
    expect(classColors(9, theme)).toBeUndefined();
    expect(classColors(0, theme)).toEqual([]);
  });
});

it('finds the original brown and maroon too close', () => {
  expect(minDistance(['#8b4513', '#800000'])).toBeLessThan(20);
});
