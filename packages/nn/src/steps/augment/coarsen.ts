// Blur and pixelation: pictures with less detail.
import type { Bench, DrawnOperation, Range } from './operation.ts';

// Below this the weights beside the middle are zero in float32.
const SHARP = 0.05;

function radiusOf(sigma: number): number {
  return Math.ceil(3 * sigma);
}

export function blurOperation(
  { arena, planes }: Bench,
  stream: string,
  spec: { sigma: Range; rate: number },
): DrawnOperation {
  const { channels, height, width, rowStride, planeStride } = planes;
  const most = radiusOf(spec.sigma[1]);
  const weights = arena.floats(2 * most + 1);
  const offsets = arena.floats(2 * most + 1);
  const line = arena.floats(width + 2 * most + 16);
  return {
    stream,
    moves: true,
    draw: (chance) => {
      const sigma = chance.within(0, spec.sigma);
      if (sigma < SHARP || chance.unit(1) >= spec.rate) return undefined;
      const radius = radiusOf(sigma);
      return {
        moves: true,
        run: ({ kernels }, from, to) => {
          kernels.gaussian(weights, radius, sigma);
          for (let c = 0; c < channels; c++) {
            const at = c * planeStride;
            kernels.blurPlane(from + at, to + at, height, width, rowStride, weights, radius, offsets, line);
          }
        },
      };
    },
  };
}

export function pixelateOperation(
  { arena, planes }: Bench,
  stream: string,
  spec: { blockSize: Range; rate: number },
): DrawnOperation {
  const { channels, height, width, rowStride, planeStride } = planes;
  const [low, high] = spec.blockSize;
  const line = arena.floats(width + 4);
  return {
    stream,
    moves: false,
    draw: (chance) => {
      const size = Math.floor(chance.within(0, [low, high + 1]));
      if (size === 1 || chance.unit(1) >= spec.rate) return undefined;
      return {
        moves: false,
        run: ({ kernels }, at) => {
          for (let c = 0; c < channels; c++) {
            kernels.pixelatePlane(at + c * planeStride, height, width, rowStride, size, line);
          }
        },
      };
    },
  };
}
