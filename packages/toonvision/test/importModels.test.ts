// Models that were trained elsewhere: the real Keras file, archives and TensorFlow.js models, and files that are none.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageBytes, layers, type Sequential, sequential } from '@toonvision/nn';
import { skipWhen } from '@toonvision/testing/skipWhen';
import { zipSync } from 'fflate';
import h5wasm, { type Dataset, type File, type Group } from 'h5wasm/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVoc } from '../src/annotations/index.ts';
import { loadConfig } from '../src/config/index.ts';
import { importModel, readModelFile } from '../src/imports/index.ts';
import { loadRunModel } from '../src/training/index.ts';
import { cli, colourProject } from './cliProcess.ts';

const SHARED = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const KERAS = join(SHARED, 'keras-models', 'tuned.keras');
const hasKeras = existsSync(KERAS);
const withKeras = skipWhen(!hasKeras, 'the original Keras model (../shared/data) is not available');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toonvision-import-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function outputs(model: Sequential, bytes: Uint8Array): Promise<number[]> {
  const [height = 0, width = 0, channels = 0] = model.inputShape;
  const { probabilities } = await model.predict(imageBytes(bytes, { height, width, channels }), { threads: 0 });
  return [...probabilities];
}

describe('the original model, Keras 2.8 in HDF5', withKeras, () => {
  it('is the model of 6,032 parameters, and says of the original screenshots what it said then', async () => {
    const { model, format, generator } = await readModelFile(KERAS);
    expect([model.parameters, format, generator]).toEqual([6032, 'Keras HDF5', 'Keras 2.8.0']);
    const expected = JSON.parse(await readFile(join(SHARED, 'keras-models', 'expected.json'), 'utf8'));
    const found: { label: string; softmax: number[] }[] = [];
    for (const shot of ['sample_img0', 'sample_img1']) {
      const picture = sharp(join(SHARED, 'samples', `${shot}.png`)).removeAlpha();
      const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
      const { objects } = await readVoc(join(SHARED, 'samples', `${shot}.xml`));
      for (const { name: label, box } of objects) {
        const [boxWidth, boxHeight] = [box.xmax - box.xmin, box.ymax - box.ymin];
        const bytes = new Uint8Array(600 * 200 * 3);
        // Nearest neighbour often falls on the very edge of a pixel; rounded like this it agrees with what was recorded.
        let across = 0;
        const columns = Array.from({ length: 200 }, () => {
          const column = Math.trunc(across);
          across += boxWidth / 200;
          return column;
        });
        for (let y = 0; y < 600; y += 1)
          for (const [x, column] of columns.entries()) {
            const from =
              ((box.ymin + Math.floor(y * (boxHeight / 600))) * info.width + box.xmin + column) * info.channels;
            bytes.set(data.subarray(from, from + 3), (y * 200 + x) * 3);
          }
        found.push({ label, softmax: await outputs(model, bytes) });
      }
    }
    expect(found.map(({ label }) => label)).toEqual(expected.objects);
    const largest = found.flatMap(({ softmax }, index) =>
      softmax.map((value, at) => Math.abs(value - expected.softmax[index][at])),
    );
    expect(Math.max(...largest)).toBeLessThan(1e-4);
  });

  it('cut or changed anywhere, it is refused in words or is a model; never a crash', { timeout: 60_000 }, async () => {
    const bytes = await readFile(KERAS);
    const file = join(folder, 'broken.keras');
    let refused = 0;
    const attempt = async (content: Uint8Array) => {
      await writeFile(file, content);
      const end = await readModelFile(file).catch((error: unknown) => error as Error);
      if (!(end instanceof Error)) return;
      expect([end.name, end.message.split('\n')[0]]).toEqual(['UserError', expect.any(String)]);
      refused += 1;
    };
    for (let part = 0; part < 60; part += 1) await attempt(bytes.subarray(0, Math.floor((bytes.length * part) / 60)));
    for (let change = 0; change < 120; change += 1) {
      const copy = Uint8Array.from(bytes);
      // The first kilobytes hold the structure.
      const at = change % 2 === 0 ? (change * 97) % 8192 : (change * 7919) % copy.length;
      copy[at] = (copy[at] ?? 0) ^ (1 << (change % 8));
      await attempt(copy);
    }
    expect(refused).toBeGreaterThan(50);
  });
});

