// The ONNX bytes, run by onnxruntime, against the plain loops of the definition in Keras layout.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { type Architecture, flattenedShape } from './architectures.ts';
import { type ModelWeights, modelWeights, onnxModel, randomWeights } from './onnxModel.ts';
import { fillRandomBytes, scaledToOne } from './randomImages.ts';

const SMALL: Architecture = {
  name: 'tuned',
  height: 25,
  width: 26,
  channels: 3,
  classes: 4,
  flip: true,
  stages: [
    { filters: 4, kernelSize: 3, pools: [3, 2] },
    { filters: 5, kernelSize: 5, pools: [2, 1] },
  ],
  dropouts: [0.2, 0.3],
};

/** One image [y][x][channel] through one stage, tap by tap. */
function stage(image: Float32Array, shape: number[], kernel: Float32Array, bias: Float32Array, size: number) {
  const [height = 0, width = 0, inputs = 0] = shape;
  const outputs = bias.length;
  const result = new Float32Array(height * width * outputs);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (let output = 0; output < outputs; output += 1) {
        let sum = bias[output]!;
        for (let ky = 0; ky < size; ky += 1)
          for (let kx = 0; kx < size; kx += 1) {
            const [row, column] = [y + ky - (size >> 1), x + kx - (size >> 1)];
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            for (let input = 0; input < inputs; input += 1)
              sum +=
                image[(row * width + column) * inputs + input]! *
                kernel[((ky * size + kx) * inputs + input) * outputs + output]!;
          }
        result[(y * width + x) * outputs + output] = Math.max(0, sum);
      }
  return result;
}

function pool(image: Float32Array, [height = 0, width = 0, channels = 0]: number[], size: number) {
  const shape = [Math.floor(height / size), Math.floor(width / size), channels];
  const [h = 0, w = 0] = shape;
  const result = new Float32Array(h * w * channels);
  for (let y = 0; y < h * size; y += 1)
    for (let x = 0; x < w * size; x += 1)
      for (let c = 0; c < channels; c += 1) {
        const to = (Math.floor(y / size) * w + Math.floor(x / size)) * channels + c;
        result[to] = Math.max(result[to]!, image[(y * width + x) * channels + c]!);
      }
  return { image: result, shape };
}

function probabilities({ stages, classes, ...input }: Architecture, { convs, dense }: ModelWeights, bytes: Uint8Array) {
  let image = scaledToOne(bytes);
  let shape = [input.height, input.width, input.channels];
  for (const [index, { filters, kernelSize, pools }] of stages.entries()) {
    const { kernel, bias } = convs[index]!;
    image = stage(image, shape, kernel, bias, kernelSize);
    shape = [shape[0]!, shape[1]!, filters];
    for (const size of pools) ({ image, shape } = pool(image, shape, size));
  }
  const logits = Array.from({ length: classes }, (_, output) =>
    image.reduce((sum, value, index) => sum + value * dense.kernel[index * classes + output]!, dense.bias[output]!),
  );
  const exponentials = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
  return exponentials.map((value) => value / exponentials.reduce((sum, x) => sum + x, 0));
}

it.each(['float32', 'uint8'] as const)('the ONNX model with %s input computes the Keras model', async (input) => {
  const weights = randomWeights(SMALL);
  const { height, width, channels } = SMALL;
  const bytes = new Uint8Array(height * width * channels);
  fillRandomBytes(bytes);
  const area = height * width;
  const planar = bytes.map((_, index) => bytes[(index % area) * channels + Math.floor(index / area)]!);
  const session = await InferenceSession.create(onnxModel(SMALL, weights, input), { intraOpNumThreads: 1 });
  const dims = [1, channels, height, width];
  const images =
    input === 'uint8' ? new Tensor('uint8', planar, dims) : new Tensor('float32', scaledToOne(planar), dims);
  const outputs = await session.run({ images });
  const expected = probabilities(SMALL, weights, bytes);
  expect(Math.max(...expected)).toBeLessThan(0.99);
  expected.forEach((value, index) => {
    expect(outputs.probabilities?.data[index]).toBeCloseTo(value, 5);
  });
});

it('modelWeights() refuses weights of another size', () => {
  const [height, width, filters] = flattenedShape(SMALL);
  const named = [
    { name: 'conv2d/kernel', shape: [3, 3, 3, 4], data: new Float32Array(108) },
    { name: 'conv2d/bias', shape: [4], data: new Float32Array(4) },
    { name: 'conv2d_1/kernel', shape: [3, 3, 4, 5], data: new Float32Array(180) },
    { name: 'conv2d_1/bias', shape: [5], data: new Float32Array(5) },
    {
      name: 'dense/kernel',
      shape: [height * width * filters, 4],
      data: new Float32Array(height * width * filters * 4),
    },
    { name: 'dense/bias', shape: [4], data: new Float32Array(4) },
  ];
  expect(() => modelWeights(SMALL, named)).toThrow('conv2d_1/kernel: 180 weights, 500 are due');
});
