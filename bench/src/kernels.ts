// The convolution kernels alone: G multiply-adds/s of the direct and the Winograd kernel, counted the direct way.
import { readFile } from 'node:fs/promises';

interface Shape {
  name: string;
  channels: number;
  width: number;
  filters: number;
}

type Kernel = (...values: number[]) => void;

const ROWS = 4;
const shapes: Shape[] = [
  { name: 'first layer of baseline', channels: 3, width: 200, filters: 4 },
  { name: 'first layer of tuned', channels: 3, width: 200, filters: 16 },
  { name: 'second layer of tuned', channels: 16, width: 33, filters: 12 },
  { name: 'second layer of baseline', channels: 4, width: 50, filters: 8 },
];

// The best of several rounds by the process's own CPU time: what other work on the machine disturbs least.
function billionsPerSecond(multiplyAdds: number, run: () => void): number {
  const repeats = Math.ceil(2e8 / multiplyAdds);
  for (let i = 0; i < repeats; i++) run();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 9; round++) {
    const before = process.cpuUsage().user;
    for (let i = 0; i < repeats; i++) run();
    best = Math.min(best, process.cpuUsage().user - before);
  }
  return (multiplyAdds * repeats) / best / 1000;
}

const wasm = await readFile(new URL('../../packages/nn/build/kernels.wasm', import.meta.url));
const memory = new WebAssembly.Memory({ initial: 64 });
const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
const kernel = (name: string): Kernel => {
  const found = instance.exports[name];
  if (typeof found !== 'function') throw new Error(`${name} is no kernel; run npm run build`);
  return found as Kernel;
};
const convolveRows = kernel('convolveRows');
const transformFour = kernel('transformFour');
const winogradFour = kernel('winogradFour');

console.log('3x3 kernels on four rows, G multiply-adds/s, transforms included');
for (const { name, channels, width, filters } of shapes) {
  const stride = (width + 16) * 4;
  const plane = stride * (ROWS + 2);
  const input = 0x10000;
  const [transformed, weights, bias, tile, out] = [0x100000, 0x200000, 0x280000, 0x290000, 0x300000];
  const multiplyAdds = ROWS * width * filters * channels * 9;
  const direct = billionsPerSecond(multiplyAdds, () => {
    for (let group = 0; group < filters; group += 4) {
      convolveRows(input, stride, plane, channels, 3, 3, weights, bias, out, stride, stride * ROWS, ROWS, width);
    }
  });
  const winograd = billionsPerSecond(multiplyAdds, () => {
    transformFour(input, stride, plane, channels, width + 2, transformed, stride);
    for (let group = 0; group < filters; group += 4) {
      winogradFour(transformed, stride, channels, weights, bias, tile, out, stride, stride * ROWS, width);
    }
  });
  const line = `direct ${direct.toFixed(1)}, Winograd ${winograd.toFixed(1)}, ${(winograd / direct).toFixed(2)}x`;
  console.log(`${name} (${channels} channels, ${width} wide, ${filters} filters): ${line}`);
}
