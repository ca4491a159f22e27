// Augmentation in the engine compared with plain float64 code, its random draws, and none of it outside training.
import { describe, expect, it } from 'vitest';
import { augmentImage, type LayerSpec, layers, randomWords, sizeOf, streamKey } from '../src/index.ts';
import {
  between,
  blurred,
  brightened,
  contrasted,
  drawn,
  erased,
  type Fill,
  flipped,
  fogged,
  type Image,
  imageOf,
  pixelated,
  rotated,
  translated,
  type Who,
  zoomed,
} from './referenceAugmentation.ts';

const seed = 11;
const shapes = [
  [1, 1, 1],
  [1, 9, 3],
  [7, 1, 3],
  [2, 2, 4],
  [6, 9, 3],
  [13, 10, 1],
  [21, 34, 4],
];

function bytesOf(shape: number[], stream = 'image'): Uint8Array {
  const size = sizeOf(shape);
  return Uint8Array.from({ length: size }, (_, i) => randomWords(streamKey(3, stream), i)[0] & 255);
}

function close(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, share = 0): void {
  expect(got.length).toBe(expected.length);
  let apart = 0;
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs((got[i] ?? Number.NaN) - (expected[i] ?? 0)) <= tolerance)) apart++;
  }
  expect(apart, `values further apart than ${tolerance}`).toBeLessThanOrEqual(share * expected.length);
}

// The engine beside the reference on all shapes, as bytes and as floats, for a few samples and epochs.
async function agrees(
  layer: LayerSpec,
  reference: (image: Image, who: Who) => Image,
  { tolerance = 0.02, share = 0 }: { tolerance?: number; share?: number } = {},
): Promise<void> {
  for (const shape of shapes) {
    const bytes = bytesOf(shape);
    for (const [sample, epoch] of [
      [0, 1],
      [1, 1],
      [5, 2],
      [6, 3],
    ] as const) {
      const expected = reference(imageOf(shape, bytes), { seed, name: layer.kind, sample, epoch });
      for (const pixels of [bytes, Float32Array.from(bytes)]) {
        const options = { seed, sample, epoch };
        const { values } = await augmentImage({ layers: [layer], inputShape: shape }, pixels, options);
        close(values, expected.values, tolerance, share);
      }
    }
  }
}

const fills: Fill[] = (['reflect', 'constant', 'nearest', 'wrap'] as const).flatMap((fillMode) => [
  { fillMode, fillValue: 77, interpolation: 'bilinear' },
  { fillMode, fillValue: -3, interpolation: 'nearest' },
]);
// Float32 coordinates may fall to the other side of a half.
const roughly = (fill: Fill) => (fill.interpolation === 'nearest' ? { share: 0.01 } : {});
const whole = [0, 255] as const;

