// A predictor gives the same bits as `predict`, image after image, with the weights at the time it was opened.
import { describe, expect, it } from 'vitest';
import { imageBytes, imageFloats } from '../execute/index.ts';
import { layers } from '../layers/index.ts';
import { sequential } from '../model.ts';
import { randomWords, streamKey } from '../random.ts';
import { openPredictor } from './predictor.ts';

const shape = { height: 21, width: 18, channels: 3 };
const size = 21 * 18 * 3;
const key = streamKey(4, 'images');
const pixels = Uint8Array.from({ length: 5 * size }, (_, i) => randomWords(key, i)[0] & 255);

function modelOf() {
  return sequential(
    [
      layers.randomRotation({ factor: 0.1 }),
      layers.rescaling({ scale: 1 / 255 }),
      layers.conv2d({ filters: 9, kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.batchNormalization(),
      layers.maxPooling2d(),
      layers.dropout({ rate: 0.5 }),
      layers.flatten(),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
    { inputShape: [21, 18, 3], seed: 8 },
  );
}

describe('a predictor', () => {
  it('gives the same bits as predict, for bytes and floats', async () => {
    const model = modelOf();
    const expected = await model.predict(imageBytes(pixels, shape), { threads: 0 });
    const predictor = await openPredictor(model);
    const floats = Float32Array.from(pixels);
    const ofFloats = await openPredictor(model, { pixelFormat: 'float32' });
    const expectedOfFloats = await model.predict(imageFloats(floats, shape), { threads: 0 });
    for (let i = 0; i < 5; i++) {
      expect(predictor.predict(pixels.subarray(i * size, (i + 1) * size))).toEqual(
        expected.probabilities.slice(i * 3, i * 3 + 3),
      );
      expect(ofFloats.predict(floats.subarray(i * size, (i + 1) * size))).toEqual(
        expectedOfFloats.probabilities.slice(i * 3, i * 3 + 3),
      );
    }
  });

  it('keeps the weights it was opened with', async () => {
    const model = modelOf();
    const predictor = await openPredictor(model);
    const before = predictor.predict(pixels.subarray(0, size));
    model.setWeights(model.weights().map(({ name, data }) => ({ name, data: data.map((value) => value / 2) })));
    expect(predictor.predict(pixels.subarray(0, size))).toEqual(before);
    expect((await openPredictor(model)).predict(pixels.subarray(0, size))).not.toEqual(before);
  });

  it('rejects an invalid image', async () => {
    const predictor = await openPredictor(modelOf(), { pixelFormat: 'float32' });
    expect(() => predictor.predict(new Float32Array(7))).toThrow(/expected an image of 1134 values, got 7/);
    expect(() => predictor.predict(new Uint8Array(size))).toThrow(/expected float32 pixels/);
    expect(() => predictor.predict(new Float32Array(size).fill(Number.NaN))).toThrow(
      /must be a finite number, got NaN/,
    );
  });
});
