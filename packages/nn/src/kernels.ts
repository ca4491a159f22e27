// The compiled kernels as typed functions over one memory.

type Numbers = (...values: number[]) => void;
type Number64 = (...values: number[]) => number;

export interface Kernels {
  memory: WebAssembly.Memory;
  loadBytes: Numbers;
  loadFloats: Numbers;
  convolveRows: Numbers;
  transformFour: Numbers;
  winogradFour: Numbers;
  transformColumns: Numbers;
  winogradTiles: Numbers;
  poolRows: Numbers;
  poolRowsArgmax: Numbers;
  listActive: Number64;
  scatterPool: Numbers;
  weightGradient: Numbers;
  inputGradient: Numbers;
  flatten: Numbers;
  unflatten: Numbers;
  denseForward: Numbers;
  denseWeightGradient: Numbers;
  denseInputGradient: Numbers;
  affine: Numbers;
  blurPlane: Numbers;
  gaussian: Numbers;
  pixelatePlane: Numbers;
  noisePlanes: Numbers;
  clampAffine: Numbers;
  fog: Numbers;
  mirrorPlane: Numbers;
  warpBilinear: Numbers;
  warpNearest: Numbers;
  activate: Numbers;
  activateGradient: Numbers;
  softmaxChannels: Numbers;
  softmaxChannelsGradient: Numbers;
  channelSums: Numbers;
  normalizeChannels: Numbers;
  normalizedGradient: Numbers;
  normalizedGradientSums: Numbers;
  layerNormalize: Numbers;
  layerNormalizeGradient: Numbers;
  relu: Numbers;
  reluGradient: Numbers;
  dropout: Numbers;
  applyMask: Numbers;
  softmax: Numbers;
  sigmoid: Numbers;
  categoricalLoss: Number64;
  binaryLoss: Number64;
  splitPhase: Numbers;
  joinPhase: Numbers;
  borderGradient: Number64;
  convolveTaps: Numbers;
  convolveTapsGradient: Numbers;
  depthwiseTaps: Numbers;
  depthwiseTapsGradient: Numbers;
  slidingMax: Numbers;
  scatterMax: Numbers;
  divideByInside: Numbers;
  planeMean: Number64;
  planeArgmax: Number64;
  fillPlane: Numbers;
  philox: Numbers;
}

const PAGE = 65536;

/** Instantiates the kernels over new zeroed memory of at least `bytes` bytes. */
export async function instantiateKernels(module: WebAssembly.Module, bytes: number): Promise<Kernels> {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) + 1 });
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  return { ...instance.exports, memory } as unknown as Kernels;
}

/** The kernels with typed views of their memory. */
export interface Machine {
  kernels: Kernels;
  bytes: Uint8Array;
  floats: Float32Array;
  integers: Int32Array;
  doubles: Float64Array;
}

/** Creates the typed views of the memory of the kernels. */
export function machineOf(kernels: Kernels): Machine {
  const { buffer } = kernels.memory;
  return {
    kernels,
    bytes: new Uint8Array(buffer),
    floats: new Float32Array(buffer),
    integers: new Int32Array(buffer),
    doubles: new Float64Array(buffer),
  };
}
