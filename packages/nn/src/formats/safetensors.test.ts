import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSafetensors, readTypedSafetensors, type TypedTensor, writeSafetensors } from './safetensors.ts';

const tensors = [
  { name: 'conv2d/kernel', shape: [1, 2, 3], data: Float32Array.from([1, -2, 3.5, 0, 1e-30, 6]) },
  { name: 'conv2d/bias', shape: [2], data: Float32Array.from([7, 8]) },
];

describe('safetensors', () => {
  it('survives a round trip', () => {
    expect(readSafetensors(writeSafetensors(tensors))).toEqual(tensors);
  });

  it('has the documented layout', () => {
    const bytes = writeSafetensors(tensors);
    const view = new DataView(bytes.buffer);
    const length = Number(view.getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header['conv2d/bias']).toEqual({ dtype: 'F32', shape: [2], data_offsets: [24, 32] });
    expect(view.getFloat32(8 + length + 8, true)).toBe(3.5);
  });

  it('reports damage wherever the file is truncated or changed', () => {
    const bytes = writeSafetensors(tensors);
    for (let end = 0; end < bytes.length; end++)
      expect(() => readSafetensors(bytes.subarray(0, end))).toThrow(/safetensors/);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const damaged = bytes.slice();
        damaged[at] = value;
        try {
          readSafetensors(damaged);
        } catch (error) {
          expect(String(error)).toMatch(/safetensors/);
        }
      }),
    );
  });

  it('preserves other number types bit for bit, and metadata, in the typed reader', () => {
    const typed: TypedTensor[] = [
      { name: 'f64', shape: [3], data: Float64Array.of(0.1, -0, Number.MIN_VALUE) },
      { name: 'i32', shape: [2, 1], data: Int32Array.of(-5, 2 ** 31 - 1) },
      { name: 'f32', shape: [1], data: Float32Array.of(0.1) },
      { name: 'none', shape: [0], data: new Float32Array(0) },
    ];
    const bytes = writeSafetensors(typed, { note: 'größer' });
    expect(readTypedSafetensors(bytes)).toEqual({ tensors: typed, metadata: { note: 'größer' } });
    expect(() => readSafetensors(bytes)).toThrow('f64: type F64 is not supported, only F32');
  });

  it('rejects bytes that belong to no tensor or to two', () => {
    const withHeader = (header: object, dataBytes: number) => {
      const text = JSON.stringify(header);
      const bytes = new Uint8Array(8 + text.length + dataBytes);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
      bytes.set(new TextEncoder().encode(text), 8);
      return bytes;
    };
    const entry = (start: number, end: number) => ({
      dtype: 'F32',
      shape: [(end - start) / 4],
      data_offsets: [start, end],
    });
    expect(() => readSafetensors(withHeader({ a: entry(0, 4) }, 8))).toThrow('4 bytes belong to no tensor');
    expect(() => readSafetensors(withHeader({ a: entry(0, 4), b: entry(8, 12) }, 12))).toThrow(
      'b: its bytes do not follow',
    );
    expect(() => readSafetensors(withHeader({ a: entry(0, 8), b: entry(4, 8) }, 8))).toThrow(
      'b: its bytes do not follow',
    );
    expect(readSafetensors(withHeader({ b: entry(4, 8), a: entry(0, 4) }, 8)).map(({ name }) => name)).toEqual([
      'b',
      'a',
    ]);
  });

  it('rejects other types', () => {
    const text = JSON.stringify({ a: { dtype: 'F16', shape: [1], data_offsets: [0, 2] } });
    const bytes = new Uint8Array(8 + text.length + 2);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(new TextEncoder().encode(text), 8);
    expect(() => readSafetensors(bytes)).toThrow('a: type F16 is not supported, only F32');
  });
});