describe('each layer agrees with the reference', () => {
  it('randomFlip', async () => {
    const coin = (who: Who, index: number) =>
      (randomWords(streamKey(who.seed, who.name), 0, who.sample, who.epoch)[index] ?? 0) % 2 === 1;
    for (const mode of ['horizontal', 'vertical', 'horizontalAndVertical'] as const) {
      const reference = (image: Image, who: Who) =>
        flipped(image, mode !== 'vertical' && coin(who, 0), mode !== 'horizontal' && coin(who, 1));
      await agrees(layers.randomFlip({ mode }), reference, { tolerance: 0 });
    }
  });

  it('randomFlip after another augmentation', async () => {
    const shape = [6, 9, 3];
    const bytes = bytesOf(shape);
    const specs = [layers.randomBrightness({ factor: 0 }), layers.randomFlip({ mode: 'horizontalAndVertical' })];
    const seen = new Set<string>();
    for (let sample = 0; sample < 12; sample++) {
      const [direct, behind] = await Promise.all(
        [specs.slice(1), specs].map((list) =>
          augmentImage({ layers: list, inputShape: shape }, bytes, { seed, sample }),
        ),
      );
      expect(behind?.values).toEqual(direct?.values);
      seen.add(String(behind?.values));
    }
    expect(seen.size).toBe(4);
  });

  it('randomRotation', async () => {
    for (const fill of fills) {
      const reference = (image: Image, who: Who) => rotated(image, between(who, 0, [-0.3, 0.5]), fill);
      await agrees(layers.randomRotation({ factor: [-0.3, 0.5], ...fill }), reference, roughly(fill));
    }
  });

  it('randomZoom', async () => {
    for (const fill of fills) {
      const both = (image: Image, who: Who) =>
        zoomed(image, 1 + between(who, 0, [-0.9, 1]), 1 + between(who, 1, [-0.5, 0.5]), fill);
      await agrees(layers.randomZoom({ heightFactor: [-0.9, 1], widthFactor: 0.5, ...fill }), both, roughly(fill));
      const one = (image: Image, who: Who) => {
        const zoom = 1 + between(who, 0, [-0.4, 0.4]);
        return zoomed(image, zoom, zoom, fill);
      };
      await agrees(layers.randomZoom({ heightFactor: 0.4, ...fill }), one, roughly(fill));
    }
  });

  it('randomTranslation', async () => {
    for (const fill of fills) {
      const reference = (image: Image, who: Who) =>
        translated(image, between(who, 0, [-1, 1]) * image.height, between(who, 1, [-0.5, 0.2]) * image.width, fill);
      const layer = layers.randomTranslation({ heightFactor: 1, widthFactor: [-0.5, 0.2], ...fill });
      await agrees(layer, reference, roughly(fill));
    }
  });

  it('randomBrightness and randomContrast', async () => {
    await agrees(layers.randomBrightness({ factor: 0.6 }), (image, who) =>
      brightened(image, between(who, 0, [-0.6, 0.6]), whole),
    );
    await agrees(layers.randomContrast({ factor: [0.9, 0.7] }), (image, who) =>
      contrasted(image, between(who, 0, [1 - 0.9, 1.7]), whole),
    );
    await agrees(layers.randomContrast({ factor: 0.5, valueRange: [50, 200] }), (image, who) =>
      contrasted(image, between(who, 0, [0.5, 1.5]), [50, 200]),
    );
  });

  it('randomFog', async () => {
    for (const patchSize of [0.001, 0.2, 0.5, 3]) {
      await agrees(layers.randomFog({ strength: [0.2, 0.9], patchSize, color: 190 }), (image, who) => {
        const patch = Math.max(1, patchSize * Math.max(image.height, image.width));
        const columns = Math.ceil(image.width / Math.fround(patch)) + 3;
        return fogged(image, {
          strength: between(who, 0, [0.2, 0.9]),
          patch,
          phaseX: drawn(who, 2),
          phaseY: drawn(who, 3),
          lattice: (row, column) => drawn(who, 16 + row * columns + column),
          color: () => 190,
        });
      });
    }
  });

  it('randomBlur, including a kernel larger than the image', async () => {
    await agrees(layers.randomBlur({ sigma: [0.3, 4] }), (image, who) => blurred(image, between(who, 0, [0.3, 4])));
  });

  it('randomPixelate', async () => {
    await agrees(layers.randomPixelate({ blockSize: [2, 6] }), (image, who) =>
      pixelated(image, Math.floor(between(who, 0, [2, 7]))),
    );
  });

  it('randomErasing with a constant', async () => {
    const scale = [0.05, 0.6] as const;
    await agrees(layers.randomErasing({ factor: [1, 1], scale, fillValue: 300 }), (image, who) => {
      const width = image.width * Math.sqrt(between(who, 0, scale));
      const height = image.height * Math.sqrt(between(who, 1, scale));
      const left = drawn(who, 2) * (image.width - width);
      const top = drawn(who, 3) * (image.height - height);
      return erased(image, { top, left, height, width }, () => 255);
    });
    await agrees(layers.randomErasing({ factor: 0.5, scale, ratio: [0.5, 2], fillValue: 9 }), (image, who) => {
      if (drawn(who, 5) >= between(who, 4, [0, 0.5])) return image;
      const area = between(who, 0, scale) * image.height * image.width;
      const ratio = between(who, 1, [0.5, 2]);
      const width = Math.min(image.width, Math.sqrt(area * ratio));
      const height = Math.min(image.height, Math.sqrt(area / ratio));
      const left = drawn(who, 2) * (image.width - width);
      const top = drawn(who, 3) * (image.height - height);
      return erased(image, { top, left, height, width }, () => 9);
    });
  });

  it('randomErasing with noise: uniform, independent values inside the rectangle only', async () => {
    const shape = [60, 50, 3];
    const source = {
      layers: [layers.randomErasing({ factor: [1, 1], scale: [0.5, 0.5], fillValue: 'noise' })],
      inputShape: shape,
    };
    // 1000 tells what was left alone; it lies outside the value range.
    const { values } = await augmentImage(source, new Float32Array(9000).fill(1000), { seed, sample: 4 });
    const noise = values.filter((value) => value !== 1000);
    expect(noise.length / values.length).toBeGreaterThan(0.45);
    expect(noise.length / values.length).toBeLessThan(0.55);
    expect(noise.every((value) => value >= 0 && value <= 255)).toBe(true);
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length;
    expect(Math.abs(mean - 127.5)).toBeLessThan(4);
    expect(Math.abs(variance / (255 ** 2 / 12) - 1)).toBeLessThan(0.05);
    expect(new Set(noise).size / noise.length).toBeGreaterThan(0.95);
  });
});

