// Tests of exports: predictions of other runtimes, metadata of the files, the model card, and overwriting.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { imageBytes, layers, sequential } from '@toonvision/nn';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, type Project } from '../src/config/index.ts';
import { exportRun } from '../src/exports/index.ts';
import { tfjsFiles } from '../src/exports/tfjsFiles.ts';
import { readModelFile } from '../src/imports/index.ts';
import { loadRunModel, openTrainingData, readRun } from '../src/training/index.ts';
import { cli, colorProject } from './cliProcess.ts';

let folder: string;
let project: Project;
beforeAll(async () => {
  folder = await colorProject();
  await writeFile(
    join(folder, 'small.ts'),
    `import { layers } from '@toonvision/nn';
export default (_, classes) => [
  layers.randomFlip(), layers.rescaling({ scale: 1 / 255 }),
  layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }), layers.maxPooling2d({ poolSize: 2 }),
  layers.batchNormalization(), layers.dropout({ rate: 0.2 }), layers.flatten(), layers.dense({ units: classes, activation: 'softmax' }),
];`,
  );
  for (const parts of [
    ['extract'],
    ['split'],
    ['train', '--model', 'small.ts', '--epochs', '3', '--name', 'small', '--batch', '8'],
    ['evaluate', 'small', '--split', 'val'],
  ])
    expect(await cli(parts, { cwd: folder })).toMatchObject({ code: 0 });
  project = await loadConfig(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The pixels of all samples and the predictions of the run. */
async function ours() {
  const run = await readRun(project, 'small');
  const model = await loadRunModel(run);
  const { cache } = await openTrainingData({ project });
  const bytes = new Uint8Array(await readFile(cache.path));
  const { height, width, count } = cache;
  const { probabilities } = await model.predict(imageBytes(bytes, { height, width, channels: 3 }), { threads: 0 });
  return { run, bytes, shape: [count, height, width, 3], probabilities };
}

/** metadata_props of an ONNX file (field 14 of ModelProto), read independently of the writer. */
function metadataOf(file: Uint8Array): Record<string, string> {
  const reader = new BinaryReader(file);
  const found: Record<string, string> = {};
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field !== 14) {
      reader.skip(wire);
      continue;
    }
    const entry = new BinaryReader(reader.bytes());
    const pair = ['', ''];
    while (entry.pos < entry.len) {
      const [place] = entry.tag();
      pair[place - 1] = entry.string();
    }
    found[pair[0] ?? ''] = pair[1] ?? '';
  }
  return found;
}

describe('export', () => {
  it.each(['bytes', 'floats'] as const)(
    'as ONNX with input %s, onnxruntime predicts the same for real images',
    async (input) => {
      const { bytes, shape, probabilities, run } = await ours();
      const out = join(folder, `onnx-${input}`);
      const { files } = await exportRun({ project, run: 'small', formats: ['onnx'], input, out });
      expect(files).toEqual(['model.onnx', 'MODEL_CARD.md']);
      const file = await readFile(join(out, 'model.onnx'));
      const session = await InferenceSession.create(file, { logSeverityLevel: 3 });
      try {
        const tensor =
          input === 'bytes'
            ? new Tensor('uint8', bytes, shape)
            : new Tensor('float32', Float32Array.from(bytes), shape);
        const { output } = await session.run({ input: tensor });
        const theirs = output?.data as Float32Array;
        expect(theirs.length).toBe(probabilities.length);
        expect(
          Math.max(...probabilities.map((value, at) => Math.abs(value - (theirs[at] ?? Number.NaN)))),
        ).toBeLessThan(1e-5);
      } finally {
        await session.release();
      }
      const metadata = metadataOf(file);
      expect(JSON.parse(metadata.classes ?? '')).toEqual(['bb', 'lb']);
      expect(metadata).toMatchObject({
        run: 'small',
        seed: '0',
        pixelsFingerprint: run.record.data.fingerprints.pixels,
        weightsSha256: run.record.result?.weightsSha256,
      });
      expect(JSON.parse(metadata.valMetrics ?? '')).toMatchObject({ accuracy: expect.any(Number) });
    },
  );

  it('as safetensors and TensorFlow.js layers model, read back to the same bits', async () => {
    const { bytes, shape, probabilities } = await ours();
    const out = join(folder, 'both');
    const { code, stdout } = await cli(
      ['export', 'small', '--format', 'safetensors', '--format', 'tfjs', '--out', out],
      { cwd: folder },
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining('tfjs/model.json')]);
    for (const path of [join(out, 'model.json'), join(out, 'tfjs')]) {
      const { model } = await readModelFile(path);
      const [, height = 0, width = 0] = shape;
      const { probabilities: again } = await model.predict(imageBytes(bytes, { height, width, channels: 3 }), {
        threads: 0,
      });
      expect(again).toEqual(probabilities);
    }
  });

  it('TensorFlow.js predicts the same', async () => {
    const tf = await import('@tensorflow/tfjs');
    const { bytes, shape, probabilities, run } = await ours();
    const { modelJson, weights } = tfjsFiles(await loadRunModel(run), 'test', {});
    const { modelTopology, weightsManifest } = JSON.parse(modelJson);
    const weightData = new Uint8Array(weights).buffer;
    await tf.setBackend('cpu');
    const model = await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
    );
    const output = model.predict(tf.tensor(Float32Array.from(bytes), shape)) as { dataSync(): Float32Array };
    const theirs = output.dataSync();
    expect(Math.max(...probabilities.map((value, at) => Math.abs(value - (theirs[at] ?? Number.NaN))))).toBeLessThan(
      1e-5,
    );
  });

  it('TensorFlow.js computes the same leakyRelu', async () => {
    const tf = await import('@tensorflow/tfjs');
    const model = sequential([layers.leakyRelu(), layers.flatten(), layers.leakyRelu({ negativeSlope: 0.1 })], {
      inputShape: [2, 3, 1],
    });
    const { modelJson, weights } = tfjsFiles(model, 'test', {});
    const { modelTopology, weightsManifest } = JSON.parse(modelJson);
    await tf.setBackend('cpu');
    const weightSpecs = weightsManifest[0].weights;
    const weightData = new Uint8Array(weights).buffer;
    const theirs = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
    const output = theirs.predict(tf.tensor(Float32Array.of(-2, -1, 0, 1, 2, -4), [1, 2, 3, 1])) as {
      dataSync(): Float32Array;
    };
    const expected = [-0.06, -0.03, 0, 1, 2, -0.12];
    output.dataSync().forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 6);
    });
  });

  it('rejects a layer that TensorFlow.js does not support', () => {
    const model = sequential([layers.flatten(), layers.dense({ units: 2, activation: 'gelu', name: 'odd' })], {
      inputShape: [4, 4, 3],
    });
    expect(() => tfjsFiles(model, 'x', {})).toThrow(/layer odd: TensorFlow\.js does not support the activation gelu/);
  });

  it('writes a card with data, results, limitations and reproduction, without opening the test split', async () => {
    const card = await readFile(join(folder, 'both', 'MODEL_CARD.md'), 'utf8');
    for (const part of [
      '# small',
      '## Data',
      '## Results',
      'Validation split',
      'Not evaluated on the test split',
      '## Weak spots',
      '## Limitations',
      '## Reproduction',
      'toonvision train --model small.ts',
      '| ttc |',
    ])
      expect(card).toContain(part);
    expect(card).not.toMatch(/undefined|NaN|\[object/);
    await expect(readFile(join(folder, 'dataset', 'test-openings.jsonl'))).rejects.toThrow('ENOENT');
  });

  it('rejects invalid options and does not overwrite files', async () => {
    const again = await cli(['export', 'small', '--out', join(folder, 'onnx-bytes')], { cwd: folder });
    expect(again).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('model.onnx, MODEL_CARD.md already exist'),
    });
    expect((await cli(['export', 'small', '--out', join(folder, 'onnx-bytes'), '--force'], { cwd: folder })).code).toBe(
      0,
    );
    expect(await cli(['export', 'smal'], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean "small"?'),
    });
    expect(await cli(['export', 'small', '--format', 'onxx'], { cwd: folder })).toMatchObject({ code: 2 });
    expect(await cli(['export', 'small', '--out', join(folder, 'small.ts', 'x')], { cwd: folder })).toMatchObject({
      code: 1,
    });
  });
});
