import { expect, it } from 'vitest';
import { checksum } from './checksum.ts';

it('is the standard CRC-32', () => {
  const bytes = new TextEncoder().encode('123456789');
  expect(checksum(bytes)).toBe(0xcbf43926);
  expect(checksum(new Uint8Array(0))).toBe(0);
  expect(checksum(bytes.subarray(4), checksum(bytes.subarray(0, 4)))).toBe(0xcbf43926);
});

it('detects a single changed bit', () => {
  const numbers = Float64Array.of(1, 2, 3);
  const before = checksum(numbers);
  new Uint8Array(numbers.buffer)[13]! ^= 1;
  expect(checksum(numbers)).not.toBe(before);
});