/** A model with weights that are not what layers begin with. */
function made(): Sequential {
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
const picture = Uint8Array.from({ length: 12 * 10 * 3 }, (_, index) => (index * 71) % 256);

const conv = { strides: [1, 1], data_format: 'channels_last', dilation_rate: [1, 1], use_bias: true };
const kerasLayers = () => [
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
 * A Keras 3 archive of `made()`, as saving_lib writes it; `units` the last layer declares, without a byte for them in the file.
 */
async function archive(
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

describe('a Keras 3 archive', () => {
  const path = () => join(folder, 'made.keras');
  it('is the model it was, by bytes and not by name', async () => {
    await writeFile(join(folder, 'made.bin'), zipSync(await archive()));
    const { model, format, generator } = await readModelFile(join(folder, 'made.bin'));
    expect([format, generator, model.name]).toEqual(['Keras archive', 'Keras 3.4.1', 'made']);
    expect(await outputs(model, picture)).toEqual(await outputs(made(), picture));
  });

  it.each<[string, (config: { config: { layers: { class_name: string; config: object }[] } }) => void, RegExp]>([
    [
      'a layer that is not known',
      ({ config }) => {
        config.layers[2] = { class_name: 'Conv2DTranspose', config: { name: 'up' } };
      },
      /config\.json\.config\.layers\[2\]: Conv2DTranspose up: there is no layer Conv2DTranspose/,
    ],
    [
      'dilation',
      ({ config }) => Object.assign(config.layers[2]?.config ?? {}, { dilation_rate: [2, 2] }),
      /layers\[2\]: Conv2D conv2d: dilation_rate \[2,2\] is not supported/,
    ],
    [
      'channels first',
      ({ config }) => Object.assign(config.layers[4]?.config ?? {}, { data_format: 'channels_first' }),
      /layers\[4\].*data_format/,
    ],
    [
      'an activation',
      ({ config }) => Object.assign(config.layers[2]?.config ?? {}, { activation: 'mish' }),
      /layers\[2\].*"mish"/,
    ],
    [
      'another size',
      ({ config }) => Object.assign(config.layers[2]?.config ?? {}, { filters: 8 }),
      /layers\/conv2d\/vars\/0: it is \[3, 3, 3, 4\], the layer needs \[3, 3, 3, 8\]/,
    ],
    [
      'no filters',
      ({ config }) => Object.assign(config.layers[2]?.config ?? {}, { filters: -3 }),
      /layers\[2\].*filters/,
    ],
    [
      'a huge layer',
      ({ config }) => Object.assign(config.layers[2]?.config ?? {}, { filters: 2 ** 30 }),
      /declares .* weights|layers\/conv2d/,
    ],
    [
      'branches',
      (config) =>
        Object.assign(config, {
          class_name: 'Functional',
          config: { ...config.config, layers: [...config.config.layers, { class_name: 'Add', config: {} }] },
        }),
      /Add joins branches/,
    ],
    [
      'pictures of any size',
      ({ config }) => Object.assign(config.layers[0]?.config ?? {}, { batch_shape: [null, null, null, 3] }),
      /size of its pictures is not fixed/,
    ],
    [
      'a million layers',
      ({ config }) => {
        config.layers = new Array(5000).fill(config.layers[8]);
      },
      /are too many|no model configuration/,
    ],
  ])('%s is named with its place', async (_, change, message) => {
    await writeFile(path(), zipSync(await archive(change as never)));
    await expect(readModelFile(path())).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
    });
  });

  it('cut, bombs, parts that are missing and numbers that are none are refused', { timeout: 60_000 }, async () => {
    const parts = await archive();
    const whole = zipSync(parts);
    for (let part = 1; part < 30; part += 1) {
      await writeFile(path(), whole.subarray(0, Math.floor((whole.length * part) / 30)));
      await expect(readModelFile(path())).rejects.toMatchObject({ name: 'UserError' });
    }
    const refused = async (changed: Record<string, Uint8Array>, message: RegExp) => {
      await writeFile(path(), zipSync(changed));
      await expect(readModelFile(path())).rejects.toThrow(message);
    };
    const { 'model.weights.h5': weights, ...bare } = parts;
    await refused(bare, /has no model\.weights\.h5/);
    await refused({ ...parts, 'config.json': new TextEncoder().encode('{') }, /config\.json in the archive is no JSON/);
    await refused({ ...parts, 'config.json': new TextEncoder().encode('[]') }, /no model configuration/);
    await refused({ ...parts, 'model.weights.h5': weights.subarray(0, 900) }, /HDF5|missing/);
    // What an archive says of its size is believed before anything is unpacked.
    const lying = Buffer.from(zipSync({ ...parts, 'model.weights.h5': weights }, { level: 0 }));
    for (let at = 0; at < lying.length - 46; at += 1)
      if (lying.readUInt32LE(at) === 0x02014b50) lying.writeUInt32LE(0xf0000000, at + 24);
    await writeFile(path(), lying);
    await expect(readModelFile(path())).rejects.toThrow(/unpacks to more than/);
    // A bomb that says what it is, 70 MB of zeros in 70 kB, and one that says it were small.
    const bomb = Buffer.from(zipSync({ ...parts, 'model.weights.h5': new Uint8Array(70 * 2 ** 20) }));
    expect(bomb.length).toBeLessThan(2 ** 20);
    await writeFile(path(), bomb);
    await expect(readModelFile(path())).rejects.toThrow(/unpacks to more than 6\d MB/);
    for (let at = 0; at < bomb.length - 46; at += 1)
      if (bomb.readUInt32LE(at) === 0x02014b50 && bomb.readUInt32LE(at + 24) > 2 ** 20)
        bomb.writeUInt32LE(4096, at + 24);
    await writeFile(path(), bomb);
    await expect(readModelFile(path())).rejects.toMatchObject({ name: 'UserError' });
  });

  it('a dataset that declares gigabytes in a file of kilobytes is refused before they are taken', async () => {
    const units = 5_000_000;
    const parts = await archive(({ config }) => Object.assign(config.layers[10]?.config ?? {}, { units }), units);
    expect(parts['model.weights.h5'].length).toBeLessThan(2 ** 20);
    await writeFile(path(), zipSync(parts));
    await expect(readModelFile(path())).rejects.toThrow(/it declares \d+ weights, more than \d+ bytes can hold/);
  });
});

describe('a TensorFlow.js layers model', () => {
  const save = async (change: (json: Record<string, never>) => void = () => undefined, cut = 0) => {
    const weights = made().weights();
    const keras: Record<string, string> = {
      movingMean: 'moving_mean',
      movingVariance: 'moving_variance',
      depthwiseKernel: 'depthwise_kernel',
      pointwiseKernel: 'pointwise_kernel',
    };
    const names = weights.map(({ name }) => {
      const [layer = '', weight = ''] = name.split('/');
      return `${layer}/${layer === 'depthwise_conv2d' && weight === 'kernel' ? 'depthwise_kernel' : (keras[weight] ?? weight)}`;
    });
    const json = {
      format: 'layers-model',
      generatedBy: 'TensorFlow.js tfjs-layers v4.22.0',
      modelTopology: { class_name: 'Sequential', config: { name: 'made', layers: kerasLayers() } },
      weightsManifest: [
        {
          paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'],
          weights: weights.map(({ shape }, index) => ({ name: names[index], shape, dtype: 'float32' })),
        },
      ],
    };
    change(json as never);
    const directory = join(folder, 'tfjs');
    await mkdir(directory, { recursive: true });
    const bytes = Buffer.concat(weights.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)));
    await writeFile(join(directory, 'model.json'), JSON.stringify(json));
    await writeFile(join(directory, 'group1-shard1of2.bin'), bytes.subarray(0, 101));
    await writeFile(join(directory, 'group1-shard2of2.bin'), bytes.subarray(101, bytes.length - cut));
    return directory;
  };
  it('is the model it was, from the folder or model.json, weights in shards', async () => {
    const directory = await save();
    for (const path of [directory, join(directory, 'model.json')]) {
      const { model, generator } = await readModelFile(path);
      expect(generator).toContain('v4.22.0');
      expect(await outputs(model, picture)).toEqual(await outputs(made(), picture));
    }
  });
  it.each<[string, (json: never) => void, number, RegExp]>([
    ['a shard that is too short', () => undefined, 8, /the shards end before it/],
    [
      'a path that leads out',
      (json: { weightsManifest: { paths: string[] }[] }) => {
        json.weightsManifest[0]!.paths[0] = '../../etc/passwd';
      },
      0,
      /must be the name of a file beside/,
    ],
    [
      'a graph model',
      (json: { format: string }) => {
        json.format = 'graph-model';
      },
      0,
      /graph model/,
    ],
    [
      'quantized weights',
      (json: { weightsManifest: { weights: object[] }[] }) =>
        Object.assign(json.weightsManifest[0]!.weights[0]!, { quantization: { dtype: 'uint8' } }),
      0,
      /quantized/,
    ],
    [
      'a weight that is missing',
      (json: { weightsManifest: { weights: { name: string }[] }[] }) => {
        json.weightsManifest[0]!.weights[0]!.name = 'other/kernel';
      },
      0,
      /conv2d\/kernel is missing/,
    ],
  ])('%s is refused', async (_, change, cut, message) => {
    const directory = await save(change as never, cut);
    await expect(readModelFile(directory)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
    });
  });
});

