// Resizes images with WebAssembly kernels: the same bytes as in TypeScript, several times faster.
import { readFileSync } from 'node:fs';
import { type PixelArea, plainResize, type Resize, type Taps } from './resample.ts';

type Pass = (
  source: number,
  stride: number,
  rows: number,
  output: number,
  length: number,
  starts: number,
  counts: number,
  weights: number,
  size: number,
) => void;

interface Kernels {
  memory: WebAssembly.Memory;
  resizeRows: Pass;
  resizeColumns: Pass;
}

const PAGE_BYTES = 65_536;
/** The column kernel processes 16 bytes at a time; narrower images are resized in TypeScript. */
const MIN_ROW_BYTES = 16;

let loaded: Kernels | undefined;

function load(): Kernels {
  const memory = new WebAssembly.Memory({ initial: 16 });
  const bytes = readFileSync(new URL('../../build/resample.wasm', import.meta.url));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const { resizeRows, resizeColumns } = exports;
  return { memory, resizeRows: resizeRows as Pass, resizeColumns: resizeColumns as Pass };
}

/** Allocates blocks of the kernels' memory, aligned to 16 bytes. */
class Layout {
  #end = 0;

  allocate(bytes: number): number {
    const start = this.#end;
    // Kernels may access one vector beyond the end.
    this.#end = (start + bytes + 31) & ~15;
    return start;
  }

  ensure({ memory }: Kernels): void {
    const missing = this.#end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  }
}

function copyTaps({ memory }: Kernels, address: number, { starts, counts, weights }: Taps): [number, number, number] {
  const words = new Int32Array(memory.buffer);
  words.set(starts, address / 4);
  words.set(counts, address / 4 + starts.length);
  words.set(weights, address / 4 + starts.length * 2);
  return [address, address + starts.length * 4, address + starts.length * 8];
}

const tapBytes = ({ starts, weights }: Taps): number => (starts.length * 2 + weights.length) * 4;

/**
 * Like `plainResize`, but the result is a view of the kernels' memory, which the next call overwrites.
 */
export const kernelResizeShared: Resize = (area: PixelArea, { width, height }, taps): Uint8Array => {
  const length = width * 3;
  if (length < MIN_ROW_BYTES) return plainResize(area, { width, height }, taps);
  loaded ??= load();
  const kernels = loaded;
  const layout = new Layout();
  const sourceStride = area.width * 3;
  const source = layout.allocate(sourceStride * area.height);
  const rows = taps.rows === undefined ? source : layout.allocate(length * area.height);
  const output = layout.allocate(length * height);
  const rowTaps = taps.rows === undefined ? 0 : layout.allocate(tapBytes(taps.rows));
  const columnTaps = layout.allocate(tapBytes(taps.columns));
  layout.ensure(kernels);
  const memory = new Uint8Array(kernels.memory.buffer);
  for (let y = 0; y < area.height; y += 1) {
    const from = area.offset + y * area.stride;
    memory.set(area.data.subarray(from, from + sourceStride), source + y * sourceStride);
  }
  if (taps.rows !== undefined) {
    const addresses = copyTaps(kernels, rowTaps, taps.rows);
    kernels.resizeRows(source, sourceStride, area.height, rows, width, ...addresses, taps.rows.size);
  }
  const addresses = copyTaps(kernels, columnTaps, taps.columns);
  const stride = taps.rows === undefined ? sourceStride : length;
  kernels.resizeColumns(rows, stride, length, output, height, ...addresses, taps.columns.size);
  return memory.subarray(output, output + length * height);
};

/** Same as `plainResize`, with WebAssembly kernels. */
export const kernelResize: Resize = (area, to, taps) => kernelResizeShared(area, to, taps).slice();
