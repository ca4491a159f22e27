// Augmentation in plain float64, pixel by pixel: the reference for the kernels.
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

export interface Who {
  seed: number;
  name: string;
  sample: number;
  epoch: number;
}

/** The number from 0 to below 1 that a layer draws. */
export function drawn({ seed, name, sample, epoch }: Who, index: number): number {
  const words = randomWords(streamKey(seed, name), Math.floor(index / 4), sample, epoch);
  return Math.floor((words[index % 4] ?? 0) / 256) / 2 ** 24;
}

export function between(who: Who, index: number, [low, high]: readonly [number, number]): number {
  return low + drawn(who, index) * (high - low);
}

export function imageOf([height = 0, width = 0, channels = 0]: Shape, values: ArrayLike<number>): Image {
  return { height, width, channels, values: Array.from(values) };
}

function mapped(image: Image, each: (y: number, x: number, c: number) => number): Image {
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

// One step at a time, as one would do it by hand.
function outside(index: number, size: number, mode: FillMode): number | undefined {
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

/** Each pixel from where `source` says, in pixels. */
function moved(image: Image, source: (y: number, x: number) => [number, number], fill: Fill): Image {
  const at = (y: number, x: number, c: number) => {
    const row = outside(y, image.height, fill.fillMode);
    const column = outside(x, image.width, fill.fillMode);
    return row === undefined || column === undefined ? fill.fillValue : pixel(image, row, column, c);
  };
  return mapped(image, (y, x, c) => {
    const [sy, sx] = source(y, x);
    if (fill.interpolation === 'nearest') return at(Math.floor(sy + 0.5), Math.floor(sx + 0.5), c);
    let sum = 0;
    for (const [row, rowShare] of [
      [Math.floor(sy), 1 - (sy - Math.floor(sy))],
      [Math.floor(sy) + 1, sy - Math.floor(sy)],
    ] as const) {
      sum += rowShare * (1 - (sx - Math.floor(sx))) * at(row, Math.floor(sx), c);
      sum += rowShare * (sx - Math.floor(sx)) * at(row, Math.floor(sx) + 1, c);
    }
    return sum;
  });
}

/** Counter-clockwise by `turns` of a full turn about the middle. */
export function rotated(image: Image, turns: number, fill: Fill): Image {
  const middleY = (image.height - 1) / 2;
  const middleX = (image.width - 1) / 2;
  return moved(
    image,
    (y, x) => {
      // Rows run downwards, so the direction upwards is -y. Turning clockwise leads back to where a pixel came from.
      const radius = Math.hypot(x - middleX, y - middleY);
      const angle = Math.atan2(-(y - middleY), x - middleX) - turns * 2 * Math.PI;
      return [middleY - radius * Math.sin(angle), middleX + radius * Math.cos(angle)];
    },
    fill,
  );
}

export function zoomed(image: Image, vertical: number, horizontal: number, fill: Fill): Image {
  const middleY = (image.height - 1) / 2;
  const middleX = (image.width - 1) / 2;
  return moved(image, (y, x) => [middleY + (y - middleY) * vertical, middleX + (x - middleX) * horizontal], fill);
}

export function translated(image: Image, down: number, right: number, fill: Fill): Image {
  return moved(image, (y, x) => [y - down, x - right], fill);
}

export function flipped(image: Image, horizontal: boolean, vertical: boolean): Image {
  const { height, width } = image;
  return mapped(image, (y, x, c) => pixel(image, vertical ? height - 1 - y : y, horizontal ? width - 1 - x : x, c));
}

function clip(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(Math.max(value, low), high);
}

export function brightened(image: Image, factor: number, range: readonly [number, number]): Image {
  return mapped(image, (y, x, c) => clip(pixel(image, y, x, c) + factor * (range[1] - range[0]), range));
}

export function contrasted(image: Image, contrast: number, range: readonly [number, number]): Image {
  const means = Array.from({ length: image.channels }, (_, c) => {
    const plane = image.values.filter((_value, i) => i % image.channels === c);
    return plane.reduce((sum, value) => sum + value, 0) / plane.length;
  });
  return mapped(image, (y, x, c) => {
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

export function fogged(image: Image, { strength, patch, phaseY, phaseX, lattice, color }: Fog): Image {
  const smooth = (t: number) => 3 * t ** 2 - 2 * t ** 3;
  return mapped(image, (y, x, c) => {
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

/** A two-dimensional Gaussian, cut off at three standard deviations. */
export function blurred(image: Image, sigma: number): Image {
  const radius = Math.ceil(3 * sigma);
  return mapped(image, (y, x, c) => {
    let sum = 0;
    let weights = 0;
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        const weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
        const row = outside(y + dy, image.height, 'reflect') ?? 0;
        const column = outside(x + dx, image.width, 'reflect') ?? 0;
        sum += weight * pixel(image, row, column, c);
        weights += weight;
      }
    }
    return sum / weights;
  });
}

export function pixelated(image: Image, size: number): Image {
  const block = (n: number) => Math.floor(n / size);
  return mapped(image, (y, x, c) => {
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

/** Pixels whose row and column lie in [begin, begin + length) take the value. */
export function erased(
  image: Image,
  hole: { top: number; left: number; height: number; width: number },
  value: (channel: number) => number,
): Image {
  const within = (n: number, begin: number, length: number) => n >= begin && n < begin + length;
  return mapped(image, (y, x, c) =>
    within(y, hole.top, hole.height) && within(x, hole.left, hole.width) ? value(c) : pixel(image, y, x, c),
  );
}
