// Tests of resample.ts against Pillow.
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Interpolation } from '../config/index.ts';
import { resample } from './resample.ts';
import { kernelResize } from './resampleKernels.ts';

/** 5 x 4 pixels; Pillow 9.4 was given the same. */
const DATA = Uint8Array.from({ length: 60 }, (_, i) => (i * i * 7 + i * 53 + 11) % 256);
const AREA = { data: DATA, offset: 0, stride: 15, width: 5, height: 4 };

test.each<[number, number, Interpolation, string]>([
  [3, 2, 'bilinear', '7a788485a779896a68c1a689ca7b93ce375a'],
  [3, 2, 'bicubic', '75758282b07a826d69c6af8ad0779ad42e56'],
  [
    7,
    3,
    'bilinear',
    '1f4d8986668faf938553d56551ba9f6489817f5539958c919ead81a8b06bb17c55b94799c0476ec56411c58553d6ae93dbbabec990b2db4080d62562c52d56',
  ],
  [
    7,
    3,
    'bicubic',
    '0944878a598fc3928549df6641cead5d8b877a4d35988d979ab581a4bb61b57750bd37aac44173c96b03ca8347dcb197e2c4d3cd8ebae03679d91b5bc62a5b',
  ],
  [
    5,
    6,
    'bilinear',
    '0b4791e94fc345d5731fd9a1775b4d2c5184c594715cd55c7194c584512c656b80a2d23b88b74ac145d7a2510dc5ada2a6b8adda4160b71d91e87715cc956cd1c4c5d4719cd51c71d44544bb6d2dfbd7c1b9bfd3f52563af0971',
  ],
  [
    5,
    6,
    'bicubic',
    '074693ee46ce42d57614e29c755c51224b82c7926c53df5b6d9cc97d4e2d63697d9ddc2a85be45ca40e1a04e08ceb6aca1b5b3e42f5ab5188ef18110d3986bd4c3cfda6ba1d6196ad84547b96825ffd9c0b5c9daf92661aa0177',
  ],
  [2, 4, 'bilinear', '74719f4daa7d7daa4d9f7174c98da5d7415bd7a892d14785'],
  [2, 4, 'bicubic', '7270a14dad7a7aad4da17072c990aad93c55d7ae92d04387'],
])('to %i x %i, %s: the bytes of Pillow', (width, height, interpolation, expected) => {
  const pixels = resample(AREA, { width, height, fit: 'stretch', interpolation });
  expect(Buffer.from(pixels).toString('hex')).toBe(expected);
});

test('nearest picks the center pixel, and the same size is a copy with every interpolation', () => {
  const half = resample(AREA, { width: 5, height: 2, fit: 'stretch', interpolation: 'nearest' });
  expect([...half]).toEqual([...DATA.subarray(15, 30), ...DATA.subarray(45, 60)]);
  for (const interpolation of ['nearest', 'bilinear', 'bicubic'] as const)
    expect([...resample(AREA, { width: 5, height: 4, fit: 'stretch', interpolation })]).toEqual([...DATA]);
});

test('letterbox keeps the aspect ratio on a black background', () => {
  const white = { data: new Uint8Array(24).fill(255), offset: 0, stride: 12, width: 4, height: 2 };
  const pixels = resample(white, { width: 4, height: 6, fit: 'letterbox', interpolation: 'bilinear' });
  const rows = Array.from({ length: 6 }, (_, row) => new Set(pixels.subarray(row * 12, row * 12 + 12)));
  expect(rows.map((values) => [...values])).toEqual([[0], [0], [255], [255], [0], [0]]);
});

test('an area is resized like a separate image, and a single color stays the same', () => {
  const side = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(
      fc.record({ width: side, height: side, left: fc.nat(4), top: fc.nat(4), toWidth: side, toHeight: side }),
      fc.constantFrom<Interpolation>('nearest', 'bilinear', 'bicubic'),
      fc.constantFrom<'stretch' | 'letterbox'>('stretch', 'letterbox'),
      fc.nat(255),
      ({ width, height, left, top, toWidth, toHeight }, interpolation, fit, colour) => {
        const [wide, high] = [width + left + 1, height + top];
        const data = Uint8Array.from({ length: wide * high * 3 }, (_, i) => (i * 37 + colour) % 256);
        const to = { width: toWidth, height: toHeight, fit, interpolation };
        const inside = { data, offset: (top * wide + left) * 3, stride: wide * 3, width, height };
        const alone = new Uint8Array(width * height * 3);
        for (let y = 0; y < height; y += 1)
          alone.set(data.subarray(inside.offset + y * wide * 3).subarray(0, width * 3), y * width * 3);
        const plain = { data: alone, offset: 0, stride: width * 3, width, height };
        expect(resample(inside, to)).toEqual(resample(plain, to));
        const flat = resample({ ...plain, data: alone.fill(colour) }, { ...to, fit: 'stretch' });
        expect(new Set(flat)).toEqual(new Set([colour]));
      },
    ),
  );
});

test('WebAssembly kernels produce the same bytes as TypeScript', () => {
  const side = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(
      fc.record({ width: side, height: side, toWidth: side, toHeight: side, margin: fc.integer({ min: 0, max: 3 }) }),
      fc.constantFrom('bilinear' as const, 'bicubic' as const),
      fc.constantFrom('stretch' as const, 'letterbox' as const),
      fc.constantFrom('noise', 'black and white'),
      fc.integer(),
      ({ width, height, toWidth, toHeight, margin }, interpolation, fit, kind, seed) => {
        const stride = (width + 2 * margin) * 3;
        const noise = (i: number) => (Math.imul(i + 1, 2_654_435_761) ^ Math.imul(seed, 40_503)) >>> 16;
        const value = (i: number) => (kind === 'noise' ? noise(i) & 255 : noise(i) & 1 ? 255 : 0);
        const data = Uint8Array.from({ length: stride * (height + margin) }, (_, i) => value(i));
        const area = { data, offset: margin * stride + margin * 3, stride, width, height };
        const size = { width: toWidth, height: toHeight, fit, interpolation };
        expect(resample(area, size, kernelResize)).toEqual(resample(area, size));
      },
    ),
    { numRuns: propertyRuns(300) },
  );
});
