// Resizes pictures the way Pillow does, in whole numbers, so that every machine gets the same bytes.
// Source: Pillow's libImaging/Resample.c (separable convolution, 8 bits, coefficients of 22 bits).
import type { Interpolation } from '../config/index.ts';

/** Bytes of an area of a picture: `height` rows of `width` pixels of 3 bytes, the first at `offset`, rows `stride` apart. */
export interface PixelArea {
  data: Uint8Array;
  offset: number;
  stride: number;
  width: number;
  height: number;
}

/** For each place of the output: the first place of the input it is made of, and the weights of that and the next ones. */
export interface Taps {
  /** Weights a place; those that are not needed are 0. */
  size: number;
  starts: Int32Array;
  counts: Int32Array;
  weights: Int32Array;
}

type Bytes = Uint8Array | Uint8ClampedArray;

const BITS = 22;
const HALF = 1 << (BITS - 1);

/** How far each kernel reaches at the input's own size, and its height at a distance of `x`. */
const KERNELS: Record<Exclude<Interpolation, 'nearest'>, { reach: number; at: (x: number) => number }> = {
  bilinear: { reach: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) },
  // Keys' cubic with a = -0.5.
  bicubic: {
    reach: 2,
    at: (value) => {
      const x = Math.abs(value);
      if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    },
  },
};

/** The weights to bring `from` places to `to`; when it gets smaller the kernel gets wider, so that all of them count. */
function makeTaps(from: number, to: number, interpolation: Exclude<Interpolation, 'nearest'>): Taps {
  const { reach, at } = KERNELS[interpolation];
  const scale = from / to;
  const wide = Math.max(1, scale);
  const support = reach * wide;
  const size = Math.ceil(support) * 2 + 1;
  const taps: Taps = {
    size,
    starts: new Int32Array(to),
    counts: new Int32Array(to),
    weights: new Int32Array(to * size),
  };
  const row = new Float64Array(size);
  for (let place = 0; place < to; place += 1) {
    const centre = (place + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(from, Math.trunc(centre + support + 0.5)) - start;
    let sum = 0;
    for (let i = 0; i < count; i += 1) {
      row[i] = at((i + start - centre + 0.5) / wide);
      sum += row[i] as number;
    }
    taps.starts[place] = start;
    taps.counts[place] = count;
    for (let i = 0; i < count; i += 1) {
      const weight = ((row[i] as number) / sum) * (1 << BITS);
      taps.weights[place * size + i] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5);
    }
  }
  return taps;
}

/** Along each row: `area` at another width. */
function resizeRows({ data, offset, stride, height }: PixelArea, to: number, taps: Taps, result: Bytes): Bytes {
  const { size, starts, counts, weights } = taps;
  let at = 0;
  for (let y = 0; y < height; y += 1) {
    const begin = offset + y * stride;
    for (let place = 0; place < to; place += 1) {
      const first = begin + (starts[place] as number) * 3;
      const weight = place * size;
      const last = weight + (counts[place] as number);
      let [red, green, blue] = [HALF, HALF, HALF];
      let from = first;
      for (let i = weight; i < last; i += 1, from += 3) {
        const share = weights[i] as number;
        red = (red + Math.imul(data[from] as number, share)) | 0;
        green = (green + Math.imul(data[from + 1] as number, share)) | 0;
        blue = (blue + Math.imul(data[from + 2] as number, share)) | 0;
      }
      result[at] = red >> BITS;
      result[at + 1] = green >> BITS;
      result[at + 2] = blue >> BITS;
      at += 3;
    }
  }
  return result;
}

const blend = (above: number, a: number, below: number, b: number) =>
  (HALF + Math.imul(above, a) + Math.imul(below, b)) | 0;

