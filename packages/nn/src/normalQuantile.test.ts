import { expect, it } from 'vitest';
import { normalQuantile } from './normalQuantile.ts';

it('is the quantile of Python`s statistics.NormalDist within a relative 1e-14', () => {
  const known: [number, number][] = [
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798405],
    [1e-10, -6.361340902404056],
    [0.001, -3.090232306167813],
    [0.025, -1.9599639845400538],
    [0.07, -1.4757910281791702],
    [0.3, -0.5244005127080407],
    [0.9, 1.2815515655446008],
    [0.975, 1.9599639845400536],
    [0.9999, 3.7190164854557084],
  ];
  for (const [p, value] of known) expect(Math.abs(normalQuantile(p) / value - 1)).toBeLessThan(1e-14);
  expect(normalQuantile(0.5)).toBe(0);
});

it('is odd about a half', () => {
  for (const p of [0.01, 0.05, 0.2, 0.49]) expect(normalQuantile(p)).toBeCloseTo(-normalQuantile(1 - p), 13);
});
