// One engine in this thread for measurements below the public API: a plan with its kernels and weights.
import {
  type Chain,
  compilePlan,
  instantiateKernels,
  loadKernels,
  type Machine,
  machineOf,
  type Plan,
} from '@toonvision/nn/internal';
import type { Architecture } from './architectures.ts';
import { ourModel } from './ourModel.ts';

export interface Engine {
  machine: Machine;
  plan: Plan;
  /** All weights, in the model's layout. */
  parameters: Float32Array;
}

function flatWeights(chain: Chain, named: readonly { name: string; data: Float32Array }[]): Float32Array {
  const parameters = new Float32Array(chain.parameters);
  for (const layer of chain.layers) {
    for (const { name, offset } of layer.weights) {
      const weights = named.find((weight) => weight.name === `${layer.name}/${name}`);
      if (weights === undefined) throw new Error(`${layer.name} has no weights named ${name}`);
      parameters.set(weights.data, offset);
    }
  }
  return parameters;
}

/** Opens a measured model, with its initial weights, as one worker would. */
export async function openEngine(architecture: Architecture): Promise<Engine> {
  const model = ourModel(architecture);
  const plan = compilePlan(model.chain, { pixelFormat: 'uint8' });
  const kernels = await instantiateKernels(await loadKernels(), plan.memoryBytes);
  return { machine: machineOf(kernels), plan, parameters: flatWeights(model.chain, model.weights()) };
}
