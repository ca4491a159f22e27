// Chain of layers -> plan: fused steps with every buffer laid out in a worker's memory.
//
// The plan is run depth first: one sample goes through all steps while it is in cache, then the next.
import type { Chain, ChainLayer } from '../chain.ts';
import { sizeOf } from '../layers/index.ts';
import { ModelError } from '../modelError.ts';
import { Arena } from './arena.ts';
import { type Border, layOutPlanes, layOutVector, noBorder, type Planes } from './planes.ts';
import type { ConvolveStep, DenseStep, LoadStep, PoolBuffers, Step } from './steps.ts';
import { layOutWinograd, pooledRowsOfBand } from './winograd.ts';

export interface Plan {
  steps: Step[];
  /** Address of the sample's pixels and whether they are bytes or floats. */
  pixels: number;
  pixelFormat: 'uint8' | 'float32';
  pixelBytes: number;
  /** The last activation, before a softmax. */
  logits: Planes;
  probabilities: number;
  outputs: number;
  softmax: boolean;
  parameters: number;
  /** Bytes of memory a worker needs. */
  memoryBytes: number;
}

// The zero border that the next convolution wants around its input; layers that work in place pass it on.
function borderFor(layers: readonly ChainLayer[], from: number): Border {
  for (const { spec } of layers.slice(from)) {
    if (spec.kind === 'dropout' || spec.kind === 'randomFlip') continue;
    if (spec.kind !== 'conv2d' || spec.padding === 'valid') return noBorder;
    const [height, width] = spec.kernelSize;
    const top = (height - 1) >> 1;
    const left = (width - 1) >> 1;
    return { top, left, bottom: height - 1 - top, right: width - 1 - left };
  }
  return noBorder;
}

function layOutPool(arena: Arena, input: Planes, output: Planes, poolHeight: number, poolWidth: number): PoolBuffers {
  const offsetTable: number[] = [];
  for (let y = 0; y < poolHeight; y++) {
    for (let x = 0; x < poolWidth; x++) offsetTable.push(y * input.rowStride + x * 4);
  }
  // Vectors of four cells may begin at the last one.
  const rowFloats = (output.width + 4) * poolWidth + 8;
  return {
    columns: arena.floats(rowFloats),
    where: arena.floats(rowFloats),
    argmax: arena.bytes(output.channels * output.height * output.width),
    // A dead cell looks its offset up too before it is discarded.
    offsets: arena.floats(256),
    offsetTable,
    list: arena.bytes((output.height * output.width + 1) * 8),
  };
}

function loadStep(arena: Arena, chain: Chain): { step: LoadStep; next: number } {
  let next = 0;
  const step: Omit<LoadStep, 'output'> = { kind: 'load', layers: [], scale: 1, offset: 0, flips: [] };
  for (const { name, spec } of chain.layers) {
    if (spec.kind === 'rescaling') {
      step.scale = Math.fround(step.scale * spec.scale);
      step.offset = Math.fround(step.offset * spec.scale + spec.offset);
    } else if (spec.kind === 'randomFlip') {
      step.flips.push(name);
    } else {
      break;
    }
    step.layers.push(name);
    next += 1;
  }
  const output = layOutPlanes(arena, chain.inputShape, borderFor(chain.layers, next), false);
  return { step: { ...step, output }, next };
}

function weightOffset(layer: ChainLayer, name: string): number {
  return layer.weights.find((weight) => weight.name === name)?.offset ?? -1;
}

// Pools that follow each other compose: floor(floor(n/a)/b) = floor(n/ab).
function followingPools(layers: readonly ChainLayer[], from: number): { height: number; width: number; count: number } {
  let height = 1;
  let width = 1;
  let count = 0;
  for (const { spec } of layers.slice(from)) {
    if (spec.kind !== 'maxPooling2d') break;
    // Positions are kept as bytes, and 255 marks a dead cell.
    if (height * spec.poolSize[0] * width * spec.poolSize[1] > 255) break;
    height *= spec.poolSize[0];
    width *= spec.poolSize[1];
    count += 1;
  }
  return { height, width, count };
}

function convolveStep(
  arena: Arena,
  chain: Chain,
  at: number,
  input: Planes,
  needsGradient: boolean,
): { step: ConvolveStep; next: number } {
  const layer = chain.layers[at];
  if (layer?.spec.kind !== 'conv2d') throw new ModelError(`layer ${at} is not a convolution`);
  const { spec } = layer;
  const [kernelHeight, kernelWidth] = spec.kernelSize;
  const pools = followingPools(chain.layers, at + 1);
  const next = at + 1 + pools.count;
  const shape = chain.layers[next - 1]?.outputShape ?? layer.outputShape;
  const output = layOutPlanes(arena, shape, borderFor(chain.layers, next), needsGradient);
  const kernelVectors = (kernelWidth + 3) >> 2;
  const groups = (spec.filters + 3) >> 2;
  const backwardFloats = spec.filters * input.channels * kernelHeight * kernelVectors * 4;
  const rowsStride = (((output.width * pools.width + 7) & ~7) + 8) * 4;
  const same = spec.padding === 'same';
  const winograd = layOutWinograd(arena, spec, input.channels, output, pools);
  const band = winograd === undefined ? 1 : pooledRowsOfBand(pools.height);
  return {
    next,
    step: {
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
    },
  };
}

