// Options of the augmentation layers: their meaning, and the errors for invalid ones.
import { describe, expect, it } from 'vitest';
import { sequential } from '../model.ts';
import { layers } from './index.ts';

describe('ranges', () => {
  it('expands a single number to a range as documented by Keras', () => {
    expect(layers.randomRotation({ factor: 0.1 }).factor).toEqual([-0.1, 0.1]);
    expect(layers.randomRotation({ factor: -0.1 }).factor).toEqual([-0.1, 0.1]);
    expect(layers.randomBrightness({ factor: 0.2 }).factor).toEqual([-0.2, 0.2]);
    expect(layers.randomContrast({ factor: 0.2 }).factor).toEqual([0.2, 0.2]);
    expect(layers.randomErasing({ factor: 0.4 }).factor).toEqual([0, 0.4]);
    expect(layers.randomBlur({ sigma: 2 }).sigma).toEqual([0, 2]);
    expect(layers.randomFog({ strength: 0.5 }).strength).toEqual([0, 0.5]);
    expect(layers.randomPixelate({ blockSize: 5 }).blockSize).toEqual([1, 5]);
    expect(layers.randomErasing({ ratio: 2 }).ratio).toEqual([2, 2]);
  });

  it('sorts two numbers, but not the two sides of contrast', () => {
    expect(layers.randomZoom({ heightFactor: [0.2, -0.3] }).heightFactor).toEqual([-0.3, 0.2]);
    expect(layers.randomPixelate({ blockSize: [6, 2] }).blockSize).toEqual([2, 6]);
    expect(layers.randomContrast({ factor: [0.9, 0.1] }).factor).toEqual([0.9, 0.1]);
  });

  it('uses the defaults of Keras', () => {
    const fill = { fillMode: 'reflect', fillValue: 0, interpolation: 'bilinear' };
    expect(layers.randomRotation({ factor: 0.1 })).toMatchObject(fill);
    expect(layers.randomZoom({ heightFactor: 0.1 })).toMatchObject(fill);
    expect(layers.randomTranslation({ heightFactor: 0.1, widthFactor: 0.1 })).toMatchObject(fill);
    expect(layers.randomErasing()).toMatchObject({ factor: [0, 1], scale: [0.02, 0.33] });
  });

  it('copies lists passed as options', () => {
    const color = [1, 2, 3];
    const fog = layers.randomFog({ strength: 1, color });
    color[0] = 9;
    expect(fog.color).toEqual([1, 2, 3]);
  });
});

