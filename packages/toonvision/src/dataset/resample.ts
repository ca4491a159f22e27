// Resizes images like Pillow, in integer arithmetic, so that every machine produces the same bytes.
// Source: Pillow's libImaging/Resample.c (separable convolution, 8 bits, coefficients of 22 bits).
import type { Interpolation } from '../config/index.ts';

/** An area of an image: `height` rows of `width` x 3 bytes, starting at `offset`, rows `stride` bytes apart. */
export interface PixelArea {
  data: Uint8Array;
  offset: number;
  stride: number;
  width: number;
  height: number;
}

/** The filter taps of each output position: its first input position, and the weights from there. */
export interface Taps {
  /** Number of weights per output position; unused ones are 0. */
  size: number;
  starts: Int32Array;
  counts: Int32Array;
  weights: Int32Array;
}

type Bytes = Uint8Array | Uint8ClampedArray;

const BITS = 22;
const HALF = 1 << (BITS - 1);

/** Radius of each kernel at the size of the input, and its weight at a distance of `x`. */
const KERNELS: Record<Exclude<Interpolation, 'nearest'>, { radius: number; weigh: (x: number) => number }> = {
  bilinear: { radius: 1, weigh: (x) => Math.max(0, 1 - Math.abs(x)) },
  // Keys cubic with a = -0.5.
  bicubic: {
    radius: 2,
    weigh: (value) => {
      const x = Math.abs(value);
      if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    },
  },
};

/** Computes the taps to resize `from` positions to `to`. For downscaling the kernel is widened to cover all input. */
function makeTaps(from: number, to: number, interpolation: Exclude<Interpolation, 'nearest'>): Taps {
  const { radius, weigh } = KERNELS[interpolation];
  const scale = from / to;
  const kernelScale = Math.max(1, scale);
  const support = radius * kernelScale;
  const size = Math.ceil(support) * 2 + 1;
  const taps: Taps = {
    size,
    starts: new Int32Array(to),
    counts: new Int32Array(to),
    weights: new Int32Array(to * size),
  };
  const row = new Float64Array(size);
  for (let position = 0; position < to; position += 1) {
    const center = (position + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(from, Math.trunc(center + support + 0.5)) - start;
    let sum = 0;
    for (let i = 0; i < count; i += 1) {
      row[i] = weigh((i + start - center + 0.5) / kernelScale);
      sum += row[i] as number;
    }
    taps.starts[position] = start;
    taps.counts[position] = count;
    for (let i = 0; i < count; i += 1) {
      const weight = ((row[i] as number) / sum) * (1 << BITS);
      taps.weights[position * size + i] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5);
    }
  }
  return taps;
}

/** Resizes rows: changes the width of `area`. */
function resizeRows({ data, offset, stride, height }: PixelArea, to: number, taps: Taps, result: Bytes): Bytes {
  const { size, starts, counts, weights } = taps;
  let target = 0;
  for (let y = 0; y < height; y += 1) {
    const rowStart = offset + y * stride;
    for (let x = 0; x < to; x += 1) {
      const first = rowStart + (starts[x] as number) * 3;
      const weight = x * size;
      const last = weight + (counts[x] as number);
      let [red, green, blue] = [HALF, HALF, HALF];
      let from = first;
      for (let i = weight; i < last; i += 1, from += 3) {
        const share = weights[i] as number;
        red = (red + Math.imul(data[from] as number, share)) | 0;
        green = (green + Math.imul(data[from + 1] as number, share)) | 0;
        blue = (blue + Math.imul(data[from + 2] as number, share)) | 0;
      }
      result[target] = red >> BITS;
      result[target + 1] = green >> BITS;
      result[target + 2] = blue >> BITS;
      target += 3;
    }
  }
  return result;
}

const blend = (above: number, a: number, below: number, b: number) =>
  (HALF + Math.imul(above, a) + Math.imul(below, b)) | 0;

/** Resizes columns: changes the number of rows, each of `length` bytes. */
function resizeColumns(
  source: Bytes,
  { offset, stride, length }: { offset: number; stride: number; length: number },
  output: Bytes,
  { size, starts, counts, weights }: Taps,
): void {
  const sums = new Int32Array(length);
  for (let y = 0; y < starts.length; y += 1) {
    const count = counts[y] as number;
    const weight = y * size;
    const first = offset + (starts[y] as number) * stride;
    const to = y * length;
    if (count <= 3) {
      // Upscaling uses two or three rows; unused rows have weight 0.
      const [a = 0, b = 0, c = 0] = [
        weights[weight],
        count > 1 ? weights[weight + 1] : 0,
        count > 2 ? weights[weight + 2] : 0,
      ];
      const second = count > 1 ? first + stride : first;
      const third = count > 2 ? second + stride : first;
      const [above, below, under] = [first, second, third].map((from) => source.subarray(from, from + length)) as [
        Bytes,
        Bytes,
        Bytes,
      ];
      const row = output.subarray(to, to + length);
      if (c === 0)
        for (let x = 0; x < length; x += 1) row[x] = blend(above[x] as number, a, below[x] as number, b) >> BITS;
      else
        for (let x = 0; x < length; x += 1)
          row[x] = (blend(above[x] as number, a, below[x] as number, b) + Math.imul(under[x] as number, c)) >> BITS;
      continue;
    }
    sums.fill(HALF);
    for (let i = 0; i < count; i += 1) {
      const share = weights[weight + i] as number;
      const from = first + i * stride;
      for (let x = 0; x < length; x += 1)
        sums[x] = ((sums[x] as number) + Math.imul(source[from + x] as number, share)) | 0;
    }
    for (let x = 0; x < length; x += 1) output[to + x] = (sums[x] as number) >> BITS;
  }
}

