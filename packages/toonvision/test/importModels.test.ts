// Tests of imported models: the original Keras file, Keras archives, TensorFlow.js models, and invalid files.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVoc } from '../src/annotations/index.ts';
import { readModelFile } from '../src/imports/index.ts';
import { archive, KERAS, kerasLayers, made, outputs, pixels, SHARED, withKeras } from './importFixtures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toonvision-import-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the original model, Keras 2.8 in HDF5', withKeras, () => {
  it('has 6,032 parameters and predicts the original screenshots as before', async () => {
    const { model, format, generator } = await readModelFile(KERAS);
    expect([model.parameters, format, generator]).toEqual([6032, 'Keras HDF5', 'Keras 2.8.0']);
    const expected = JSON.parse(await readFile(join(SHARED, 'keras-models', 'expected.json'), 'utf8'));
    const found: { label: string; softmax: number[] }[] = [];
    for (const shot of ['sample_img0', 'sample_img1']) {
      const pixels = sharp(join(SHARED, 'samples', `${shot}.png`)).removeAlpha();
      const { data, info } = await pixels.raw().toBuffer({ resolveWithObject: true });
      const { objects } = await readVoc(join(SHARED, 'samples', `${shot}.xml`));
      for (const { name: label, box } of objects) {
        const [boxWidth, boxHeight] = [box.xmax - box.xmin, box.ymax - box.ymin];
        const bytes = new Uint8Array(600 * 200 * 3);
        // Nearest neighbor often falls exactly on a pixel edge; this rounding matches the recorded pixels.
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

  it('is loaded or rejected with a message if truncated or changed anywhere', { timeout: 60_000 }, async () => {
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

describe('a Keras 3 archive', () => {
  const path = () => join(folder, 'made.keras');
  it('is restored, detected by content and not by name', async () => {
    await writeFile(join(folder, 'made.bin'), zipSync(await archive(folder)));
    const { model, format, generator } = await readModelFile(join(folder, 'made.bin'));
    expect([format, generator, model.name]).toEqual(['Keras archive', 'Keras 3.4.1', 'made']);
    expect(await outputs(model, pixels)).toEqual(await outputs(made(), pixels));
  });

  it.each<[string, (config: { config: { layers: { class_name: string; config: object }[] } }) => void, RegExp]>([
    [
      'an unsupported layer',
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
      'a different kernel shape',
      ({ config }) => Object.assign(config.layers[2]?.config ?? {}, { filters: 8 }),
      /layers\/conv2d\/vars\/0: expected shape \[3, 3, 3, 8\], got \[3, 3, 3, 4\]/,
    ],
    [
      'no filters',
      ({ config }) => Object.assign(config.layers[2]?.config ?? {}, { filters: -3 }),
      /layers\[2\].*filters/,
    ],
    [
      'a huge layer',
      ({ config }) => Object.assign(config.layers[2]?.config ?? {}, { filters: 2 ** 30 }),
      /(declares|too many) .*weights|too many weights|layers\/conv2d/,
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
      'a dynamic input size',
      ({ config }) => Object.assign(config.layers[0]?.config ?? {}, { batch_shape: [null, null, null, 3] }),
      /input size is not fixed/,
    ],
    [
      'a million layers',
      ({ config }) => {
        config.layers = new Array(5000).fill(config.layers[8]);
      },
      /too many layers|invalid model configuration/,
    ],
  ])('rejects %s with its location', async (_, change, message) => {
    await writeFile(path(), zipSync(await archive(folder, change as never)));
    await expect(readModelFile(path())).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
    });
  });

  it('is rejected if truncated, a zip bomb, incomplete, or containing NaN', { timeout: 60_000 }, async () => {
    const parts = await archive(folder);
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
    await refused(bare, /model\.weights\.h5 not found/);
    await refused(
      { ...parts, 'config.json': new TextEncoder().encode('{') },
      /config\.json in the archive is not valid JSON/,
    );
    await refused({ ...parts, 'config.json': new TextEncoder().encode('[]') }, /invalid model configuration/);
    await refused({ ...parts, 'model.weights.h5': weights.subarray(0, 900) }, /HDF5|not found/);
    // The declared size of an archive is checked before anything is unpacked.
    const lying = Buffer.from(zipSync({ ...parts, 'model.weights.h5': weights }, { level: 0 }));
    for (let at = 0; at < lying.length - 46; at += 1)
      if (lying.readUInt32LE(at) === 0x02014b50) lying.writeUInt32LE(0xf0000000, at + 24);
    await writeFile(path(), lying);
    await expect(readModelFile(path())).rejects.toThrow(/unpacks to more than/);
    // A zip bomb that declares its size, 70 MB of zeros in 70 kB, and one that declares a small size.
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

  it('rejects a small file that declares gigabytes before allocating them', async () => {
    const units = 5_000_000;
    const parts = await archive(
      folder,
      ({ config }) => Object.assign(config.layers[10]?.config ?? {}, { units }),
      units,
    );
    expect(parts['model.weights.h5'].length).toBeLessThan(2 ** 20);
    await writeFile(path(), zipSync(parts));
    await expect(readModelFile(path())).rejects.toThrow(/declares \d+ weights, more than \d+ bytes can hold/);
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
  it('is restored from the folder or model.json, with weights in shards', async () => {
    const directory = await save();
    for (const path of [directory, join(directory, 'model.json')]) {
      const { model, generator } = await readModelFile(path);
      expect(generator).toContain('v4.22.0');
      expect(await outputs(model, pixels)).toEqual(await outputs(made(), pixels));
    }
  });
  it.each<[string, (json: never) => void, number, RegExp]>([
    ['a truncated shard', () => undefined, 8, /the shards are truncated/],
    [
      'a path outside the folder',
      (json: { weightsManifest: { paths: string[] }[] }) => {
        json.weightsManifest[0]!.paths[0] = '../../etc/passwd';
      },
      0,
      /must be a file name in the folder/,
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
      'a missing weight',
      (json: { weightsManifest: { weights: { name: string }[] }[] }) => {
        json.weightsManifest[0]!.weights[0]!.name = 'other/kernel';
      },
      0,
      /conv2d\/kernel not found/,
    ],
  ])('rejects %s', async (_, change, cut, message) => {
    const directory = await save(change as never, cut);
    await expect(readModelFile(directory)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
    });
  });
});
