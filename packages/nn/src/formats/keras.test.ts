// Conversion of layers to Keras form and back, and rejected configurations.
import { describe, expect, it } from 'vitest';
import { type LayerSpec, layerDefinitions, layers } from '../layers/index.ts';
import { ModelError } from '../modelError.ts';
import { fromKeras, toKeras } from './keras.ts';

// Initializers are not part of the Keras form.
const withoutTraining = (spec: LayerSpec) =>
  Object.fromEntries(Object.entries(spec).filter(([option]) => !/Initializer$/.test(option)));

const examples = Object.values(layerDefinitions).map(({ kind, example }) =>
  (layers[kind as LayerSpec['kind']] as (options: object) => LayerSpec)({ ...example, name: kind }),
);

describe('layers that Keras has', () => {
  it.each(examples.filter((spec) => toKeras(spec) !== undefined))('$kind survives a round trip', (spec) => {
    const { className, config, weightNames } = toKeras(spec)!;
    const back = fromKeras(className, config, spec.kind);
    if (/^random(?!Flip)/.test(spec.kind)) expect(back).toBeUndefined();
    else {
      expect(back?.weightNames).toEqual(weightNames);
      expect(withoutTraining(back!.spec)).toEqual(withoutTraining(spec));
    }
  });

  it('uses the Keras names of options and weights', () => {
    const spec = layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', activation: 'leakyRelu' });
    expect(toKeras(spec)).toEqual({
      className: 'DepthwiseConv2D',
      config: {
        data_format: 'channels_last',
        kernel_size: [3, 3],
        depth_multiplier: 1,
        strides: [2, 2],
        padding: 'same',
        activation: 'leaky_relu',
        use_bias: true,
      },
      weightNames: ['depthwise_kernel', 'bias'],
    });
    expect(toKeras(layers.batchNormalization({ scale: false }))?.weightNames).toEqual([
      'beta',
      'moving_mean',
      'moving_variance',
    ]);
    expect(toKeras(layers.normalization({ mean: 0, variance: 1 }))).toBeUndefined();
  });
});

describe('fromKeras', () => {
  it('reads functions as activations, with old and new parameter names', () => {
    const spec = (className: string, config: object) => fromKeras(className, { ...config }, 'a')?.spec;
    expect(spec('ReLU', { max_value: null, negative_slope: 0, threshold: 0 })).toEqual(
      layers.activation({ name: 'a', activation: 'relu' }),
    );
    for (const slope of [{ alpha: 0.1 }, { negative_slope: 0.1 }])
      expect(spec('LeakyReLU', slope)).toEqual(layers.leakyRelu({ name: 'a', negativeSlope: 0.1 }));
    expect(spec('LeakyReLU', {})).toEqual(layers.leakyRelu({ name: 'a', negativeSlope: 0.3 }));
    expect(toKeras(layers.leakyRelu())).toMatchObject({ className: 'LeakyReLU', config: { alpha: 0.3 } });
    expect(spec('ELU', { alpha: 0.7 })).toEqual(layers.activation({ name: 'a', activation: 'elu', alpha: 0.7 }));
    expect(spec('Activation', { activation: { class_name: 'function', config: 'gelu' } })).toEqual(
      layers.activation({ name: 'a', activation: 'gelu' }),
    );
  });

  it('skips layers that do nothing in inference', () => {
    for (const className of ['InputLayer', 'GaussianNoise', 'RandomRotation', 'RandomContrast'])
      expect(fromKeras(className, {}, 'a')).toBeUndefined();
    expect(fromKeras('RandomFlip', { mode: 'horizontal_and_vertical' }, 'a')?.spec).toEqual(
      layers.randomFlip({ name: 'a', mode: 'horizontalAndVertical' }),
    );
  });

  it.each<[string, object, string]>([
    ['Conv2DTranspose', {}, 'there is no layer Conv2DTranspose here'],
    ['ReLU', { max_value: 6 }, 'max_value 6 is not supported, only null'],
    ['Conv2D', { filters: 2, kernel_size: 3, groups: 2 }, 'groups 2 is not supported, only 1'],
    ['Conv2D', { filters: 2, kernel_size: 3, dilation_rate: [2, 2] }, 'dilation_rate [2,2] is not supported'],
    ['BatchNormalization', { axis: [1] }, 'axis [1] is not supported, only -1'],
    ['LayerNormalization', { rms_scaling: true }, 'rms_scaling true is not supported'],
    ['Dense', { units: 2, activation: 'mish' }, 'unknown activation "mish"'],
    ['Dense', { units: 0 }, 'dense: units must be a whole number'],
  ])('refuses %s %j', (className, config, message) => {
    expect(() => fromKeras(className, { ...config }, 'a')).toThrow(ModelError);
    expect(() => fromKeras(className, { ...config }, 'a')).toThrow(message);
  });

  it('accepts positive and negative numbers of the last axis', () => {
    for (const axis of [-1, 3, [-1], [3], null]) expect(fromKeras('BatchNormalization', { axis }, 'a')).toBeDefined();
  });
});
