// A model opened for single pictures in the calling thread: its plan, its memory, its weights as they are now.
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

/** Compiles the model for predictions and copies its weights in. */
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
 * Copies a picture to where the plan wants it.
 *
 * @throws ModelError for a picture of another size or kind, and for values that are no finite numbers
 */
export function loadPicture({ plan: { load }, machine }: OpenModel, pixels: Uint8Array | Float32Array): void {
  const values = sizeOf([load.output.height, load.output.width, load.output.channels]);
  if (pixels.length !== values) {
    throw new ModelError(`the picture has ${pixels.length} values, the model takes ${values}`);
  }
  if (pixels instanceof Float32Array !== (load.format === 'float32')) {
    throw new ModelError(`the model was opened for pictures of ${load.format}; say pixelFormat when opening it`);
  }
  if (pixels instanceof Float32Array) {
    const bad = pixels.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new ModelError(`the picture holds ${bad}; every value must be a finite number`);
    machine.floats.set(pixels, load.pixels / 4);
  } else {
    machine.bytes.set(pixels, load.pixels);
  }
}

/** The model's outputs (probabilities after a softmax or sigmoid) of the picture that has run forward: a copy. */
export function readOutputs({ plan, machine }: OpenModel): Float32Array {
  const { finalActivation, logits, outputs, probabilities } = plan;
  if (finalActivation === 'linear') return machine.floats.slice(logits.value / 4, logits.value / 4 + outputs);
  machine.kernels[finalActivation](logits.value, outputs, probabilities);
  return machine.floats.slice(probabilities / 4, probabilities / 4 + outputs);
}
