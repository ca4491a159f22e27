import { expect, it } from 'vitest';
import { exponential, naturalLog, power, wholePower } from './deterministicPower.ts';

const away = (value: number, expected: number) => (value === expected ? 0 : Math.abs(value / expected - 1));

it('naturalLog is within a relative 1e-15 of Math.log and Math.exp', () => {
  let worst = 0;
  for (let i = 1; i < 20000; i++) {
    for (const x of [i / 10000, 1 + i / 1e9, 1 - i / 1e9, i * 1e15, i / 1e300]) {
      worst = Math.max(worst, away(naturalLog(x), Math.log(x)));
    }
  }
  expect(worst).toBeLessThan(1e-15);
  expect([1, 0, -1, Number.POSITIVE_INFINITY].map(naturalLog)).toEqual([
    0,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ]);
});

it('exponential is within a relative 1e-15 of Math.log and Math.exp', () => {
  let worst = 0;
  for (let x = -700; x <= 700; x += 0.0173) worst = Math.max(worst, away(exponential(x), Math.exp(x)));
  expect(worst).toBeLessThan(1e-15);
  expect([0, 1000, -1000, Number.NaN].map(exponential)).toEqual([1, Number.POSITIVE_INFINITY, 0, Number.NaN]);
});

it('power is within a relative 1e-12 of Math.pow', () => {
  let worst = 0;
  for (const base of [0.1, 0.5, 0.9, 0.96, 0.999, 1, 1.01, 2]) {
    for (let exponent = 0; exponent < 300; exponent += 0.137) {
      worst = Math.max(worst, away(power(base, exponent), base ** exponent));
    }
  }
  expect(worst).toBeLessThan(1e-12);
});

it('whole powers are products', () => {
  expect(wholePower(3, 5)).toBe(243);
  expect(wholePower(0.7, 0)).toBe(1);
  expect(wholePower(2, 100)).toBe(2 ** 100);
  for (const exponent of [0, 1, 7, 250]) expect(power(0.96, exponent)).toBe(wholePower(0.96, exponent));
});

it('keeps its bits', () => {
  const bits = new BigUint64Array(Float64Array.of(naturalLog(0.96), exponential(-0.3), power(0.96, 12.34)).buffer);
  expect(Array.from(bits, (word) => word.toString(16))).toEqual([
    'bfa4e69ed6d80eb3',
    '3fe7b4c869c37c05',
    '3fe3562250be0d4c',
  ]);
});
