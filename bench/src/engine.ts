// The engine's inside, for measuring what its public door does not show: a plan with its kernels in this thread.
//
// These come from the built package, as a path into another project's sources cannot be rewritten for dist/.
import type { Chain } from '../../packages/nn/dist/chain.js';
import { compilePlan, type Plan } from '../../packages/nn/dist/compile/index.js';
import { instantiateKernels, type Kernels, type Machine, machineOf } from '../../packages/nn/dist/kernels.js';
import { loadKernels } from '../../packages/nn/dist/platform/index.js';
import type { Architecture } from './architectures.ts';
import { ourModel } from './ourModel.ts';

export { streamKey } from '../../packages/nn/dist/random.js';
export { type Draw, runnerOf } from '../../packages/nn/dist/steps/index.js';
export type { Kernels, Machine, Plan };

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
      const found = named.find((one) => one.name === `${layer.name}/${name}`);
      if (found === undefined) throw new Error(`${layer.name} has no ${name}`);
      parameters.set(found.data, offset);
    }
  }
  return parameters;
}

/** What one worker has for a measured model, with the model's initial weights. */
export async function openEngine(architecture: Architecture): Promise<Engine> {
  const model = ourModel(architecture);
  const plan = compilePlan(model.chain, { pixelFormat: 'uint8' });
  const kernels = await instantiateKernels(await loadKernels(), plan.memoryBytes);
  return { machine: machineOf(kernels), plan, parameters: flatWeights(model.chain, model.weights()) };
}