describe('values', () => {
  it('a value range follows the preceding rescaling, which may be anywhere', async () => {
    const shape = [12, 11, 3];
    const bytes = bytesOf(shape);
    const augment = [
      layers.randomBrightness({ factor: 0.5, name: 'a' }),
      layers.randomContrast({ factor: 0.5, name: 'b' }),
      layers.randomFog({ strength: 0.9, name: 'c' }),
      layers.randomErasing({ factor: [1, 1], name: 'd' }),
      layers.randomRotation({ factor: 0.1, name: 'e' }),
    ];
    const rescaling = layers.rescaling({ scale: 1 / 127.5, offset: -1 });
    const orders = [0, 1, 3, 5].map((at) => [...augment.slice(0, at), rescaling, ...augment.slice(at)]);
    const images = await Promise.all(
      orders.map((list) => augmentImage({ layers: list, inputShape: shape, seed }, bytes, { sample: 2 })),
    );
    const last = images.at(-1)?.values ?? new Float32Array();
    for (const { values } of images) {
      close(values, last, 1e-5);
      expect(values.every((value) => value >= -1.00001 && value <= 1.00001)).toBe(true);
    }
    expect(images[0]?.bytes).toEqual(images[3]?.bytes);
  });

  it('the color of fog and of erasing may differ by channel', async () => {
    const source = {
      layers: [
        layers.randomFog({ strength: [1, 1], color: [10, 20, 30] }),
        layers.randomErasing({ factor: [1, 1], scale: [1, 1], fillValue: [1, 2, 3] }),
      ],
      inputShape: [3, 5, 3],
    };
    const { values } = await augmentImage(source, new Uint8Array(45), { seed });
    expect([...values]).toEqual(Array.from({ length: 45 }, (_, i) => (i % 3) + 1));
    const foggy = await augmentImage({ ...source, layers: source.layers.slice(0, 1) }, new Uint8Array(45), { seed });
    for (let i = 0; i < 45; i += 3) {
      expect(foggy.values[i]).toBeGreaterThanOrEqual(5);
      expect((foggy.values[i + 2] ?? 0) / (foggy.values[i] ?? 1)).toBeCloseTo(3, 4);
    }
  });

  it('a factor of 0 changes nothing', async () => {
    const nothing: LayerSpec[] = [
      layers.randomRotation({ factor: 0 }),
      layers.randomZoom({ heightFactor: 0 }),
      layers.randomZoom({ heightFactor: 0, widthFactor: 0 }),
      layers.randomTranslation({ heightFactor: 0, widthFactor: 0 }),
      layers.randomBrightness({ factor: 0 }),
      layers.randomContrast({ factor: 0 }),
      layers.randomFog({ strength: 0 }),
      layers.randomBlur({ sigma: 0 }),
      layers.randomPixelate({ blockSize: 1 }),
      layers.randomErasing({ factor: 0 }),
      layers.randomErasing({ scale: 0 }),
      layers.randomFog({ strength: 1, rate: 0 }),
      layers.randomBlur({ sigma: 3, rate: 0 }),
      layers.randomPixelate({ blockSize: 9, rate: 0 }),
    ];
    const shape = [9, 14, 3];
    const bytes = bytesOf(shape);
    for (const layer of nothing) {
      for (let sample = 0; sample < 3; sample++) {
        const source = { layers: [layer], inputShape: shape };
        expect((await augmentImage(source, bytes, { seed, sample })).bytes).toEqual(bytes);
      }
    }
  });
});

