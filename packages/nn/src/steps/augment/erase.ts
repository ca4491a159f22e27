// Erasing: overwrites a rectangle with one value or noise.
import type { Chance, OperationKind, Range } from './operation.ts';

// From here on, blocks of four words of the layer's stream are for noise; earlier ones are for single draws.
const NOISE = 4;

/** The layer options an erasing operation reads. */
export interface Erasing {
  factor: Range;
  scale: Range;
  ratio?: Range;
  fillValue: number | number[] | 'noise';
  valueRange?: Range;
}

interface Rectangle {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** The pixels with an index in [begin, begin + length), as in Keras' mask. */
function pixels(start: number, length: number): [first: number, count: number] {
  const first = Math.ceil(start);
  return [first, Math.ceil(start + length) - first];
}

/** Draws the rectangle for an image. */
function drawRectangle(
  { scale, ratio }: Pick<Erasing, 'scale' | 'ratio'>,
  chance: Chance,
  height: number,
  width: number,
): Rectangle {
  const share = chance.within(0, scale);
  let wide = width * Math.sqrt(share);
  let high = height * Math.sqrt(chance.within(1, scale));
  if (ratio !== undefined) {
    const area = share * height * width;
    const shape = chance.within(1, ratio);
    wide = Math.min(width, Math.sqrt(area * shape));
    high = Math.min(height, Math.sqrt(area / shape));
  }
  const [left, columns] = pixels(chance.unit(2) * (width - wide), wide);
  const [top, rows] = pixels(chance.unit(3) * (height - high), high);
  return { top, left, height: rows, width: columns };
}

export const erasing: OperationKind<Erasing> = {
  moves: false,
  draw: ({ channels, height, width, rowStride, planeStride }, { options, valueRange }, chance) => {
    const [low, high] = options.valueRange ?? valueRange;
    const { fillValue } = options;
    const filling = (channel: number) => {
      const value = typeof fillValue === 'object' ? (fillValue[channel] ?? low) : Number(fillValue);
      return Math.min(Math.max(value, low), high);
    };
    if (chance.unit(5) >= chance.within(4, options.factor)) return undefined;
    const hole = drawRectangle(options, chance, height, width);
    if (hole.width === 0 || hole.height === 0) return undefined;
    const offset = hole.top * rowStride + hole.left * 4;
    const { key, sample, epoch } = chance;
    return {
      moves: false,
      run: ({ kernels }, at) => {
        const start = at + offset;
        if (fillValue !== 'noise') {
          for (let c = 0; c < channels; c++) {
            kernels.fillPlane(start + c * planeStride, rowStride, hole.height, hole.width, filling(c));
          }
          return;
        }
        kernels.noisePlanes(
          start,
          channels,
          hole.height,
          hole.width,
          rowStride,
          planeStride,
          low,
          high - low,
          NOISE,
          sample,
          epoch,
          key.seedHigh,
          key.k0,
          key.k1,
        );
      },
    };
  },
};