/** Down the columns: rows of `length` bytes. */
function resizeColumns(
  source: Bytes,
  { offset, stride, length }: { offset: number; stride: number; length: number },
  output: Bytes,
  { size, starts, counts, weights }: Taps,
): void {
  const sums = new Int32Array(length);
  for (let place = 0; place < starts.length; place += 1) {
    const count = counts[place] as number;
    const weight = place * size;
    const first = offset + (starts[place] as number) * stride;
    const to = place * length;
    if (count <= 3) {
      // What becomes larger: two rows or three, the third of no weight where there is none.
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

/** The nearest pixel to the middle of each. */
function resizeNearest(
  { data, offset, stride, width, height }: PixelArea,
  to: { width: number; height: number },
): Uint8Array {
  const output = new Uint8Array(to.width * to.height * 3);
  const columns = Int32Array.from({ length: to.width }, (_, x) => Math.floor(((x + 0.5) * width) / to.width) * 3);
  let place = 0;
  for (let y = 0; y < to.height; y += 1) {
    const row = offset + Math.floor(((y + 0.5) * height) / to.height) * stride;
    for (const column of columns) {
      output[place] = data[row + column] as number;
      output[place + 1] = data[row + column + 1] as number;
      output[place + 2] = data[row + column + 2] as number;
      place += 3;
    }
  }
  return output;
}

/**
 * The two passes of resizing: along the rows, where the width changes, then down the columns.
 *
 * @returns `height` x `width` x 3 bytes
 */
export type Resize = (
  area: PixelArea,
  to: { width: number; height: number },
  taps: { rows: Taps | undefined; columns: Taps },
) => Uint8Array;

/** The passes in plain TypeScript: what pages use, and what the compiled ones are compared with. */
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
 * An area of a picture at another size: `height` x `width` x 3 bytes. `'stretch'` fills it; `'letterbox'` keeps the shape,
 * in the middle, and fills the rest with black. Where it gets smaller, `bilinear` and `bicubic` average over all pixels.
 *
 * @param resize who does the passes; the result is the same. Default plain TypeScript.
 *
 * @example
 * resample({ data, offset: 0, stride: 300, width: 100, height: 80 }, { width: 200, height: 600, fit: 'stretch', interpolation: 'bilinear' })
 */
export function resample(
  area: PixelArea,
  size: { width: number; height: number; fit: 'stretch' | 'letterbox'; interpolation: Interpolation },
  resize: Resize = plainResize,
): Uint8Array {
  const { interpolation } = size;
  const shrink = Math.min(size.width / area.width, size.height / area.height);
  const isStretch = size.fit === 'stretch';
  const width = isStretch ? size.width : Math.min(size.width, Math.max(1, Math.round(area.width * shrink)));
  const height = isStretch ? size.height : Math.min(size.height, Math.max(1, Math.round(area.height * shrink)));
  const resized =
    interpolation === 'nearest'
      ? resizeNearest(area, { width, height })
      : resize(
          area,
          { width, height },
          {
            rows: area.width === width ? undefined : makeTaps(area.width, width, interpolation),
            columns: columnTaps(area.height, height, interpolation),
          },
        );
  return isStretch ? resized : inTheMiddle(resized, { width, height }, size);
}

/** The picture in the middle of black. */
function inTheMiddle(
  pixels: Uint8Array,
  { width, height }: { width: number; height: number },
  size: { width: number; height: number },
): Uint8Array {
  const output = new Uint8Array(size.width * size.height * 3);
  const at = Math.floor((size.height - height) / 2) * size.width + Math.floor((size.width - width) / 2);
  for (let y = 0; y < height; y += 1)
    output.set(pixels.subarray(y * width * 3, (y + 1) * width * 3), (at + y * size.width) * 3);
  return output;
}

/** A column of the same height is copied: one weight of 1 a place. */
function columnTaps(from: number, to: number, interpolation: Exclude<Interpolation, 'nearest'>): Taps {
  if (from !== to) return makeTaps(from, to, interpolation);
  return {
    size: 1,
    starts: Int32Array.from({ length: to }, (_, place) => place),
    counts: new Int32Array(to).fill(1),
    weights: new Int32Array(to).fill(1 << BITS),
  };
}
