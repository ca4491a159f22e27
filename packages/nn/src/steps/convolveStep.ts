// The convolution step with what it takes along: bias, relu and the max pools that follow.
import type { ChainLayer } from '../chain.ts';
import type { Conv2dSpec } from '../layers/index.ts';
import { layOutPool, MOST_POSITIONS, type PoolBuffers } from './poolBuffers.ts';
import { type Place, type StepMaker, type StepRecord, weightOffset } from './step.ts';
import { layOutWinograd, pooledRowsOfBand, type WinogradBuffers } from './winograd.ts';

/** Convolution + bias + relu + max pooling; a convolution without pooling has pools of 1. */
export interface ConvolveStep extends StepRecord {
  kind: 'convolve';
  kernelHeight: number;
  kernelWidth: number;
  /** Vectors of four columns in a kernel row. */
  kernelVectors: number;
  padTop: number;
  padLeft: number;
  filters: number;
  poolHeight: number;
  poolWidth: number;
  relu: boolean;
  /** Where kernel and bias begin in the vector of all parameters; -1 without bias. */
  kernelOffset: number;
  biasOffset: number;
  /** [filters / 4][ci][ky][kx][4] and [filters][ci][ky][4 * kernelVectors], written by `packWeights`. */
  forwardWeights: number;
  backwardWeights: number;
  bias: number;
  /** Gradient sums, laid out like backwardWeights, and of the bias. */
  weightSums: number;
  biasSums: number;
  pool: PoolBuffers;
  /** Convolved rows of four channels for `band` pooled rows. */
  rows: number;
  rowsStride: number;
  band: number;
  /** Where it pays: rows are then computed four at a time, what remains of a band in the direct way. */
  winograd: WinogradBuffers | undefined;
}

// Pools that follow each other compose: floor(floor(n/a)/b) = floor(n/ab).
function followingPools(
  layers: readonly ChainLayer[],
  from: number,
  observed: ReadonlySet<string>,
): { height: number; width: number; count: number } {
  let height = 1;
  let width = 1;
  let count = 0;
  for (const { spec } of layers.slice(from)) {
    if (spec.kind !== 'maxPooling2d' || observed.has(layers[from + count - 1]?.name ?? '')) break;
    if (height * spec.poolSize[0] * width * spec.poolSize[1] > MOST_POSITIONS) break;
    height *= spec.poolSize[0];
    width *= spec.poolSize[1];
    count += 1;
  }
  return { height, width, count };
}

function layOut(place: Place, layer: ChainLayer, spec: Conv2dSpec) {
  const { arena, chain, at, input } = place;
  const [kernelHeight, kernelWidth] = spec.kernelSize;
  const pools = followingPools(chain.layers, at + 1, place.observed);
  const next = at + 1 + pools.count;
  const shape = chain.layers[next - 1]?.outputShape ?? layer.outputShape;
  const output = place.output(shape, next, true);
  const kernelVectors = (kernelWidth + 3) >> 2;
  const groups = (spec.filters + 3) >> 2;
  const backwardFloats = spec.filters * input.channels * kernelHeight * kernelVectors * 4;
  const rowsStride = (((output.width * pools.width + 7) & ~7) + 8) * 4;
  const same = spec.padding === 'same';
  const winograd = layOutWinograd(arena, spec, input.channels, output, pools);
  const band = winograd === undefined ? 1 : pooledRowsOfBand(pools.height);
  const step: ConvolveStep = {
    kind: 'convolve',
    layers: chain.layers.slice(at, next).map(({ name }) => name),
    input,
    output,
    kernelHeight,
    kernelWidth,
    kernelVectors,
    padTop: same ? (kernelHeight - 1) >> 1 : 0,
    padLeft: same ? (kernelWidth - 1) >> 1 : 0,
    filters: spec.filters,
    poolHeight: pools.height,
    poolWidth: pools.width,
    relu: spec.activation === 'relu',
    kernelOffset: weightOffset(layer, 'kernel'),
    biasOffset: weightOffset(layer, 'bias'),
    forwardWeights: arena.floats(groups * input.channels * kernelHeight * kernelWidth * 4),
    backwardWeights: arena.floats(backwardFloats),
    bias: arena.floats(groups * 4),
    weightSums: arena.floats(backwardFloats),
    biasSums: arena.floats(spec.filters),
    pool: layOutPool(arena, input, output, pools.height, pools.width),
    rows: arena.bytes(4 * band * pools.height * rowsStride),
    rowsStride,
    band,
    winograd,
  };
  return { steps: [step], output, next };
}

export const convolveMaker: StepMaker<Conv2dSpec, ConvolveStep> = {
  border: ({ padding, kernelSize: [height, width] }) => {
    if (padding === 'valid') return { top: 0, bottom: 0, left: 0, right: 0 };
    const top = (height - 1) >> 1;
    const left = (width - 1) >> 1;
    return { top, left, bottom: height - 1 - top, right: width - 1 - left };
  },
  layOut,
};