describe('errors name layer, option and value', () => {
  const bad: [() => unknown, string][] = [
    [
      () => layers.randomFlip({ mode: 'diagonal' as 'vertical' }),
      'randomFlip: mode must be one of horizontal, vertical',
    ],
    [() => layers.randomRotation({ factor: 1.5 }), 'randomRotation: factor must be a number from -1 to 1'],
    [() => layers.randomRotation({ factor: Number.NaN }), 'randomRotation: factor must be a number from -1 to 1'],
    [() => layers.randomRotation({ factor: [0.1] as unknown as number }), 'got 1 numbers'],
    [
      () => layers.randomRotation({ factor: 0.1, fillMode: 'mirror' as 'wrap' }),
      'randomRotation: fillMode must be one of',
    ],
    [() => layers.randomRotation({ factor: 0.1, fillValue: Number.NaN }), 'randomRotation: fillValue must be a number'],
    [
      () => layers.randomZoom({ heightFactor: 0.1, interpolation: 'cubic' as 'nearest' }),
      'randomZoom: interpolation must be one of bilinear, nearest',
    ],
    [() => layers.randomZoom({ heightFactor: 0.1, widthFactor: [-2, 0] }), 'randomZoom: widthFactor must be'],
    [
      () => layers.randomTranslation({ heightFactor: 'a' as unknown as number, widthFactor: 0 }),
      'randomTranslation: heightFactor must be a number from -1 to 1 or [low, high] of such, got a',
    ],
    [() => layers.randomBrightness({ factor: 2 }), 'randomBrightness: factor must be'],
    [
      () => layers.randomBrightness({ factor: 0.1, valueRange: [1, 1] }),
      'randomBrightness: valueRange must be [low, high]',
    ],
    [
      () => layers.randomBrightness({ factor: 0.1, valueRange: [0, 1, 2] as unknown as [number, number] }),
      'randomBrightness: valueRange must be [low, high]',
    ],
    [() => layers.randomContrast({ factor: -0.1 }), 'randomContrast: factor must be a number from 0 to 1'],
    [() => layers.randomContrast({ factor: [0.1, 1.1] }), 'randomContrast: factor must be a number from 0 to 1'],
    [() => layers.randomFog({ strength: 1.1 }), 'randomFog: strength must be a number from 0 to 1'],
    [() => layers.randomFog({ strength: 1, patchSize: 0 }), 'randomFog: patchSize must be above 0, got 0'],
    [() => layers.randomFog({ strength: 1, rate: 2 }), 'randomFog: rate must be from 0 to 1, got 2'],
    [() => layers.randomFog({ strength: 1, color: [] }), 'randomFog: color must be a number or one a channel'],
    [() => layers.randomBlur({ sigma: -1 }), 'randomBlur: sigma must be a number from 0 to 64'],
    [() => layers.randomBlur({ sigma: 1, rate: -1 }), 'randomBlur: rate must be from 0 to 1'],
    [() => layers.randomPixelate({ blockSize: 0 }), 'randomPixelate: blockSize must be a whole number of at least 1'],
    [() => layers.randomPixelate({ blockSize: [2, 3.5] }), 'randomPixelate: blockSize must be a whole number'],
    [() => layers.randomErasing({ factor: 2 }), 'randomErasing: factor must be a number from 0 to 1'],
    [() => layers.randomErasing({ scale: [0, 1.2] }), 'randomErasing: scale must be a number from 0 to 1'],
    [() => layers.randomErasing({ ratio: 0 }), 'randomErasing: ratio must be above 0'],
    [
      () => layers.randomErasing({ fillValue: 'grey' as 'noise' }),
      'randomErasing: fillValue must be a number, got grey',
    ],
    [() => layers.randomBlur({ sigma: 1, name: '1a' }), 'randomBlur: name must begin with a letter'],
  ];
  for (const [make, message] of bad) it(message, () => expect(make).toThrow(message));
});

describe('augmentation in a model', () => {
  const convolution = layers.conv2d({ filters: 1, kernelSize: 1 });
  const inputShape = [4, 4, 3];

  it('rejects augmentation after the first layer that computes', () => {
    const late = layers.randomFog({ strength: 0.5, name: 'mist' });
    expect(() => sequential([layers.rescaling({ scale: 1 }), convolution, late], { inputShape })).toThrow(
      'mist: augmentation must come before the first layer that computes',
    );
    expect(() => sequential([layers.flatten(), layers.dense({ units: 1 }), late], { inputShape })).toThrow('mist: ');
    expect(sequential([late, layers.rescaling({ scale: 1 }), convolution], { inputShape }).parameters).toBe(4);
  });

  it('rejects per-channel values that do not match the number of channels', () => {
    const fog = layers.randomFog({ strength: 1, color: [1, 2] });
    expect(() => sequential([fog, convolution], { inputShape })).toThrow(
      'randomFog: color holds 2 numbers, the picture has 3 channels',
    );
    const hole = layers.randomErasing({ fillValue: [1], name: 'hole' });
    expect(() => sequential([hole, convolution], { inputShape })).toThrow('hole: fillValue holds 1 numbers');
  });

  it('is listed in the summary without weights', () => {
    const text = sequential([layers.randomRotation({ factor: 0.1 }), convolution], { inputShape }).summary();
    expect(text).toContain('RandomRotation');
  });
});
