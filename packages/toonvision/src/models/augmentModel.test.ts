// Tests of augmentModel.ts.
import { layers, modelFiles, sequential } from '@toonvision/nn';
import { describe, expect, it } from 'vitest';
import { augmentationSchema } from '../config/index.ts';
import { AUGMENTATION_NAMES } from '../settings/index.ts';
import { augmentationLayers, augmentModel } from './augmentModel.ts';
import { builtInModels } from './builtInModels.ts';

const input = { height: 120, width: 60, channels: 3 };
const kinds = (model: { chain: { layers: { spec: { kind: string } }[] } }) =>
  model.chain.layers.map(({ spec }) => spec.kind);

describe('augmentModel', () => {
  it('creates one layer per setting, in the order of the names', () => {
    const all = augmentationSchema.parse(Object.fromEntries(AUGMENTATION_NAMES.map((name) => [name, true])));
    expect(augmentationLayers(all).map(({ kind }) => kind)).toEqual(AUGMENTATION_NAMES);
    expect(augmentationLayers({ randomErasing: 0.3, randomZoom: 0.1 })).toMatchObject([
      { kind: 'randomZoom', heightFactor: [-0.1, 0.1] },
      { kind: 'randomErasing', factor: [0.3, 0.3], scale: [0.02, 0.2] },
    ]);
  });

  it('prepends layers and keeps weights, names and size', () => {
    const plain = builtInModels.baseline(input, 4, { seed: 3 });
    const { model, added, alreadyInModel } = augmentModel(plain, { randomFog: 0.4, randomFlip: 'horizontal' });
    expect(kinds(model)).toEqual(['randomFlip', 'randomFog', ...kinds(plain)]);
    expect(model.weights()).toEqual(plain.weights());
    expect([model.name, model.seed, model.parameters]).toEqual([plain.name, plain.seed, plain.parameters]);
    expect({ added, alreadyInModel }).toEqual({
      added: { randomFlip: 'horizontal', randomFog: 0.4 },
      alreadyInModel: [],
    });
  });

  it('skips augmentation that the model starts with, even after a rescaling, and reports it', () => {
    const { model, added, alreadyInModel } = augmentModel(builtInModels.tuned(input, 4), {
      randomFlip: 'vertical',
      randomBlur: 1,
    });
    expect(kinds(model).slice(0, 4)).toEqual(['randomBlur', 'randomFlip', 'rescaling', 'conv2d']);
    expect({ added, alreadyInModel }).toEqual({ added: { randomBlur: 1 }, alreadyInModel: ['randomFlip'] });
    const afterRescaling = sequential(
      [layers.rescaling({ scale: 1 / 255 }), layers.randomZoom({ heightFactor: 0.3 }), layers.flatten()],
      { inputShape: [4, 4, 3] },
    );
    expect(augmentModel(afterRescaling, { randomZoom: 0.1 })).toEqual({
      ...{ model: afterRescaling, added: {}, alreadyInModel: ['randomZoom'] },
    });
  });

  it('produces the same file as a model that is defined with these layers', () => {
    const written = sequential(
      [layers.randomContrast({ factor: 0.2 }), layers.flatten(), layers.dense({ units: 2, activation: 'softmax' })],
      { inputShape: [4, 4, 3], seed: 5, name: 'one' },
    );
    const plain = sequential([layers.flatten(), layers.dense({ units: 2, activation: 'softmax' })], {
      inputShape: [4, 4, 3],
      seed: 5,
      name: 'one',
    });
    const { model } = augmentModel(plain, { randomContrast: 0.2 });
    expect(modelFiles(model)).toEqual(modelFiles(written));
  });
});
