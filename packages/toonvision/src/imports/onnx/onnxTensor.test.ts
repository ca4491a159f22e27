// Tests of decoding tensors.
import { describe, expect, it } from 'vitest';
import { shortestDecimal } from './onnxAffine.ts';
import type { TensorMessage } from './onnxMessages.ts';
import { derived, fromHalf, toConstant } from './onnxTensor.ts';

const tensor = (parts: Partial<TensorMessage>): TensorMessage => ({
  ...{ name: 't', shape: [2], type: 1, raw: undefined, floats: [], integers: [], doubles: [], external: false },
  ...parts,
});

describe('numbers of tensors', () => {
  // Wikipedia, "Half-precision floating-point format": examples.
  it.each([
    [0x0000, 0],
    [0x0001, 2 ** -24],
    [0x03ff, 2 ** -14 * (1023 / 1024)],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
  ])('%i of 16 bits is %d', (bits, value) => {
    expect(fromHalf(bits)).toBe(value);
  });

  it('decode bfloat16 as the upper half of a float32', () => {
    const raw = Uint8Array.from([0x80, 0x3f, 0x49, 0xc0]);
    expect([...toConstant(tensor({ type: 16, raw }), 't').values()]).toEqual([1, -3.140625]);
  });

  it('may be packed, unpacked, or both', () => {
    const packed = new Uint8Array(Float32Array.of(0.5, -2).buffer);
    expect([...toConstant(tensor({ shape: [3], floats: [4, packed] }), 't').values()]).toEqual([4, 0.5, -2]);
    const integers = [3, Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 5])];
    expect([...toConstant(tensor({ shape: [3], type: 7, integers }), 't').values()]).toEqual([3, -1, 5]);
  });

  it('are rejected if their number does not match the shape', () => {
    const raw = new Uint8Array(12);
    expect(() => toConstant(tensor({ raw }), 't')).toThrow('expected 2 values for shape [2], got 3');
    const integers = [Uint8Array.from([0x80, 1])];
    const short = toConstant(tensor({ type: 7, integers }), 't');
    expect(() => short.values()).toThrow('expected 2 values for shape [2], got 1');
  });

  it('can be reordered', () => {
    const constant = toConstant(tensor({ raw: new Uint8Array(Float32Array.of(1, 2).buffer) }), 't');
    expect([...derived(constant, [2, 1], (index) => 1 - index).values()]).toEqual([2, 1]);
  });

  it('that someone wrote come back with the digits they were shortestDecimal with', () => {
    for (const value of [0.001, 0.2, 1e-5, 0.9, 3, 0.123456]) expect(shortestDecimal(Math.fround(value))).toBe(value);
    expect(Math.fround(shortestDecimal(Math.fround(1 / 255)))).toBe(Math.fround(1 / 255));
  });
});
