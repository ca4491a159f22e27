// Child process that measures the latency of a single image: once cold, from its first line on, and then warm.
//
// Libraries are imported inside what is timed, as a program that starts must do.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ARCHITECTURES, type Architecture } from '../architectures.ts';
import { median } from '../median.ts';
import { randomImages, scaledToOne } from '../randomImages.ts';

/** What the child is told, as JSON. */
export interface LatencyCase {
  model: Architecture['name'];
  library: 'ours' | 'float32' | 'uint8';
  /** 0 for ours: the calling thread. */
  threads: number;
  /** Where model.json, weights.safetensors, float32.onnx and uint8.onnx lie. */
  folder: string;
  /** Predictions when warm; their median counts. */
  repeats: number;
}

type Predict = (image: Uint8Array) => Promise<ArrayLike<number>>;

async function ours(architecture: Architecture, { folder, threads }: LatencyCase): Promise<Predict> {
  const { imageBytes, modelFromFiles, openPredictor } = await import('@toonvision/nn');
  const modelJson = await readFile(join(folder, 'model.json'), 'utf8');
  const model = modelFromFiles({ modelJson, weights: await readFile(join(folder, 'weights.safetensors')) });
  // For single images a user opens a predictor, which works in the calling thread.
  if (threads === 0) {
    const predictor = await openPredictor(model);
    return async (image) => predictor.predict(image);
  }
  return async (image) => (await model.predict(imageBytes(image, architecture), { threads })).probabilities;
}

async function onnxruntime(architecture: Architecture, { folder, threads, library }: LatencyCase): Promise<Predict> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const { channels, height, width } = architecture;
  const session = await InferenceSession.create(join(folder, `${library}.onnx`), { intraOpNumThreads: threads });
  const dims = [1, channels, height, width];
  // Made once: the one with floats is spared the conversion.
  let input: InstanceType<typeof Tensor> | undefined;
  return async (image) => {
    input ??= library === 'uint8' ? new Tensor('uint8', image, dims) : new Tensor('float32', scaledToOne(image), dims);
    const { probabilities } = await session.run({ images: input });
    if (!(probabilities?.data instanceof Float32Array)) throw new Error('onnxruntime gave no float probabilities');
    return probabilities.data;
  };
}

const work = JSON.parse(process.argv[2] ?? 'null') as LatencyCase;
const architecture = ARCHITECTURES[work.model];
const image = randomImages(architecture, 1);
const start = performance.now();
const predict = await (work.library === 'ours' ? ours : onnxruntime)(architecture, work);
const outputs = await predict(image);
const cold = performance.now() - start;
if (outputs.length !== architecture.classes || Number.isNaN(outputs[0])) throw new Error('no probabilities came out');
// Compilers improve code that has run for a while; warm is after that.
const again = async (count: number): Promise<number[]> => {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const before = performance.now();
    await predict(image);
    times.push(performance.now() - before);
  }
  return times;
};
await again(work.repeats);
const warm = median(await again(work.repeats));
process.stdout.write(`${JSON.stringify({ cold, warm })}\n`);
process.exit();
