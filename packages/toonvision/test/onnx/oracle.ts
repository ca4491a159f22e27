// Outputs of an ONNX file in onnxruntime and of the model imported from it, for the same images.
import { imageFloats, streamKey, uniform } from '@toonvision/nn';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect } from 'vitest';
import { buildImportedModel } from '../../src/imports/importedModel.ts';
import { readOnnx } from '../../src/imports/onnx/index.ts';

export type Layout = 'channelsFirst' | 'channelsLast';
const COUNT = 2;

/** [height, width, channel] as [channel, height, width]. */
function channelsFirst(values: Float32Array, [height = 0, width = 0, channels = 0]: readonly number[]): Float32Array {
  const area = height * width;
  return values.map((_, index) => {
    const rest = index % (area * channels);
    const from = index - rest + (rest % area) * channels + Math.floor(rest / area);
    return values[from] ?? Number.NaN;
  });
}

export interface Compared {
  kinds: string[];
  names: string[];
  parameters: number;
  /** Largest difference, relative to the larger of 1 and the largest output. */
  largest: number;
}

/**
 * Imports a file and compares its outputs with onnxruntime's for random images.
 *
 * @param batch batch size of the file if it is fixed
 */
export async function compared(
  file: Uint8Array,
  {
    layout,
    bytes = false,
    batch = COUNT,
    range = [-1, 1],
  }: { layout: Layout; bytes?: boolean; batch?: number; range?: [number, number] },
): Promise<Compared> {
  const model = buildImportedModel(readOnnx(file, 'test.onnx'), 'test.onnx');
  const { inputShape } = model;
  const [height = 0, width = 0, channels = 0] = inputShape;
  const size = height * width * channels * batch;
  const key = streamKey(7, 'pictures');
  const images = bytes ? uniform(key, size, 0, 256).map(Math.floor) : uniform(key, size, ...range);
  const session = await InferenceSession.create(file, { logSeverityLevel: 3 });
  try {
    const [input = ''] = session.inputNames;
    const [output = ''] = session.outputNames;
    const shape = layout === 'channelsLast' ? inputShape : [channels, height, width];
    const values = layout === 'channelsLast' ? images : channelsFirst(images, inputShape);
    const tensor = bytes
      ? new Tensor('uint8', Uint8Array.from(values), [batch, ...shape])
      : new Tensor('float32', values, [batch, ...shape]);
    const theirs = (await session.run({ [input]: tensor }))[output]?.data as Float32Array;
    const { probabilities: ours } = await model.predict(imageFloats(images, { height, width, channels }), {
      threads: 0,
    });
    expect(theirs.length).toBe(ours.length);
    const scale = ours.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
    let largest = 0;
    // Not Math.max: a NaN must count.
    for (const [at, value] of ours.entries()) {
      const off = Math.abs(value - (theirs[at] ?? Number.NaN)) / scale;
      if (!(off <= largest)) largest = off;
    }
    return {
      ...{ kinds: model.chain.layers.map(({ spec }) => spec.kind), names: model.chain.layers.map(({ name }) => name) },
      ...{ parameters: model.parameters, largest },
    };
  } finally {
    await session.release();
  }
}
