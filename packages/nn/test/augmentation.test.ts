// Each augmentation layer agrees with plain float64 code.
import { describe, expect, it } from 'vitest';
import { augmentImage, type LayerSpec, layers, randomWords, streamKey } from '../src/index.ts';
import { expectClose, randomBytes, SEED } from './augmentationValues.ts';
import {
  addFog,
  blur,
  brighten,
  changeContrast,
  type DrawKey,
  draw,
  drawBetween,
  erase,
  type Fill,
  flip,
  type Image,
  pixelate,
  rotate,
  toImage,
  translate,
  zoom,
} from './referenceAugmentation.ts';

const SHAPES = [
  [1, 1, 1],
  [1, 9, 3],
  [7, 1, 3],
  [2, 2, 4],
  [6, 9, 3],
  [13, 10, 1],
  [21, 34, 4],
];

/** Compares the engine with the reference on all shapes, as bytes and as floats, for a few samples and epochs. */
async function expectAgreement(
  layer: LayerSpec,
  reference: (image: Image, key: DrawKey) => Image,
  { tolerance = 0.02, share = 0 }: { tolerance?: number; share?: number } = {},
): Promise<void> {
  for (const shape of SHAPES) {
    const bytes = randomBytes(shape);
    for (const [sample, epoch] of [
      [0, 1],
      [1, 1],
      [5, 2],
      [6, 3],
    ] as const) {
      const expected = reference(toImage(shape, bytes), { seed: SEED, name: layer.kind, sample, epoch });
      for (const pixels of [bytes, Float32Array.from(bytes)]) {
        const options = { seed: SEED, sample, epoch };
        const { values } = await augmentImage({ layers: [layer], inputShape: shape }, pixels, options);
        expectClose(values, expected.values, tolerance, share);
      }
    }
  }
}

const FILLS: Fill[] = (['reflect', 'constant', 'nearest', 'wrap'] as const).flatMap((fillMode) => [
  { fillMode, fillValue: 77, interpolation: 'bilinear' },
  { fillMode, fillValue: -3, interpolation: 'nearest' },
]);
// With nearest interpolation, float32 rounding of a coordinate near .5 may select the other pixel.
const toleranceOf = (fill: Fill) => (fill.interpolation === 'nearest' ? { share: 0.01 } : {});
const VALUE_RANGE = [0, 255] as const;

