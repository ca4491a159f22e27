// The child that checks that ours and onnxruntime compute the same: one batch, the same weights, both inputs.
import { imageBytes } from '@toonvision/nn';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ARCHITECTURES, type Architecture, MODEL_NAMES } from '../architectures.ts';
import { modelWeights, type OnnxInput, onnxModel } from '../onnxModel.ts';
import { ourModel } from '../ourModel.ts';
import { randomImages, scaledToOne } from '../randomImages.ts';

/** From [image][y][x][channel], as ours reads them, to [image][channel][y][x]. */
function planar(images: Uint8Array, { height, width, channels }: Architecture): Uint8Array {
  const area = height * width;
  const result = new Uint8Array(images.length);
  for (let to = 0; to < images.length; to += 1) {
    const image = Math.floor(to / (area * channels));
    const [channel, place] = [Math.floor(to / area) % channels, to % area];
    result[to] = images[(image * area + place) * channels + channel] ?? 0;
  }
  return result;
}

async function onnxProbabilities(architecture: Architecture, model: Uint8Array, input: OnnxInput, images: Uint8Array) {
  const { channels, height, width } = architecture;
  const dims = [images.length / (channels * height * width), channels, height, width];
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  const tensor =
    input === 'uint8' ? new Tensor('uint8', images, dims) : new Tensor('float32', scaledToOne(images), dims);
  const { probabilities } = await session.run({ images: tensor });
  if (!(probabilities?.data instanceof Float32Array)) throw new Error('onnxruntime gave no float probabilities');
  return probabilities.data;
}

/** The largest difference of any probability; the weights are spread so that the outputs differ between images. */
async function largestDifference(architecture: Architecture, count: number): Promise<number> {
  const model = ourModel(architecture);
  const images = randomImages(architecture, count);
  const { probabilities } = await model.predict(imageBytes(images, architecture), { threads: 1 });
  const weights = modelWeights(architecture, model.weights());
  let largest = 0;
  for (const input of ['float32', 'uint8'] as const) {
    const onnx = onnxModel(architecture, weights, input);
    const theirs = await onnxProbabilities(architecture, onnx, input, planar(images, architecture));
    if (theirs.length !== probabilities.length)
      throw new Error(`${probabilities.length} of our outputs against ${theirs.length} of onnxruntime`);
    theirs.forEach((value, index) => {
      // A NaN on either side makes the maximum NaN, which does not pass.
      largest = Math.max(largest, Math.abs(value - (probabilities[index] ?? Number.NaN)));
    });
  }
  return largest;
}

const differences: Record<string, number | null> = {};
for (const name of MODEL_NAMES) differences[name] = await largestDifference(ARCHITECTURES[name], 32);
process.stdout.write(`${JSON.stringify(differences)}\n`);
process.exit();
