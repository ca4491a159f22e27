// The passes of resizing by the compiled kernels: the same bytes as in plain TypeScript, several times faster.
import { readFileSync } from 'node:fs';
import { type PixelArea, plainResize, type Resize, type Taps } from './resample.ts';

type Pass = (
  source: number,
  stride: number,
  rows: number,
  output: number,
  places: number,
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

const PAGE = 65_536;
/** The columns' kernel works on sixteen bytes at once; narrower pictures go the plain way. */
const LEAST_BYTES = 16;

let loaded: Kernels | undefined;

function load(): Kernels {
  const memory = new WebAssembly.Memory({ initial: 16 });
  const bytes = readFileSync(new URL('../../build/resample.wasm', import.meta.url));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const { resizeRows, resizeColumns } = exports;
  return { memory, resizeRows: resizeRows as Pass, resizeColumns: resizeColumns as Pass };
}

/** A part of the kernels' memory; each begins at a multiple of 16. */
class Layout {
  #end = 0;

  take(bytes: number): number {
    const at = this.#end;
    // A spare vector at the end of each.
    this.#end = (at + bytes + 31) & ~15;
    return at;
  }

  ensure({ memory }: Kernels): void {
    const missing = this.#end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  }
}

function placeTaps({ memory }: Kernels, at: number, { starts, counts, weights }: Taps): [number, number, number] {
  const words = new Int32Array(memory.buffer);
  words.set(starts, at / 4);
  words.set(counts, at / 4 + starts.length);
  words.set(weights, at / 4 + starts.length * 2);
  return [at, at + starts.length * 4, at + starts.length * 8];
}

const tapBytes = ({ starts, weights }: Taps): number => (starts.length * 2 + weights.length) * 4;

/**
 * Like `plainResize`, but what it returns lies in the kernels' memory and is overwritten by the next call: for who writes it
 * away at once.
 */
export const kernelResizeShared: Resize = (area: PixelArea, { width, height }, taps): Uint8Array => {
  const length = width * 3;
  if (length < LEAST_BYTES) return plainResize(area, { width, height }, taps);
  loaded ??= load();
  const kernels = loaded;
  const layout = new Layout();
  const sourceStride = area.width * 3;
  const source = layout.take(sourceStride * area.height);
  const rows = taps.rows === undefined ? source : layout.take(length * area.height);
  const output = layout.take(length * height);
  const rowTaps = taps.rows === undefined ? 0 : layout.take(tapBytes(taps.rows));
  const columnTaps = layout.take(tapBytes(taps.columns));
  layout.ensure(kernels);
  const memory = new Uint8Array(kernels.memory.buffer);
  for (let y = 0; y < area.height; y += 1) {
    const from = area.offset + y * area.stride;
    memory.set(area.data.subarray(from, from + sourceStride), source + y * sourceStride);
  }
  if (taps.rows !== undefined) {
    const places = placeTaps(kernels, rowTaps, taps.rows);
    kernels.resizeRows(source, sourceStride, area.height, rows, width, ...places, taps.rows.size);
  }
  const places = placeTaps(kernels, columnTaps, taps.columns);
  const stride = taps.rows === undefined ? sourceStride : length;
  kernels.resizeColumns(rows, stride, length, output, height, ...places, taps.columns.size);
  return memory.subarray(output, output + length * height);
};

/** Like `plainResize`. */
export const kernelResize: Resize = (area, to, taps) => kernelResizeShared(area, to, taps).slice();
