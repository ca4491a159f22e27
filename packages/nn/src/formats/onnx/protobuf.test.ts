// The wire format, against the examples in the protobuf documentation.
import { describe, expect, it } from 'vitest';
import { bytesField, floatField, integerField, joined, messageField, textField } from './protobuf.ts';

const hex = (field: Uint8Array) => Buffer.from(field).toString('hex');

describe('protobuf fields', () => {
  // "Encoding" in the protobuf documentation: Test1 { a = 150 }, Test2 { b = "testing" },
  // Test3 { c = Test1 { a = 150 } }.
  it('match the examples in the documentation', () => {
    expect(hex(integerField(1, 150))).toBe('089601');
    expect(hex(textField(2, 'testing'))).toBe('120774657374696e67');
    expect(hex(messageField(3, [integerField(1, 150)]))).toBe('1a03089601');
  });

  it('encode numbers above 32 bits, field numbers above 15, floats and empty content', () => {
    expect(hex(integerField(1, 2 ** 40))).toBe('08808080808020');
    expect(hex(integerField(16, 0))).toBe('800100');
    expect(hex(floatField(2, -1.5))).toBe('150000c0bf');
    expect(hex(bytesField(9, new Uint8Array(0)))).toBe('4a00');
    expect(hex(joined([]))).toBe('');
    expect(hex(joined([integerField(1, 1), integerField(2, 2)]))).toBe('08011002');
  });

  it('reject anything but a non-negative integer', () => {
    for (const value of [-1, 1.5, Number.NaN, 2 ** 53]) expect(() => integerField(1, value)).toThrow(RangeError);
  });
});