describe('draws', () => {
  const shape = [1, 1, 1];

  it('are uniform over the range and differ by sample and epoch', async () => {
    const source = { layers: [layers.randomBrightness({ factor: [-0.1, 0.3] })], inputShape: shape };
    const added: number[] = [];
    for (let sample = 0; sample < 150; sample++) {
      for (const epoch of [1, 2]) {
        const { values } = await augmentImage(source, Uint8Array.of(100), { seed, sample, epoch });
        added.push(((values[0] ?? 0) - 100) / 255);
      }
    }
    const mean = added.reduce((sum, value) => sum + value, 0) / added.length;
    expect(Math.min(...added)).toBeGreaterThanOrEqual(-0.1 - 1e-6);
    expect(Math.max(...added)).toBeLessThan(0.3 + 1e-6);
    expect(Math.abs(mean - 0.1)).toBeLessThan(0.03);
    expect(new Set(added).size).toBe(added.length);
  });

  it('happen at the given rate', async () => {
    const source = {
      layers: [layers.randomFog({ strength: [0.5, 0.5], rate: 0.25 })],
      inputShape: shape,
    };
    const erasing = { layers: [layers.randomErasing({ factor: 0.5, scale: [1, 1], fillValue: 0 })], inputShape: shape };
    let foggy = 0;
    let holes = 0;
    for (let sample = 0; sample < 300; sample++) {
      const options = { seed, sample };
      if ((await augmentImage(source, Uint8Array.of(100), options)).values[0] !== 100) foggy++;
      if ((await augmentImage(erasing, Uint8Array.of(100), options)).values[0] !== 100) holes++;
    }
    // Three standard deviations about 75; a factor of 0.5 is a probability drawn from 0 to 0.5.
    expect(Math.abs(foggy - 75)).toBeLessThan(23);
    expect(Math.abs(holes - 75)).toBeLessThan(23);
  });

  it('choose every block size with equal probability', async () => {
    const source = { layers: [layers.randomPixelate({ blockSize: 4 })], inputShape: [1, 12, 1] };
    const ramp = Uint8Array.from({ length: 12 }, (_, x) => x * 20);
    const counts = new Map<number, number>();
    for (let sample = 0; sample < 400; sample++) {
      const { values } = await augmentImage(source, ramp, { seed, sample });
      const size = values.findIndex((value) => value !== values[0]);
      counts.set(size, (counts.get(size) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4]);
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(30);
  });

  it('are independent in two layers of the same kind', async () => {
    const source = {
      layers: [layers.randomBrightness({ factor: 0.2 }), layers.randomBrightness({ factor: 0.2 })],
      inputShape: shape,
    };
    let signs = 0;
    for (let sample = 0; sample < 100; sample++) {
      const both = await augmentImage(source, Uint8Array.of(127), { seed, sample });
      const one = await augmentImage({ ...source, layers: source.layers.slice(0, 1) }, Uint8Array.of(127), {
        seed,
        sample,
      });
      const first = (one.values[0] ?? 0) - 127;
      if (first * ((both.values[0] ?? 0) - 127 - first) > 0) signs++;
    }
    expect(Math.abs(signs - 50)).toBeLessThan(16);
  });
});