function denseStep(arena: Arena, layer: ChainLayer, input: Planes): DenseStep {
  if (layer.spec.kind !== 'dense') throw new ModelError(`${layer.name} is not a dense layer`);
  const inputs = sizeOf(layer.inputShape);
  const units4 = (layer.spec.units + 3) & ~3;
  return {
    kind: 'dense',
    layers: [layer.name],
    input,
    output: layOutVector(arena, layer.outputShape, true),
    inputs,
    units: layer.spec.units,
    relu: layer.spec.activation === 'relu',
    kernelOffset: weightOffset(layer, 'kernel'),
    biasOffset: weightOffset(layer, 'bias'),
    weights: arena.floats(inputs * units4),
    bias: arena.floats(units4),
    weightSums: arena.floats(inputs * units4),
    biasSums: arena.floats(units4),
  };
}

/** True where the chain ends in probabilities: a softmax layer, or a dense layer with that activation. */
export function endsInSoftmax(chain: Chain): boolean {
  const last = chain.layers.at(-1)?.spec;
  return last?.kind === 'softmax' || (last?.kind === 'dense' && last.activation === 'softmax');
}

/**
 * Compiles a chain into a plan for pictures of bytes or floats.
 *
 * @throws ModelError naming a layer that cannot stand where it stands (softmax in the middle, a flip after a convolution).
 */
export function compilePlan(chain: Chain, pixelFormat: Plan['pixelFormat']): Plan {
  const arena = new Arena();
  const values = sizeOf(chain.inputShape);
  const pixelBytes = pixelFormat === 'uint8' ? values : values * 4;
  const pixels = arena.bytes(pixelBytes);
  const { step: load, next: first } = loadStep(arena, chain);
  const steps: Step[] = [load];
  let current = load.output;
  let trainable = false;
  for (let at = first; at < chain.layers.length; ) {
    const layer = chain.layers[at];
    if (layer === undefined) break;
    const { spec, name } = layer;
    const isLast = at === chain.layers.length - 1;
    let next = at + 1;
    switch (spec.kind) {
      case 'conv2d': {
        const made = convolveStep(arena, chain, at, current, true);
        steps.push(made.step);
        current = made.step.output;
        next = made.next;
        trainable = true;
        break;
      }
      case 'maxPooling2d': {
        const [poolHeight, poolWidth] = spec.poolSize;
        if (poolHeight * poolWidth > 255) throw new ModelError(`${name}: a pool holds at most 255 positions`);
        const output = layOutPlanes(arena, layer.outputShape, borderFor(chain.layers, next), true);
        const pool = layOutPool(arena, current, output, poolHeight, poolWidth);
        steps.push({ kind: 'pool', layers: [name], input: current, output, poolHeight, poolWidth, pool });
        current = output;
        break;
      }
      case 'dropout':
        if (spec.rate > 0) {
          const threshold = Math.round(spec.rate * 65536);
          const scale = Math.fround(1 / (1 - spec.rate));
          const mask = arena.bytes(current.channels * current.height * current.width);
          steps.push({ kind: 'dropout', layers: [name], values: current, threshold, scale, stream: name, mask });
        }
        break;
      case 'rescaling': {
        const output =
          layer.outputShape.length === 3
            ? layOutPlanes(arena, layer.outputShape, borderFor(chain.layers, next), trainable)
            : layOutVector(arena, layer.outputShape, trainable);
        const { scale, offset } = spec;
        steps.push({ kind: 'affine', layers: [name], input: current, output, scale, offset });
        current = output;
        break;
      }
      case 'flatten':
        if (layer.inputShape.length === 3) {
          const output = layOutVector(arena, layer.outputShape, true);
          steps.push({ kind: 'flatten', layers: [name], input: current, output });
          current = output;
        }
        break;
      case 'dense': {
        if (spec.activation === 'softmax' && !isLast) throw new ModelError(`${name}: softmax must be the last layer`);
        const step = denseStep(arena, layer, current);
        steps.push(step);
        current = step.output;
        trainable = true;
        break;
      }
      case 'softmax':
        if (!isLast) throw new ModelError(`${name}: softmax must be the last layer`);
        break;
      case 'randomFlip':
        throw new ModelError(
          `${name}: augmentation must come before the first layer that computes; move it to the front`,
        );
    }
    at = next;
  }
  if (chain.outputShape.length !== 1) {
    const output = layOutVector(arena, [sizeOf(chain.outputShape)], true);
    steps.push({ kind: 'flatten', layers: [], input: current, output });
    current = output;
  }
  const outputs = sizeOf(chain.outputShape);
  const probabilities = arena.floats(outputs);
  return {
    steps,
    pixels,
    pixelFormat,
    pixelBytes,
    logits: current,
    probabilities,
    outputs,
    softmax: endsInSoftmax(chain),
    parameters: chain.parameters,
    memoryBytes: arena.size,
  };
}
