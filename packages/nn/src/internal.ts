// Internals of the engine for the benchmarks and tests of this repository: `@toonvision/nn/internal`.
//
// It gives access to chains, plans, steps and kernels in the calling thread. There is no stability promise: names and
// signatures change in any release without notice. Applications use `@toonvision/nn`.
export type { Chain, ChainLayer } from './chain.ts';
export { compilePlan, type Plan } from './compile/index.ts';
export { instantiateKernels, type Kernels, type Machine, machineOf } from './kernels.ts';
export { type AnyDefinition, layerDefinitions } from './layers/index.ts';
export { loadKernels } from './platform/index.ts';
export { streamKey } from './random.ts';
export { type Draw, runnerOf } from './steps/index.ts';
