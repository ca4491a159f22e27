// Models of activation and normalization layers, with every option and initializer, saved and loaded.
import { expect, it } from 'vitest';
import { imageFloats, layers, ModelError, modelFiles, modelFromFiles, sequential } from '../src/index.ts';
import { streamKey, uniform } from '../src/random.ts';

const model = () =>
  sequential(
    [
      layers.normalization({ mean: [0.1, 0.2], variance: [1, 0.5] }),
      layers.conv2d({ filters: 4, kernelSize: 3, activation: 'leakyRelu', kernelInitializer: 'heNormal' }),
      layers.batchNormalization({ momentum: 0.9, epsilon: 0.01, center: false }),
      layers.activation({ activation: 'leakyRelu', negativeSlope: 0.05 }),
      layers.spatialDropout2d({ rate: 0.2 }),
      layers.conv2d({
        filters: 3,
        kernelSize: 1,
        activation: 'softmax',
        kernelInitializer: { kind: 'orthogonal', gain: 2 },
        biasInitializer: { kind: 'constant', value: 0.5 },
      }),
      layers.layerNormalization({ epsilon: 0.1, scale: false }),
      layers.activation({ activation: 'gelu', approximate: true }),
      layers.flatten(),
      layers.dense({ units: 4, activation: 'elu', kernelInitializer: { kind: 'truncatedNormal', stddev: 0.3 } }),
      layers.activation({ activation: 'elu', alpha: 0.5 }),
      layers.dense({ units: 2, activation: 'sigmoid', biasInitializer: { kind: 'randomUniform', minval: 0 } }),
    ],
    { inputShape: [6, 5, 2], seed: 8 },
  );

const images = imageFloats(uniform(streamKey(1, 'images'), 7 * 60, -1, 1), { height: 6, width: 5, channels: 2 });

it('loads with the same bytes and predictions', async () => {
  const files = modelFiles(model());
  const back = modelFromFiles(files);
  expect(modelFiles(back)).toEqual(files);
  const { probabilities } = await model().predict(images);
  expect((await back.predict(images)).probabilities).toEqual(probabilities);
  expect(probabilities.every((p) => p > 0 && p < 1)).toBe(true);
});

it('treats softmax as activation of a convolution and as a layer alike', async () => {
  const head = [layers.flatten(), layers.dense({ units: 2 })];
  const outputs = async (...body: Parameters<typeof sequential>[0]) =>
    (await sequential([...body, ...head], { inputShape: [6, 5, 2], seed: 1 }).predict(images)).probabilities;
  for (const kernelSize of [1, 3]) {
    const own = await outputs(layers.conv2d({ filters: 5, kernelSize, activation: 'softmax' }));
    const options = { filters: 5, kernelSize };
    expect(own).toEqual(await outputs(layers.conv2d(options), layers.activation({ activation: 'softmax' })));
    expect(own).toEqual(await outputs(layers.conv2d(options), layers.softmax()));
    expect(own).not.toEqual(await outputs(layers.conv2d(options)));
  }
});

it('rejects an edited file, naming layer and option', () => {
  const files = modelFiles(model());
  const edited = (from: string, to: string) => () => {
    expect(files.modelJson).toContain(from);
    modelFromFiles({ ...files, modelJson: files.modelJson.replace(from, to) });
  };
  expect(edited('"momentum": 0.9', '"momentum": 9')).toThrow(ModelError);
  expect(edited('"momentum": 0.9', '"momentum": 9')).toThrow(
    'model.json: layer 2: batchNormalization: momentum must be',
  );
  expect(edited('"heNormal"', '"heAbnormal"')).toThrow('conv2d: kernelInitializer must be one of');
  expect(edited('"negativeSlope": 0.05', '"alpha": 0.05')).toThrow('alpha is an option of elu, not of leakyRelu');
});
