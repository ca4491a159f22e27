// Layout of the fused convolution step: convolution, bias, relu and the max pools that follow.
import type { ResolvedLayer } from '../resolvedLayer.ts';
import type { ConvolutionParts } from './plainConvolve.ts';
import { fillsCells, layOutPool, MAX_POOL_POSITIONS, type PoolBuffers } from './poolBuffers.ts';
import { type LaidOut, type Place, type StepRecord, weightOffset } from './step.ts';
import { layOutWinograd, pooledRowsOfBand, type WinogradBuffers } from './winograd.ts';

/** Convolution + bias + relu + max pooling. */
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
  /** Offsets of kernel and bias in the vector of all parameters; -1 without bias. */
  kernelOffset: number;
  biasOffset: number;
  /** [filters / 4][ci][ky][kx][4] and [filters][ci][ky][4 * kernelVectors], written by `packWeights`. */
  forwardWeights: number;
  backwardWeights: number;
  bias: number;
  /** Gradient sums of the weights, laid out like backwardWeights, and of the bias. */
  weightSums: number;
  biasSums: number;
  pool: PoolBuffers;
  /** Convolved rows of four channels for `band` pooled rows. */
  rows: number;
  rowsStride: number;
  /** Bytes between adjacent channels of the four. */
  planeBytes: number;
  band: number;
  /** Buffers of the Winograd kernel, which computes four rows at a time; absent where it does not pay off. */
  winograd: WinogradBuffers | undefined;
}

export interface Pools {
  height: number;
  width: number;
  count: number;
}

/**
 * The pools, starting at a layer, that compose to a single pool, as floor(floor(n / a) / b) = floor(n / ab), up to the
 * first one whose input must be in memory.
 */
export function followingPools(layers: readonly ResolvedLayer[], from: number, observed: ReadonlySet<string>): Pools {
  let height = 1;
  let width = 1;
  let count = 0;
  for (const { maxPool, inputShape } of layers.slice(from)) {
    if (maxPool === undefined || !fillsCells(maxPool, inputShape)) break;
    if (observed.has(layers[from + count - 1]?.name ?? '')) break;
    if (height * maxPool.poolSize[0] * width * maxPool.poolSize[1] > MAX_POOL_POSITIONS) break;
    height *= maxPool.poolSize[0];
    width *= maxPool.poolSize[1];
    count += 1;
  }
  return { height, width, count };
}

/** Lays out a convolution of stride 1 with the combined size of the `count` pooling layers that follow. */
export function layOutFusedConvolution(
  place: Place,
  layer: ResolvedLayer,
  spec: ConvolutionParts,
  pools: Pools,
): LaidOut<ConvolveStep> {
  const { arena, chain, at, input } = place;
  const [kernelHeight, kernelWidth] = spec.kernelSize;
  const next = at + 1 + pools.count;
  const shape = chain.layers[next - 1]?.outputShape ?? layer.outputShape;
  const output = place.output(shape, next, true);
  const kernelVectors = (kernelWidth + 3) >> 2;
  const groups = (spec.filters + 3) >> 2;
  const backwardFloats = spec.filters * input.channels * kernelHeight * kernelVectors * 4;
  const rowsStride = (((output.width * pools.width + 15) & ~15) + 8) * 4;
  const same = spec.padding === 'same';
  const winograd = layOutWinograd(arena, spec, input, output, pools);
  const band = winograd === undefined ? 1 : pooledRowsOfBand(pools.height);
  // Winograd computes rows in groups of four.
  const planeBytes = ((band * pools.height + 3) & ~3) * rowsStride;
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
    kernelOffset: weightOffset(layer, spec.kernel),
    biasOffset: weightOffset(layer, 'bias'),
    forwardWeights: arena.floats(groups * input.channels * kernelHeight * kernelWidth * 4),
    backwardWeights: arena.floats(backwardFloats),
    bias: arena.floats(groups * 4),
    weightSums: arena.floats(backwardFloats),
    biasSums: arena.floats(spec.filters),
    pool: layOutPool(arena, input, output, pools.height, pools.width),
    rows: arena.bytes(4 * planeBytes),
    rowsStride,
    planeBytes,
    band,
    winograd,
  };
  return { steps: [step], output, next };
}