describe('each layer agrees with the reference', () => {
  it('randomFlip', async () => {
    const coin = (key: DrawKey, index: number) =>
      (randomWords(streamKey(key.seed, key.name), 0, key.sample, key.epoch)[index] ?? 0) % 2 === 1;
    for (const mode of ['horizontal', 'vertical', 'horizontalAndVertical'] as const) {
      const reference = (image: Image, key: DrawKey) =>
        flip(image, mode !== 'vertical' && coin(key, 0), mode !== 'horizontal' && coin(key, 1));
      await expectAgreement(layers.randomFlip({ mode }), reference, { tolerance: 0 });
    }
  });

  it('randomFlip after another augmentation', async () => {
    const shape = [6, 9, 3];
    const bytes = randomBytes(shape);
    const specs = [layers.randomBrightness({ factor: 0 }), layers.randomFlip({ mode: 'horizontalAndVertical' })];
    const outcomes = new Set<string>();
    for (let sample = 0; sample < 12; sample++) {
      const [direct, second] = await Promise.all(
        [specs.slice(1), specs].map((list) =>
          augmentImage({ layers: list, inputShape: shape }, bytes, { seed: SEED, sample }),
        ),
      );
      expect(second?.values).toEqual(direct?.values);
      outcomes.add(String(second?.values));
    }
    expect(outcomes.size).toBe(4);
  });

  it('randomRotation', async () => {
    for (const fill of FILLS) {
      const reference = (image: Image, key: DrawKey) => rotate(image, drawBetween(key, 0, [-0.3, 0.5]), fill);
      await expectAgreement(layers.randomRotation({ factor: [-0.3, 0.5], ...fill }), reference, toleranceOf(fill));
    }
  });

  it('randomZoom', async () => {
    for (const fill of FILLS) {
      const separate = (image: Image, key: DrawKey) =>
        zoom(image, 1 + drawBetween(key, 0, [-0.9, 1]), 1 + drawBetween(key, 1, [-0.5, 0.5]), fill);
      await expectAgreement(
        layers.randomZoom({ heightFactor: [-0.9, 1], widthFactor: 0.5, ...fill }),
        separate,
        toleranceOf(fill),
      );
      const equal = (image: Image, key: DrawKey) => {
        const factor = 1 + drawBetween(key, 0, [-0.4, 0.4]);
        return zoom(image, factor, factor, fill);
      };
      await expectAgreement(layers.randomZoom({ heightFactor: 0.4, ...fill }), equal, toleranceOf(fill));
    }
  });

  it('randomTranslation', async () => {
    for (const fill of FILLS) {
      const reference = (image: Image, key: DrawKey) =>
        translate(
          image,
          drawBetween(key, 0, [-1, 1]) * image.height,
          drawBetween(key, 1, [-0.5, 0.2]) * image.width,
          fill,
        );
      const layer = layers.randomTranslation({ heightFactor: 1, widthFactor: [-0.5, 0.2], ...fill });
      await expectAgreement(layer, reference, toleranceOf(fill));
    }
  });

  it('randomBrightness and randomContrast', async () => {
    await expectAgreement(layers.randomBrightness({ factor: 0.6 }), (image, key) =>
      brighten(image, drawBetween(key, 0, [-0.6, 0.6]), VALUE_RANGE),
    );
    await expectAgreement(layers.randomContrast({ factor: [0.9, 0.7] }), (image, key) =>
      changeContrast(image, drawBetween(key, 0, [1 - 0.9, 1.7]), VALUE_RANGE),
    );
    await expectAgreement(layers.randomContrast({ factor: 0.5, valueRange: [50, 200] }), (image, key) =>
      changeContrast(image, drawBetween(key, 0, [0.5, 1.5]), [50, 200]),
    );
  });

  it('randomFog', async () => {
    for (const patchSize of [0.001, 0.2, 0.5, 3]) {
      await expectAgreement(layers.randomFog({ strength: [0.2, 0.9], patchSize, color: 190 }), (image, key) => {
        const patch = Math.max(1, patchSize * Math.max(image.height, image.width));
        const columns = Math.ceil(image.width / Math.fround(patch)) + 3;
        return addFog(image, {
          strength: drawBetween(key, 0, [0.2, 0.9]),
          patch,
          phaseX: draw(key, 2),
          phaseY: draw(key, 3),
          lattice: (row, column) => draw(key, 16 + row * columns + column),
          color: () => 190,
        });
      });
    }
  });

  it('randomBlur, including a kernel larger than the image', async () => {
    await expectAgreement(layers.randomBlur({ sigma: [0.3, 4] }), (image, key) =>
      blur(image, drawBetween(key, 0, [0.3, 4])),
    );
  });

  it('randomPixelate', async () => {
    await expectAgreement(layers.randomPixelate({ blockSize: [2, 6] }), (image, key) =>
      pixelate(image, Math.floor(drawBetween(key, 0, [2, 7]))),
    );
  });

  it('randomErasing with a constant', async () => {
    const scale = [0.05, 0.6] as const;
    await expectAgreement(layers.randomErasing({ factor: [1, 1], scale, fillValue: 300 }), (image, key) => {
      const width = image.width * Math.sqrt(drawBetween(key, 0, scale));
      const height = image.height * Math.sqrt(drawBetween(key, 1, scale));
      const left = draw(key, 2) * (image.width - width);
      const top = draw(key, 3) * (image.height - height);
      return erase(image, { top, left, height, width }, () => 255);
    });
    await expectAgreement(layers.randomErasing({ factor: 0.5, scale, ratio: [0.5, 2], fillValue: 9 }), (image, key) => {
      if (draw(key, 5) >= drawBetween(key, 4, [0, 0.5])) return image;
      const area = drawBetween(key, 0, scale) * image.height * image.width;
      const ratio = drawBetween(key, 1, [0.5, 2]);
      const width = Math.min(image.width, Math.sqrt(area * ratio));
      const height = Math.min(image.height, Math.sqrt(area / ratio));
      const left = draw(key, 2) * (image.width - width);
      const top = draw(key, 3) * (image.height - height);
      return erase(image, { top, left, height, width }, () => 9);
    });
  });

  it('randomErasing with noise: uniform, independent values inside the rectangle only', async () => {
    const shape = [60, 50, 3];
    const source = {
      layers: [layers.randomErasing({ factor: [1, 1], scale: [0.5, 0.5], fillValue: 'noise' })],
      inputShape: shape,
    };
    // 1000 is outside the value range, so it marks the pixels that were not erased.
    const { values } = await augmentImage(source, new Float32Array(9000).fill(1000), { seed: SEED, sample: 4 });
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
