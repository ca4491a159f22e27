// ONNX files written by PyTorch (test/onnx/torch/export.py) have the outputs recorded there.
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageFloats } from '@toonvision/nn';
import { describe, expect, it } from 'vitest';
import { readModelFile } from '../src/imports/index.ts';

const FOLDER = fileURLToPath(new URL('onnx/torch/', import.meta.url));
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.onnx'));

const KINDS: Record<string, readonly string[]> = {
  plain: 'conv2d maxPooling2d conv2d flatten dense dense'.split(' '),
  mobile: 'conv2d separableConv2d activation globalAveragePooling2d batchNormalization dense'.split(' '),
  normalised: 'conv2d maxPooling2d flatten batchNormalization dense'.split(' '),
  viewed: 'rescaling normalization conv2d leakyRelu maxPooling2d flatten dense dense'.split(' '),
  averaged: 'conv2d activation averagePooling2d globalAveragePooling2d layerNormalization dense'.split(' '),
};

describe('files of torch.onnx.export', () => {
  it('exist for every model in three operator sets', () => {
    expect(files.length).toBe(3 * Object.keys(KINDS).length);
  });
  it.each(files)('%s has the outputs of PyTorch', async (file) => {
    const [name = ''] = file.split('-');
    const { shape, pictures: pixels, outputs } = JSON.parse(await readFile(join(FOLDER, `${name}.json`), 'utf8'));
    const [height, width, channels] = shape;
    const { model, generator, format } = await readModelFile(join(FOLDER, file));
    expect([format, generator]).toEqual(['ONNX', 'pytorch 1.13.0']);
    expect(model.chain.layers.map(({ spec }) => spec.kind)).toEqual(KINDS[name]);
    const images = imageFloats(Float32Array.from(pixels), { height, width, channels });
    const { probabilities } = await model.predict(images, { threads: 0 });
    expect(probabilities.length).toBe(outputs.length);
    for (const [at, value] of probabilities.entries()) expect(Math.abs(value - outputs[at])).toBeLessThan(1e-5);
  });
});
