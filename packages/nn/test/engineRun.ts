// Runs one image through the engine without worker pool or loss: outputs, and gradients of weights and image in
// float32.
import type { Chain } from '../src/chain.ts';
import { compilePlan, type PlanOptions } from '../src/compile/index.ts';
import {
  clearGradients,
  packWeights,
  preparePlan,
  readGradients,
  runBackward,
  runForward,
} from '../src/execute/runPlan.ts';
import { instantiateKernels, machineOf } from '../src/kernels.ts';
import { loadKernels } from '../src/platform/node.ts';
import type { Planes } from '../src/steps/index.ts';

export interface EngineRun {
  /** What the last layer puts out, before a softmax. */
  output: Float32Array;
  /** The same by the forward pass of inference, which keeps nothing for a backward pass. */
  inferred: Float32Array;
  /** Gradients of the sum of outputs times `above`, in the model's layout and in that of the image. */
  weights: Float32Array;
  input: Float32Array;
}

// A plane's values in the order height, width, channel; from the gradients if asked.
function valuesOf(memory: Float32Array, planes: Planes, address: number): Float32Array {
  const { channels, height, width, rowStride, planeStride } = planes;
  const values = new Float32Array(channels * height * width);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++)
        values[(y * width + x) * channels + c] = memory[(address + c * planeStride + y * rowStride) / 4 + x]!;
  return values;
}

/**
 * Runs a chain that draws nothing on one image of floats; twice, and another image with large gradients in between:
 * whatever one sample left behind for the next would show.
 */
export async function engineRun(
  chain: Chain,
  weights: Float32Array,
  image: Float32Array,
  above: ArrayLike<number>,
  options: Pick<PlanOptions, 'observed'> = {},
): Promise<EngineRun> {
  const plan = compilePlan(chain, { ...options, pixelFormat: 'float32', inputGradient: true });
  const machine = machineOf(await instantiateKernels(await loadKernels(), plan.memoryBytes));
  const memory = machine.floats;
  const { logits, load, outputs } = plan;
  preparePlan(machine, plan);
  packWeights(machine, plan, weights);
  const readOutput = () => memory.slice(logits.value / 4, logits.value / 4 + outputs);
  const run = (pixels: Float32Array, gradients: Float32Array): EngineRun => {
    memory.set(pixels, load.pixels / 4);
    runForward(machine, plan);
    const inferred = readOutput();
    clearGradients(machine, plan);
    runForward(machine, plan, { keys: new Map(), sample: 0, epoch: 1 });
    const output = readOutput();
    memory.set(gradients, logits.gradient / 4);
    runBackward(machine, plan);
    const own = new Float32Array(chain.parameters);
    readGradients(machine, plan, own);
    // The planes behind the load hold the rescaled image: the chain rule leads on to the image itself.
    const input = valuesOf(memory, load.output, load.output.gradient).map((g) => g * load.scale);
    return { output, inferred, weights: own, input };
  };
  const gradients = Float32Array.from(above);
  const first = run(image, gradients);
  run(
    image.map((value) => 3 - 2 * value),
    gradients.map((value) => 1000 * value),
  );
  const again = run(image, gradients);
  for (const key of ['inferred', 'output', 'weights', 'input'] as const) {
    if (!sameBits(first[key], again[key])) throw new Error(`${key}: other bits after another image`);
  }
  return first;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength);

const sameBits = (a: Float32Array, b: Float32Array) => Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