/** Picks the pixel nearest to the center of each output pixel. */
function resizeNearest(
  { data, offset, stride, width, height }: PixelArea,
  to: { width: number; height: number },
): Uint8Array {
  const output = new Uint8Array(to.width * to.height * 3);
  const columns = Int32Array.from({ length: to.width }, (_, x) => Math.floor(((x + 0.5) * width) / to.width) * 3);
  let target = 0;
  for (let y = 0; y < to.height; y += 1) {
    const row = offset + Math.floor(((y + 0.5) * height) / to.height) * stride;
    for (const column of columns) {
      output[target] = data[row + column] as number;
      output[target + 1] = data[row + column + 1] as number;
      output[target + 2] = data[row + column + 2] as number;
      target += 3;
    }
  }
  return output;
}

/**
 * The two passes of resizing: rows, if the width changes, then columns.
 *
 * @returns `height` x `width` x 3 bytes
 */
export type Resize = (
  area: PixelArea,
  to: { width: number; height: number },
  taps: { rows: Taps | undefined; columns: Taps },
) => Uint8Array;

/** Both passes in TypeScript: used in browsers, and as the reference for the WebAssembly kernels. */
export const plainResize: Resize = (area, { width, height }, { rows, columns }) => {
  const length = width * 3;
  const output = new Uint8ClampedArray(length * height);
  if (rows === undefined)
    resizeColumns(area.data, { offset: area.offset, stride: area.stride, length }, output, columns);
  else {
    const narrow = resizeRows(area, width, rows, new Uint8ClampedArray(length * area.height));
    resizeColumns(narrow, { offset: 0, stride: length, length }, output, columns);
  }
  return new Uint8Array(output.buffer);
};

/**
 * Resizes an area of an image to `height` x `width` x 3 bytes. `'stretch'` ignores the aspect ratio; `'letterbox'`
 * keeps it and pads with black. For downscaling, `bilinear` and `bicubic` average over all pixels.
 *
 * @param resize implementation of the passes; all produce the same bytes. Default: TypeScript.
 *
 * @example
 * const area = { data, offset: 0, stride: 300, width: 100, height: 80 };
 * resample(area, { width: 200, height: 600, fit: 'stretch', interpolation: 'bilinear' });
 */
export function resample(
  area: PixelArea,
  size: { width: number; height: number; fit: 'stretch' | 'letterbox'; interpolation: Interpolation },
  resize: Resize = plainResize,
): Uint8Array {
  const { interpolation } = size;
  const scale = Math.min(size.width / area.width, size.height / area.height);
  const isStretch = size.fit === 'stretch';
  const width = isStretch ? size.width : Math.min(size.width, Math.max(1, Math.round(area.width * scale)));
  const height = isStretch ? size.height : Math.min(size.height, Math.max(1, Math.round(area.height * scale)));
  const resized =
    interpolation === 'nearest'
      ? resizeNearest(area, { width, height })
      : resize(
          area,
          { width, height },
          {
            rows: area.width === width ? undefined : makeTaps(area.width, width, interpolation),
            columns: makeColumnTaps(area.height, height, interpolation),
          },
        );
  return isStretch ? resized : padWithBlack(resized, { width, height }, size);
}

/** Centers an image on a black background. */
function padWithBlack(
  pixels: Uint8Array,
  { width, height }: { width: number; height: number },
  size: { width: number; height: number },
): Uint8Array {
  const output = new Uint8Array(size.width * size.height * 3);
  const offset = Math.floor((size.height - height) / 2) * size.width + Math.floor((size.width - width) / 2);
  for (let y = 0; y < height; y += 1)
    output.set(pixels.subarray(y * width * 3, (y + 1) * width * 3), (offset + y * size.width) * 3);
  return output;
}

/** Like `makeTaps`, but copies columns of the same height with a single weight of 1. */
function makeColumnTaps(from: number, to: number, interpolation: Exclude<Interpolation, 'nearest'>): Taps {
  if (from !== to) return makeTaps(from, to, interpolation);
  return {
    size: 1,
    starts: Int32Array.from({ length: to }, (_, position) => position),
    counts: new Int32Array(to).fill(1),
    weights: new Int32Array(to).fill(1 << BITS),
  };
}