describe('import as a run', () => {
  let project: string;
  beforeAll(async () => {
    project = await colourProject();
    await writeFile(join(folder, 'two.keras'), zipSync(await archive()));
    for (const parts of [['extract'], ['split']]) expect((await cli(parts, { cwd: project })).code).toBe(0);
  });
  afterAll(() => rm(project, { recursive: true, force: true }));
  const tool = (...parts: string[]) => cli(parts, { cwd: project });

  it('can be evaluated, explained, predicted with, listed, compared and reported', { timeout: 120_000 }, async () => {
    const made = await tool('import', join(folder, 'two.keras'), '--name', 'theirs');
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('runs/theirs: Keras archive of Keras 3.4.1'),
    });
    for (const parts of [
      ['evaluate', 'theirs', '--split', 'val'],
      ['explain', 'theirs', '--wrong', '2', '--split', 'val'],
      ['predict', 'theirs', 'screenshots/ttc/shot00.png', '--boxes'],
      ['runs'],
      ['report', 'theirs'],
    ]) {
      const { code, stderr } = await tool(...parts);
      expect([parts[0], code, stderr]).toEqual([parts[0], 0, expect.not.stringContaining('unexpected')]);
    }
    const resumed = await tool('train', '--resume', 'theirs');
    expect(resumed).toMatchObject({ code: 2, stderr: expect.stringContaining('finished') });
    const again = await tool('import', join(folder, 'two.keras'), '--name', 'theirs');
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') });
  });

  it('a scale before the model stands in it; the same model of two numbers of classes is refused', async () => {
    const loaded = await loadConfig(project);
    const plain = await importModel({ project: loaded, file: join(folder, 'two.keras'), name: 'plain' });
    const scaled = await importModel({ project: loaded, file: join(folder, 'two.keras'), name: 'scaled', scale: 0.5 });
    const half = picture.map((value) => value - (value % 2));
    expect(await outputs(await loadRunModel(scaled), half)).toEqual(
      await outputs(
        await loadRunModel(plain),
        half.map((value) => value / 2),
      ),
    );
    if (!hasKeras) return;
    await copyFile(KERAS, join(folder, 'four.keras'));
    const { code, stderr } = await tool('import', join(folder, 'four.keras'));
    expect(code).toBe(2);
    expect(stderr).toContain('the model has 4 outputs; the target suit has 2 classes (bb, lb)');
  });

  it('what is no model is told so', async () => {
    await writeFile(join(folder, 'text.h5'), 'this is text');
    await writeFile(join(folder, 'empty.h5'), '');
    for (const [file, message] of [
      ['text.h5', 'no model file'],
      ['empty.h5', 'no model file'],
      ['none.h5', 'no such file'],
    ]) {
      const { code, stderr } = await tool('import', join(folder, file ?? ''));
      expect([code, stderr]).toEqual([1, expect.stringContaining(message ?? '')]);
    }
  });
});
