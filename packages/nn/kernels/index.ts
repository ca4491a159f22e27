// The kernels of a training step. Each works on addresses that the plan has laid out; none allocates.

export { listActive, scatterPool } from './active';
export { affine } from './affine';
export { convolveRows } from './convolve';
export { denseForward, denseInputGradient, denseWeightGradient } from './dense';
export { applyMask, dropout } from './dropout';
export { flatten, unflatten } from './flatten';
export { inputGradient } from './inputGradient';
export { loadBytes, loadFloats } from './load';
export { philox } from './philox';
export { poolRows, poolRowsArgmax } from './pool';
export { relu, reluGradient } from './relu';
export { crossEntropy, softmax } from './softmax';
export { weightGradient } from './weightGradient';
export { transformFour, winogradFour } from './winograd';
