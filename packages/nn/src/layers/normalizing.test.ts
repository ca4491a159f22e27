// Options, shapes and weights of activation and normalization layers.
import { describe, expect, it } from 'vitest';
import { buildChain } from '../chain.ts';
import { finalActivation } from '../finalActivation.ts';
import { summarize } from '../summary.ts';
import { type ActivationName, type LayerSpec, layers } from './index.ts';

const chainOf = (...specs: LayerSpec[]) => buildChain(specs, [4, 5, 3]);

describe('activation', () => {
  it('has the defaults of the Keras 3 functions', () => {
    expect(layers.activation({ activation: 'leakyRelu' })).toEqual({
      kind: 'activation',
      activation: 'leakyRelu',
      negativeSlope: 0.2,
    });
    expect(layers.activation({ activation: 'elu' })).toMatchObject({ alpha: 1 });
    expect(layers.activation({ activation: 'gelu' })).toMatchObject({ approximate: false });
    expect(layers.activation({ activation: 'tanh', name: 'squash' })).toEqual({
      kind: 'activation',
      name: 'squash',
      activation: 'tanh',
    });
  });
  it('rejects options of other activations', () => {
    const wrong = (options: object) => () => layers.activation(options as { activation: ActivationName });
    expect(wrong({ activation: 'swish' })).toThrow(
      'activation: activation must be one of linear, relu, leakyRelu, elu, gelu, tanh, sigmoid, softmax, got swish',
    );
    expect(wrong({ activation: 'relu', alpha: 1 })).toThrow('alpha is an option of elu, not of relu');
    expect(wrong({ activation: 'elu', alpha: -1 })).toThrow('alpha must be at least 0, got -1');
    expect(wrong({ activation: 'leakyRelu', negativeSlope: Number.NaN })).toThrow('negativeSlope must be a number');
    expect(() => layers.conv2d({ filters: 1, kernelSize: 1, activation: 'Relu' as 'relu' })).toThrow(
      'conv2d: activation must be one of linear, relu',
    );
  });
  it('computes softmax and sigmoid with the loss when they end a vector output', () => {
    const dense = (activation: ActivationName) => layers.dense({ units: 2, activation });
    const flat = layers.flatten();
    expect(finalActivation(chainOf(flat, dense('softmax')))).toBe('softmax');
    expect(finalActivation(chainOf(flat, dense('sigmoid')))).toBe('sigmoid');
    expect(finalActivation(chainOf(flat, dense('tanh')))).toBe('linear');
    expect(finalActivation(chainOf(flat, dense('linear'), layers.softmax()))).toBe('softmax');
    expect(finalActivation(chainOf(flat, dense('linear'), layers.activation({ activation: 'sigmoid' })))).toBe(
      'sigmoid',
    );
    expect(finalActivation(chainOf(flat, dense('softmax'), dense('linear')))).toBe('linear');
    expect(finalActivation(chainOf(layers.softmax()))).toBe('linear');
  });
});

describe('batchNormalization', () => {
  it('has gamma, beta and non-trainable moving statistics', () => {
    const [layer] = chainOf(layers.batchNormalization()).layers;
    expect(
      layer!.weights.map(({ name, size, initializer, trainable }) => [name, size, initializer, trainable]),
    ).toEqual([
      ['gamma', 3, 'ones', undefined],
      ['beta', 3, 'zeros', undefined],
      ['movingMean', 3, 'zeros', false],
      ['movingVariance', 3, 'ones', false],
    ]);
    expect(chainOf(layers.batchNormalization({ scale: false, center: false })).parameters).toBe(6);
    expect(chainOf(layers.flatten(), layers.batchNormalization()).parameters).toBe(240);
  });
  it('shows the number of non-trainable parameters in the summary', () => {
    expect(summarize('m', chainOf(layers.batchNormalization()))).toContain('Parameters: 12 (6 not trainable)');
    expect(summarize('m', chainOf(layers.layerNormalization()))).toMatch(/Parameters: 6\n/);
  });
  it('rejects options out of range', () => {
    expect(() => layers.batchNormalization({ momentum: 1.1 })).toThrow('momentum must be from 0 to 1, got 1.1');
    expect(() => layers.batchNormalization({ epsilon: -1 })).toThrow('epsilon must be at least 0, got -1');
    expect(() => layers.batchNormalization({ scale: 1 as unknown as boolean })).toThrow('scale must be true or false');
  });
});

it('layerNormalization has gamma and beta per channel', () => {
  expect(chainOf(layers.layerNormalization()).parameters).toBe(6);
  expect(chainOf(layers.layerNormalization({ scale: false })).layers[0]!.weights.map(({ name }) => name)).toEqual([
    'beta',
  ]);
  expect(() => layers.layerNormalization({ epsilon: Number.POSITIVE_INFINITY })).toThrow('epsilon must be a number');
});

it('normalization requires one number or one per channel', () => {
  expect(chainOf(layers.normalization({ mean: [1, 2, 3], variance: 4 })).outputShape).toEqual([4, 5, 3]);
  expect(() => chainOf(layers.normalization({ mean: [1, 2], variance: 4 }))).toThrow(
    'normalization: mean has 2 numbers, the input has 3 channels',
  );
  expect(() => layers.normalization({ mean: 0, variance: [1, -2] })).toThrow('variance must be at least 0, got -2');
  expect(() => layers.normalization({ mean: ['a'] as unknown as number[], variance: 1 })).toThrow(
    'mean must be a number, got a',
  );
});
