// Augmentation layers in plain float64, pixel by pixel: the reference for the kernels.
import type { Shape } from '../src/layers/index.ts';
import { randomWords, streamKey } from '../src/random.ts';
import type { FillMode } from '../src/steps/index.ts';

/** [height, width, channels] values. */
export interface Image {
  height: number;
  width: number;
  channels: number;
  values: number[];
}

/** What the numbers of a layer depend on. */
export interface DrawKey {
  seed: number;
  name: string;
  sample: number;
  epoch: number;
}

/** Number `index` that a layer draws, in [0, 1). */
export function draw({ seed, name, sample, epoch }: DrawKey, index: number): number {
  const words = randomWords(streamKey(seed, name), Math.floor(index / 4), sample, epoch);
  return Math.floor((words[index % 4] ?? 0) / 256) / 2 ** 24;
}

/** Number `index` that a layer draws, in [low, high). */
export function drawBetween(key: DrawKey, index: number, [low, high]: readonly [number, number]): number {
  return low + draw(key, index) * (high - low);
}

export function toImage([height = 0, width = 0, channels = 0]: Shape, values: ArrayLike<number>): Image {
  return { height, width, channels, values: Array.from(values) };
}

function mapImage(image: Image, each: (y: number, x: number, c: number) => number): Image {
  const { height, width, channels } = image;
  const values: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) values.push(each(y, x, c));
  }
  return { ...image, values };
}

function pixel({ width, channels, values }: Image, y: number, x: number, c: number): number {
  return values[(y * width + x) * channels + c] ?? Number.NaN;
}

/** Index in [0, size) that the fill mode reads for `index`, found step by step; undefined for the fill value. */
function indexInside(index: number, size: number, mode: FillMode): number | undefined {
  let i = index;
  while (i < 0 || i >= size) {
    if (mode === 'constant') return undefined;
    if (mode === 'nearest') i = i < 0 ? 0 : size - 1;
    else if (mode === 'wrap') i += i < 0 ? size : -size;
    else i = i < 0 ? -1 - i : 2 * size - 1 - i;
  }
  return i;
}

export interface Fill {
  fillMode: FillMode;
  fillValue: number;
  interpolation: 'bilinear' | 'nearest';
}

/** Reads each pixel from the position `source(y, x)`, in pixels. */
function resample(image: Image, source: (y: number, x: number) => [number, number], fill: Fill): Image {
  const read = (y: number, x: number, c: number) => {
    const row = indexInside(y, image.height, fill.fillMode);
    const column = indexInside(x, image.width, fill.fillMode);
    return row === undefined || column === undefined ? fill.fillValue : pixel(image, row, column, c);
  };
  return mapImage(image, (y, x, c) => {
    const [sy, sx] = source(y, x);
    if (fill.interpolation === 'nearest') return read(Math.floor(sy + 0.5), Math.floor(sx + 0.5), c);
    let sum = 0;
    for (const [row, rowWeight] of [
      [Math.floor(sy), 1 - (sy - Math.floor(sy))],
      [Math.floor(sy) + 1, sy - Math.floor(sy)],
    ] as const) {
      sum += rowWeight * (1 - (sx - Math.floor(sx))) * read(row, Math.floor(sx), c);
      sum += rowWeight * (sx - Math.floor(sx)) * read(row, Math.floor(sx) + 1, c);
    }
    return sum;
  });
}

/** Rotates counterclockwise about the center; `turns` is a fraction of a full turn. */
export function rotate(image: Image, turns: number, fill: Fill): Image {
  const centerY = (image.height - 1) / 2;
  const centerX = (image.width - 1) / 2;
  return resample(
    image,
    (y, x) => {
      // Rows run downwards, so up is -y. Rotating clockwise finds the source of a pixel.
      const radius = Math.hypot(x - centerX, y - centerY);
      const angle = Math.atan2(-(y - centerY), x - centerX) - turns * 2 * Math.PI;
      return [centerY - radius * Math.sin(angle), centerX + radius * Math.cos(angle)];
    },
    fill,
  );
}

