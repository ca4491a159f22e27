// Colours of classes are told apart by all readers and seen on their background.
import { describe, expect, it } from 'vitest';
import { classColors } from './palette.ts';

/** What is left of a colour without one kind of cones: linear RGB, Machado, Oliveira and Fernandes 2009, severity 1. */
const SIGHT = {
  all: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  noRed: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  noGreen: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  noBlue: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};
const BACKGROUND = { light: '#ffffff', dark: '#14171c' };

const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const rgbOf = (hex: string) => [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255));
const luminance = ([r, g, b]: number[]) => 0.2126729 * r! + 0.7151522 * g! + 0.072175 * b!;

function labOf(rgb: number[]): number[] {
  const [r, g, b] = rgb as [number, number, number];
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(luminance(rgb));
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function seen(hex: string, matrix: readonly number[]): number[] {
  const rgb = rgbOf(hex);
  const row = (at: number) => matrix[at]! * rgb[0]! + matrix[at + 1]! * rgb[1]! + matrix[at + 2]! * rgb[2]!;
  return labOf([0, 3, 6].map((at) => Math.min(1, Math.max(0, row(at)))));
}

/** The least distance between two of the colors, over all kinds of sight. */
function leastDistance(palette: readonly string[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const matrix of Object.values(SIGHT)) {
    const labs = palette.map((colour) => seen(colour, matrix));
    for (const [i, a] of labs.entries())
      for (const b of labs.slice(0, i))
        least = Math.min(least, Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!));
  }
  return least;
}

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  it('keeps the four suits far apart for every kind of sight, and all eight well apart', () => {
    expect(leastDistance(classColors(4, theme)!)).toBeGreaterThan(30);
    expect(leastDistance(classColors(8, theme)!)).toBeGreaterThan(20);
  });

  it('stands out from its background', () => {
    const paper = luminance(rgbOf(BACKGROUND[theme]));
    for (const colour of classColors(8, theme)!) {
      const own = luminance(rgbOf(colour));
      expect((Math.max(own, paper) + 0.05) / (Math.min(own, paper) + 0.05)).toBeGreaterThan(1.7);
    }
  });

  it('has no colors for more classes than can be distinguished', () => {
    expect(classColors(9, theme)).toBeUndefined();
    expect(classColors(0, theme)).toEqual([]);
  });
});

it('would notice the original brown and maroon', () => {
  expect(leastDistance(['#8b4513', '#800000'])).toBeLessThan(20);
});
