// Random pixels and labels, the same for every contender of the same shape.
import type { Architecture } from './architectures.ts';

/** Fills `bytes` from a small fixed generator: quick, and the same bytes in every run. */
export function fillRandomBytes(bytes: Uint8Array, seed = 1): void {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  for (let i = 0; i < bytes.length; i += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state & 255;
  }
}

/** `count` images of height x width x channels bytes. */
export function randomImages({ height, width, channels }: Architecture, count: number): Uint8Array {
  const bytes = new Uint8Array(count * height * width * channels);
  fillRandomBytes(bytes);
  return bytes;
}

/** Class numbers that go round, so that every class is there. */
export function cyclicLabels({ classes }: Architecture, count: number): Int32Array<ArrayBuffer> {
  return Int32Array.from({ length: count }, (_, index) => index % classes);
}

/** Bytes as floats from 0 to 1; a plain loop, as `Float32Array.from` with a function takes seconds on a batch. */
export function scaledToOne(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i += 1) floats[i] = (bytes[i] ?? 0) / 255;
  return floats;
}
