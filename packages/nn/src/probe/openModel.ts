// A model opened for single images in the calling thread: plan, memory, and a copy of the current weights.
import { compilePlan, type Plan, type PlanOptions } from '../compile/index.ts';
import { packWeights, preparePlan } from '../execute/index.ts';
import { instantiateKernels, type Machine, machineOf } from '../kernels.ts';
import { sizeOf } from '../layers/index.ts';
import type { Sequential } from '../model.ts';
import { ModelError } from '../modelError.ts';
import { loadKernels } from '../platform/index.ts';

export interface OpenModel {
  plan: Plan;
  machine: Machine;
}

/** Compiles the model for inference and copies its weights. */
export async function openModel(model: Sequential, options: Omit<PlanOptions, 'inference'>): Promise<OpenModel> {
  const plan = compilePlan(model.chain, { ...options, inference: true });
  const machine = machineOf(await instantiateKernels(await loadKernels(), plan.memoryBytes));
  preparePlan(machine, plan);
  const weights = new Float32Array(model.chain.parameters);
  let offset = 0;
  for (const { data } of model.weights()) {
    weights.set(data, offset);
    offset += data.length;
  }
  packWeights(machine, plan, weights);
  return { plan, machine };
}

/**
 * Copies an image to the input of the plan.
 *
 * @throws ModelError if the image has the wrong size or pixel format, or a value is not finite
 */
export function loadImage({ plan: { load }, machine }: OpenModel, pixels: Uint8Array | Float32Array): void {
  const values = sizeOf([load.output.height, load.output.width, load.output.channels]);
  if (pixels.length !== values) {
    throw new ModelError(`expected an image of ${values} values, got ${pixels.length}`);
  }
  if (pixels instanceof Float32Array !== (load.format === 'float32')) {
    throw new ModelError(`expected ${load.format} pixels; set pixelFormat when opening the model for another format`);
  }
  if (pixels instanceof Float32Array) {
    const bad = pixels.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new ModelError(`every value of an image must be a finite number, got ${bad}`);
    machine.floats.set(pixels, load.pixels / 4);
  } else {
    machine.bytes.set(pixels, load.pixels);
  }
}

/** Copy of the outputs for the last image: probabilities after a softmax or sigmoid. */
export function readOutputs({ plan, machine }: OpenModel): Float32Array {
  const { finalActivation, logits, outputs, probabilities } = plan;
  if (finalActivation === 'linear') return machine.floats.slice(logits.value / 4, logits.value / 4 + outputs);
  machine.kernels[finalActivation](logits.value, outputs, probabilities);
  return machine.floats.slice(probabilities / 4, probabilities / 4 + outputs);
}
