import { expect, it } from 'vitest';
import { cosine } from './deterministicCosine.ts';

it('is the cosine within 1e-15 from 0 to pi', () => {
  let worst = 0;
  for (let i = 0; i <= 20000; i++) {
    const x = (Math.PI * i) / 20000;
    worst = Math.max(worst, Math.abs(cosine(x) - Math.cos(x)));
  }
  expect(worst).toBeLessThan(1e-15);
});

it('is the cosine within 1e-12 from -1000 to 1000', () => {
  let worst = 0;
  for (let x = -1000; x <= 1000; x += 0.0371) worst = Math.max(worst, Math.abs(cosine(x) - Math.cos(x)));
  expect(worst).toBeLessThan(1e-12);
});

it('is exact at multiples of pi / 2, and NaN unless x is finite', () => {
  expect([0, Math.PI, -Math.PI, 2 * Math.PI].map(cosine)).toEqual([1, -1, -1, 1]);
  expect([Number.NaN, Number.POSITIVE_INFINITY].map(cosine)).toEqual([Number.NaN, Number.NaN]);
});

it('keeps its bits', () => {
  const bits = new BigUint64Array(Float64Array.of(cosine(1), cosine(2), cosine(3)).buffer);
  expect(Array.from(bits, (word) => word.toString(16))).toEqual([
    '3fe14a280fb5068c',
    'bfdaa22657537208',
    'bfefae04be85e5d3',
  ]);
});
