// Blur and pixelation: reduces the detail of images.
import type { OperationKind, Range } from './operation.ts';

// Below this, all weights except the central one are zero in float32.
const SHARP = 0.05;

function radiusOf(sigma: number): number {
  return Math.ceil(3 * sigma);
}

export const blur: OperationKind<{ sigma: Range; rate: number }, { weights: number; offsets: number; line: number }> = {
  moves: true,
  layOut: (arena, { width }, { sigma }) => {
    const most = radiusOf(sigma[1]);
    return {
      weights: arena.floats(2 * most + 1),
      offsets: arena.floats(2 * most + 1),
      line: arena.floats(width + 2 * most + 16),
    };
  },
  draw: ({ channels, height, width, rowStride, planeStride }, { options, buffers }, chance) => {
    const { weights, offsets, line } = buffers;
    const sigma = chance.within(0, options.sigma);
    if (sigma < SHARP || chance.unit(1) >= options.rate) return undefined;
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

export const pixelate: OperationKind<{ blockSize: Range; rate: number }, { line: number }> = {
  moves: false,
  layOut: (arena, { width }) => ({ line: arena.floats(width + 4) }),
  draw: ({ channels, height, width, rowStride, planeStride }, { options, buffers }, chance) => {
    const [low, high] = options.blockSize;
    const size = Math.floor(chance.within(0, [low, high + 1]));
    if (size === 1 || chance.unit(1) >= options.rate) return undefined;
    return {
      moves: false,
      run: ({ kernels }, at) => {
        for (let c = 0; c < channels; c++) {
          kernels.pixelatePlane(at + c * planeStride, height, width, rowStride, size, buffers.line);
        }
      },
    };
  },
};
