// Values and random draws of augmentation layers: value range, colors, rates, and independence of draws.
import { describe, expect, it } from 'vitest';
import { augmentImage, type LayerSpec, layers } from '../src/index.ts';
import { expectClose, randomBytes, SEED } from './augmentationValues.ts';

describe('augmented values', () => {
  it('follow the value range of a preceding rescaling, wherever it is', async () => {
    const shape = [12, 11, 3];
    const bytes = randomBytes(shape);
    const augment: LayerSpec[] = [
      layers.randomBrightness({ factor: 0.5, name: 'a' }),
      layers.randomContrast({ factor: 0.5, name: 'b' }),
      layers.randomFog({ strength: 0.9, name: 'c' }),
      layers.randomErasing({ factor: [1, 1], name: 'd' }),
      layers.randomRotation({ factor: 0.1, name: 'e' }),
    ];
    const rescaling = layers.rescaling({ scale: 1 / 127.5, offset: -1 });
    const orders = [0, 1, 3, 5].map((position) => augment.toSpliced(position, 0, rescaling));
    const images = await Promise.all(
      orders.map((list) => augmentImage({ layers: list, inputShape: shape, seed: SEED }, bytes, { sample: 2 })),
    );
    const last = images.at(-1)?.values ?? new Float32Array();
    for (const { values } of images) {
      expectClose(values, last, 1e-5);
      expect(values.every((value) => value >= -1.00001 && value <= 1.00001)).toBe(true);
    }
    expect(images[0]?.bytes).toEqual(images[3]?.bytes);
  });

  it('may take a color per channel in fog and in erasing', async () => {
    const source = {
      layers: [
        layers.randomFog({ strength: [1, 1], color: [10, 20, 30] }),
        layers.randomErasing({ factor: [1, 1], scale: [1, 1], fillValue: [1, 2, 3] }),
      ],
      inputShape: [3, 5, 3],
    };
    const { values } = await augmentImage(source, new Uint8Array(45), { seed: SEED });
    expect([...values]).toEqual(Array.from({ length: 45 }, (_, i) => (i % 3) + 1));
    const foggy = await augmentImage({ ...source, layers: source.layers.slice(0, 1) }, new Uint8Array(45), {
      seed: SEED,
    });
    for (let i = 0; i < 45; i += 3) {
      expect(foggy.values[i]).toBeGreaterThanOrEqual(5);
      expect((foggy.values[i + 2] ?? 0) / (foggy.values[i] ?? 1)).toBeCloseTo(3, 4);
    }
  });

  it('equal the image when the factor is 0', async () => {
    const specs: LayerSpec[] = [
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
    const bytes = randomBytes(shape);
    for (const layer of specs) {
      for (let sample = 0; sample < 3; sample++) {
        const source = { layers: [layer], inputShape: shape };
        expect((await augmentImage(source, bytes, { seed: SEED, sample })).bytes).toEqual(bytes);
      }
    }
  });
});

describe('random draws', () => {
  const shape = [1, 1, 1];

  it('are uniform over the range and differ by sample and epoch', async () => {
    const source = { layers: [layers.randomBrightness({ factor: [-0.1, 0.3] })], inputShape: shape };
    const added: number[] = [];
    for (let sample = 0; sample < 150; sample++) {
      for (const epoch of [1, 2]) {
        const { values } = await augmentImage(source, Uint8Array.of(100), { seed: SEED, sample, epoch });
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
    let erased = 0;
    for (let sample = 0; sample < 300; sample++) {
      const options = { seed: SEED, sample };
      if ((await augmentImage(source, Uint8Array.of(100), options)).values[0] !== 100) foggy++;
      if ((await augmentImage(erasing, Uint8Array.of(100), options)).values[0] !== 100) erased++;
    }
    // Three standard deviations about 75; a factor of 0.5 is a probability drawn from 0 to 0.5.
    expect(Math.abs(foggy - 75)).toBeLessThan(23);
    expect(Math.abs(erased - 75)).toBeLessThan(23);
  });

  it('choose every block size with equal probability', async () => {
    const source = { layers: [layers.randomPixelate({ blockSize: 4 })], inputShape: [1, 12, 1] };
    const ramp = Uint8Array.from({ length: 12 }, (_, x) => x * 20);
    const counts = new Map<number, number>();
    for (let sample = 0; sample < 400; sample++) {
      const { values } = await augmentImage(source, ramp, { seed: SEED, sample });
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
      const twice = await augmentImage(source, Uint8Array.of(127), { seed: SEED, sample });
      const once = await augmentImage({ ...source, layers: source.layers.slice(0, 1) }, Uint8Array.of(127), {
        seed: SEED,
        sample,
      });
      const first = (once.values[0] ?? 0) - 127;
      if (first * ((twice.values[0] ?? 0) - 127 - first) > 0) signs++;
    }
    expect(Math.abs(signs - 50)).toBeLessThan(16);
  });
});