export function zoom(image: Image, vertical: number, horizontal: number, fill: Fill): Image {
  const centerY = (image.height - 1) / 2;
  const centerX = (image.width - 1) / 2;
  return resample(image, (y, x) => [centerY + (y - centerY) * vertical, centerX + (x - centerX) * horizontal], fill);
}

export function translate(image: Image, down: number, right: number, fill: Fill): Image {
  return resample(image, (y, x) => [y - down, x - right], fill);
}

export function flip(image: Image, horizontal: boolean, vertical: boolean): Image {
  const { height, width } = image;
  return mapImage(image, (y, x, c) => pixel(image, vertical ? height - 1 - y : y, horizontal ? width - 1 - x : x, c));
}

function clip(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(Math.max(value, low), high);
}

export function brighten(image: Image, factor: number, range: readonly [number, number]): Image {
  return mapImage(image, (y, x, c) => clip(pixel(image, y, x, c) + factor * (range[1] - range[0]), range));
}

export function changeContrast(image: Image, contrast: number, range: readonly [number, number]): Image {
  const means = Array.from({ length: image.channels }, (_, c) => {
    const plane = image.values.filter((_value, i) => i % image.channels === c);
    return plane.reduce((sum, value) => sum + value, 0) / plane.length;
  });
  return mapImage(image, (y, x, c) => {
    const mean = means[c] ?? 0;
    return clip((pixel(image, y, x, c) - mean) * contrast + mean, range);
  });
}

export interface Fog {
  strength: number;
  patch: number;
  phaseY: number;
  phaseX: number;
  lattice: (row: number, column: number) => number;
  color: (channel: number) => number;
}

export function addFog(image: Image, { strength, patch, phaseY, phaseX, lattice, color }: Fog): Image {
  const smooth = (t: number) => 3 * t ** 2 - 2 * t ** 3;
  return mapImage(image, (y, x, c) => {
    const gy = y / patch + phaseY;
    const gx = x / patch + phaseX;
    const [row, column] = [Math.floor(gy), Math.floor(gx)];
    const [wy, wx] = [smooth(gy - row), smooth(gx - column)];
    const noise =
      (1 - wy) * ((1 - wx) * lattice(row, column) + wx * lattice(row, column + 1)) +
      wy * ((1 - wx) * lattice(row + 1, column) + wx * lattice(row + 1, column + 1));
    const thick = strength * (1 + noise) * 0.5;
    return (1 - thick) * pixel(image, y, x, c) + thick * color(c);
  });
}

/** Convolves with a two-dimensional Gaussian, truncated at three standard deviations. */
export function blur(image: Image, sigma: number): Image {
  const radius = Math.ceil(3 * sigma);
  return mapImage(image, (y, x, c) => {
    let sum = 0;
    let weights = 0;
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        const weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
        const row = indexInside(y + dy, image.height, 'reflect') ?? 0;
        const column = indexInside(x + dx, image.width, 'reflect') ?? 0;
        sum += weight * pixel(image, row, column, c);
        weights += weight;
      }
    }
    return sum / weights;
  });
}

export function pixelate(image: Image, size: number): Image {
  const block = (n: number) => Math.floor(n / size);
  return mapImage(image, (y, x, c) => {
    let sum = 0;
    let count = 0;
    for (let row = 0; row < image.height; row++) {
      for (let column = 0; column < image.width; column++) {
        if (block(row) !== block(y) || block(column) !== block(x)) continue;
        sum += pixel(image, row, column, c);
        count++;
      }
    }
    return sum / count;
  });
}

/** Sets the pixels whose row and column are in [start, start + length). */
export function erase(
  image: Image,
  hole: { top: number; left: number; height: number; width: number },
  value: (channel: number) => number,
): Image {
  const within = (n: number, start: number, length: number) => n >= start && n < start + length;
  return mapImage(image, (y, x, c) =>
    within(y, hole.top, hole.height) && within(x, hole.left, hole.width) ? value(c) : pixel(image, y, x, c),
  );
}
