// The forward pass of every layer compared with onnxruntime, which runs the model written by `onnxModel`.
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { imageFloats } from '../../src/execute/index.ts';
import { onnxModel } from '../../src/formats/index.ts';
import { type LayerSpec, layers, type Padding, sizeOf } from '../../src/layers/index.ts';
import { Sequential } from '../../src/model.ts';
import { ModelError } from '../../src/modelError.ts';
import { streamKey, uniform } from '../../src/random.ts';
import { cases, convolution, modelOf } from './onnxCases.ts';

const COUNT = 2;

async function compare(specs: LayerSpec[], inputShape: number[], seed = 3): Promise<void> {
  const model = modelOf(specs, inputShape, seed);
  const size = sizeOf(inputShape);
  const pixels = uniform(streamKey(seed, 'images'), COUNT * size, -1, 1);
  const session = await InferenceSession.create(onnxModel(model), { logSeverityLevel: 3 });
  try {
    const { output } = await session.run({ input: new Tensor('float32', pixels, [COUNT, ...inputShape]) });
    expect(output!.dims).toEqual([COUNT, ...model.outputShape]);
    const theirs = output!.data as Float32Array;
    const [height = 0, width = 0, channels = 0] = inputShape;
    const images = imageFloats(pixels, { height, width, channels });
    const { probabilities: ours } = await model.predict(images, { threads: 0 });
    expect(theirs.length).toBe(ours.length);
    const largest = ours.reduce((top, v) => Math.max(top, Math.abs(v)), 1);
    ours.forEach((value, i) => {
      // Not toBeLessThan: a NaN must fail too.
      if (!(Math.abs(value - theirs[i]!) <= 1e-5 * largest)) {
        throw new Error(`output ${i} of ${ours.length}: ${value}, onnxruntime has ${theirs[i]}`);
      }
    });
  } finally {
    await session.release();
  }
}

describe('forward compared with onnxruntime', () => {
  it.each(cases)('%s', (_, specs, inputShape) => compare(specs, inputShape));

  it('agrees on random chains', async () => {
    const size = fc.constantFrom<number | [number, number]>(1, 2, 3, 4, 5, [3, 1], [2, 5]);
    const slide = {
      strides: fc.constantFrom<number | [number, number]>(1, 1, 2, [1, 3]),
      padding: fc.constantFrom<Padding>('same', 'valid'),
    };
    const activation = fc.constantFrom<'linear' | 'relu' | 'tanh' | 'gelu'>('linear', 'relu', 'tanh', 'gelu');
    const kernel = { ...slide, kernelSize: size, activation, useBias: fc.boolean() };
    const count = fc.integer({ min: 1, max: 6 });
    const layer: fc.Arbitrary<LayerSpec> = fc.oneof(
      fc.record({ ...kernel, filters: count }).map(layers.conv2d),
      fc.record({ ...kernel, depthMultiplier: fc.integer({ min: 1, max: 3 }) }).map(layers.depthwiseConv2d),
      fc.record({ ...kernel, filters: count }).map(layers.separableConv2d),
      fc.record({ ...slide, poolSize: size }).map(layers.maxPooling2d),
      fc.record({ ...slide, poolSize: size }).map(layers.averagePooling2d),
      fc.constant(layers.batchNormalization()),
      fc.constant(layers.layerNormalization({ epsilon: 0.1 })),
    );
    const side = fc.integer({ min: 1, max: 19 });
    const shape = fc.tuple(side, side, fc.integer({ min: 1, max: 4 }));
    const chain = fc.array(layer, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(chain, shape, fc.integer({ min: 0, max: 9999 }), async (specs, inputShape, seed) => {
        try {
          new Sequential(specs, { inputShape });
        } catch (error) {
          if (error instanceof ModelError) fc.pre(false);
          throw error;
        }
        await compare(specs, inputShape, seed);
      }),
      { numRuns: propertyRuns(60) },
    );
  });

  it('writes the same bytes for the same model', () => {
    const bytes = () => onnxModel(modelOf([convolution, layers.flatten(), layers.dense({ units: 2 })], [5, 5, 3], 1));
    expect(bytes()).toEqual(bytes());
  });
});
