// A small model, the same model as a Keras archive, and predictions of models, for tests of imports.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageBytes, layers, type Sequential, sequential } from '@toonvision/nn';
import { skipWhen } from '@toonvision/testing/skipWhen';
import h5wasm, { type Dataset, type File, type Group } from 'h5wasm/node';

/** Data that is not part of the repository. */
export const SHARED = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
/** The original Keras model. */
export const KERAS = join(SHARED, 'keras-models', 'tuned.keras');
/** Options of a test that needs the original Keras model. */
export const withKeras = skipWhen(!existsSync(KERAS), 'the original Keras model (../shared/data) is not available');

export async function outputs(model: Sequential, bytes: Uint8Array): Promise<number[]> {
  const [height = 0, width = 0, channels = 0] = model.inputShape;
  const { probabilities } = await model.predict(imageBytes(bytes, { height, width, channels }), { threads: 0 });
  return [...probabilities];
}

/** A model whose weights all differ from their initial values. */
export function made(): Sequential {
  const model = sequential(
    [
      layers.rescaling({ scale: 1 / 255, name: 'rescaling' }),
      layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu', name: 'conv2d' }),
      layers.batchNormalization({ name: 'batch_normalization' }),
      layers.maxPooling2d({ poolSize: 2, name: 'max_pooling2d' }),
      layers.depthwiseConv2d({ kernelSize: 3, name: 'depthwise_conv2d' }),
      layers.separableConv2d({ filters: 5, kernelSize: 2, name: 'separable_conv2d' }),
      layers.conv2d({ filters: 3, kernelSize: 1, useBias: false, name: 'conv2d_1' }),
      layers.dropout({ rate: 0.5, name: 'dropout' }),
      layers.flatten({ name: 'flatten' }),
      layers.dense({ units: 2, activation: 'softmax', name: 'dense' }),
    ],
    { inputShape: [12, 10, 3], name: 'made' },
  );
  let at = 0;
  model.setWeights(
    model.weights().map(({ name, data }) => ({
      name,
      data: data.map(() => {
        at += 1;
        return 0.05 + ((at * 37) % 101) / 200;
      }),
    })),
  );
  return model;
}
export const pixels = Uint8Array.from({ length: 12 * 10 * 3 }, (_, index) => (index * 71) % 256);

const conv = { strides: [1, 1], data_format: 'channels_last', dilation_rate: [1, 1], use_bias: true };
export const kerasLayers = () => [
  { class_name: 'InputLayer', config: { batch_shape: [null, 12, 10, 3], name: 'input_layer' } },
  { class_name: 'Rescaling', config: { name: 'rescaling', scale: 1 / 255, offset: 0 } },
  {
    class_name: 'Conv2D',
    config: {
      ...conv,
      name: 'conv2d',
      filters: 4,
      kernel_size: [3, 3],
      padding: 'same',
      groups: 1,
      activation: 'relu',
    },
  },
  {
    class_name: 'BatchNormalization',
    config: { name: 'batch_normalization', axis: [3], momentum: 0.99, epsilon: 0.001, center: true, scale: true },
  },
  {
    class_name: 'MaxPooling2D',
    config: { name: 'max_pooling2d', pool_size: [2, 2], strides: null, padding: 'valid', data_format: 'channels_last' },
  },
  {
    class_name: 'DepthwiseConv2D',
    config: {
      ...conv,
      name: 'depthwise_conv2d',
      kernel_size: [3, 3],
      padding: 'valid',
      depth_multiplier: 1,
      activation: 'linear',
    },
  },
  {
    class_name: 'SeparableConv2D',
    config: {
      ...conv,
      name: 'separable_conv2d',
      filters: 5,
      kernel_size: [2, 2],
      padding: 'valid',
      depth_multiplier: 1,
      activation: 'linear',
    },
  },
  {
    class_name: 'Conv2D',
    config: {
      ...conv,
      name: 'conv2d_1',
      filters: 3,
      kernel_size: [1, 1],
      padding: 'valid',
      use_bias: false,
      activation: 'linear',
    },
  },
  { class_name: 'Dropout', config: { name: 'dropout', rate: 0.5 } },
  { class_name: 'Flatten', config: { name: 'flatten', data_format: 'channels_last' } },
  { class_name: 'Dense', config: { name: 'dense', units: 2, use_bias: true, activation: 'softmax' } },
];

/**
 * A Keras 3 archive of `made()`, as saving_lib writes it.
 *
 * @param folder for temporary files
 * @param units declared by the last layer, without weights in the file
 */
export async function archive(
  folder: string,
  change: (config: { config: { layers: ReturnType<typeof kerasLayers> } }) => void = () => undefined,
  units?: number,
) {
  await h5wasm.ready;
  const file = join(folder, `w${Math.random()}.h5`);
  const hdf5 = new h5wasm.File(file, 'w');
  const counts = new Map<string, number>();
  for (const { name, shape, data } of made().weights()) {
    const [layer = ''] = name.split('/');
    const base = `layers/${layer}/vars`;
    const index = counts.get(base) ?? 0;
    counts.set(base, index + 1);
    let group: File | Group = hdf5;
    for (const part of base.split('/')) {
      const inside: unknown = group.get(part);
      group = (inside ?? group.create_group(part)) as Group;
    }
    if (units === undefined || layer !== 'dense') {
      group.create_dataset({ name: String(index), data, shape: [...shape] });
      continue;
    }
    const one = shape.map(() => 1);
    const [maxshape, chunks] = [shape.map(() => null), shape.map(() => 64)];
    group.create_dataset({ ...{ name: String(index), data: data.slice(0, 1), shape: one }, maxshape, chunks });
    (group.get(String(index)) as Dataset).resize([...shape.slice(0, -1), units]);
  }
  hdf5.close();
  const config = { class_name: 'Sequential', config: { name: 'made', layers: kerasLayers() } };
  change(config);
  const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  return {
    'config.json': text(config),
    'metadata.json': text({ keras_version: '3.4.1', date_saved: '2026-01-01' }),
    'model.weights.h5': new Uint8Array(await readFile(file)),
  };
}
