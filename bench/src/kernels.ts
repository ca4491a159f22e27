// The convolution kernels alone: G multiply-adds/s, forward (direct, and Winograd in two ways) and backward.
import { readFile } from 'node:fs/promises';
import { aligned } from './table.ts';

interface Shape {
  name: string;
  channels: number;
  width: number;
  filters: number;
  kernelSize: 3 | 5;
}

type Kernel = (...values: number[]) => number | undefined;

const ROWS = 4;
const PHASES = 6;
/** Columns of a group of four tiles, which the tiled kernel works on. */
const GROUP = 16;

const SIZES: readonly Omit<Shape, 'kernelSize'>[] = [
  { name: 'first layer of baseline', channels: 3, width: 200, filters: 4 },
  { name: 'first layer of tuned', channels: 3, width: 200, filters: 16 },
  { name: 'one channel', channels: 1, width: 200, filters: 8 },
  { name: 'second layer of baseline', channels: 4, width: 50, filters: 8 },
  { name: 'second layer of tuned', channels: 16, width: 33, filters: 12 },
  { name: 'large second layer', channels: 20, width: 100, filters: 20 },
];
const shapes: Shape[] = ([3, 5] as const).flatMap((kernelSize) => SIZES.map((size) => ({ ...size, kernelSize })));

// The best of several rounds by the process's own CPU time: what other work on the machine disturbs least.
function billionsPerSecond(multiplyAdds: number, run: () => void): number {
  const repeats = Math.ceil(1e8 / multiplyAdds);
  for (let i = 0; i < repeats; i++) run();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 9; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < repeats; i++) run();
    // Only their sum is exact: Linux shares it out between the two by sampling.
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, user + system);
  }
  return (multiplyAdds * repeats) / best / 1000;
}

const wasm = await readFile(new URL('../../packages/nn/build/kernels.wasm', import.meta.url));
const memory = new WebAssembly.Memory({ initial: 256 });
const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
const kernel = (name: string): Kernel => {
  const found = instance.exports[name];
  if (typeof found !== 'function') throw new Error(`${name} is not a kernel; run npm run build`);
  return found as Kernel;
};
const convolveRows = kernel('convolveRows');
const transformFour = kernel('transformFour');
const winogradFour = kernel('winogradFour');
const transformColumns = kernel('transformColumns');
const winogradTiles = kernel('winogradTiles');
const weightGradient = kernel('weightGradient');
const inputGradient = kernel('inputGradient');

/** Rows in memory one after the other, as the plan lays them out: far apart they would fall on the same cache lines. */
function allocator(): (bytes: number) => number {
  let next = 1024;
  return (bytes) => {
    const address = next;
    next += (bytes + 127) & ~63;
    if (next > memory.buffer.byteLength) throw new Error('the shapes need more memory');
    return address;
  };
}

const speed = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(1));

function measure({ name, channels, width, filters, kernelSize }: Shape): string[] {
  const take = allocator();
  const columns = (width + GROUP - 1) & ~(GROUP - 1);
  const stride = (columns + 16) * 4;
  const plane = stride * (ROWS + kernelSize - 1);
  const kernelVectors = (kernelSize + 3) >> 2;
  const taps = channels * kernelSize ** 2;
  const weightBytes = channels * kernelSize * kernelVectors * 16;
  const input = take(plane * channels);
  const gradient = take(plane * channels);
  const [weights, bias, tile] = [take(PHASES ** 2 * channels * 16), take(16), take(PHASES ** 2 * 128)];
  const transformed = take(PHASES * channels * stride);
  const values = take(PHASES ** 2 * channels * (columns + GROUP));
  const out = take(4 * ROWS * stride);
  const list = take(ROWS * width * 8);
  const sums = take(weightBytes);

  const groups = Array.from({ length: Math.ceil(filters / 4) });
  const multiplyAdds = ROWS * width * filters * taps;
  const direct = billionsPerSecond(multiplyAdds, () => {
    for (const _ of groups)
      convolveRows(
        ...[input, stride, plane, channels, kernelSize, kernelSize, weights, bias],
        ...[out, stride, stride * ROWS, ROWS, width],
      );
  });
  const three = kernelSize === 3;
  const winograd = three
    ? billionsPerSecond(multiplyAdds, () => {
        transformFour(input, stride, plane, channels, width + 2, transformed, stride);
        for (const _ of groups)
          winogradFour(transformed, stride, channels, weights, bias, tile, out, stride, stride * ROWS, width, 0);
      })
    : undefined;
  const tiles = columns / GROUP;
  const valuesStride = columns + GROUP;
  const tiled = three
    ? billionsPerSecond(multiplyAdds, () => {
        transformFour(input, stride, plane, channels, columns + 2, transformed, stride);
        transformColumns(transformed, stride, channels, tiles, values, valuesStride);
        for (const _ of groups)
          winogradTiles(values, valuesStride, channels, weights, bias, tile, out, stride, stride * ROWS, tiles, 0);
      })
    : undefined;

  // One active position in each cell of four columns, as a pool of four leaves them.
  const entries = new DataView(memory.buffer, list);
  const active = ROWS * Math.floor(width / 4);
  for (let i = 0; i < active; i += 1) {
    const [row, column] = [Math.floor((i * ROWS) / active), (i * 4 + (i % 4)) % width];
    entries.setInt32(i * 8, row * stride + column * 4, true);
    entries.setFloat32(i * 8 + 4, 1e-9, true);
  }
  const weightSpeed = billionsPerSecond(active * taps, () => {
    weightGradient(list, active, input, stride, plane, channels, kernelSize, kernelVectors, sums, bias);
  });
  const inputSpeed = billionsPerSecond(active * taps, () => {
    inputGradient(list, active, weights, channels, kernelSize, kernelVectors, gradient, stride, plane);
  });
  return [
    `${kernelSize}x${kernelSize}, ${name} (${channels} channels, ${width} wide, ${filters} filters)`,
    ...[direct, winograd, tiled, weightSpeed, inputSpeed].map(speed),
  ];
}

console.log('convolution kernels on four rows, G multiply-adds/s counted the direct way, transforms included');
const header = ['', 'direct', 'Winograd', 'tiled', 'weight gradient', 'input gradient'];
for (const line of aligned([header, ...shapes.map(measure)])) console.log(line);
console.log('gradients: at one position in four columns; the engine takes the input gradient of the second layer only');
