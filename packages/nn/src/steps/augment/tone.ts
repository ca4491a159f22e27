// Brightness, contrast, and rescaling between augmentations: scales, offsets and clips each value.
import type { Planes } from '../planes.ts';
import type { Change, OperationKind, Range } from './operation.ts';

/** The layer options that brightness and contrast read. */
export interface Tone {
  factor: Range;
  valueRange?: Range;
}

function eachPlane({ channels, planeStride }: Planes, at: number, change: (plane: number) => void): void {
  for (let c = 0; c < channels; c++) change(at + c * planeStride);
}

/** A rescaling after an augmentation: the same for every image. */
export function rescale(planes: Planes, { scale, offset }: { scale: number; offset: number }): Change {
  const { rowStride, height, width } = planes;
  const [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return {
    moves: false,
    run: ({ kernels }, at) =>
      eachPlane(planes, at, (plane) => kernels.clampAffine(plane, rowStride, height, width, scale, offset, low, high)),
  };
}

export const brightness: OperationKind<Tone> = {
  moves: false,
  draw: (planes, { options, valueRange }, chance) => {
    const { rowStride, height, width } = planes;
    const [low, high] = options.valueRange ?? valueRange;
    const added = chance.within(0, options.factor) * (high - low);
    return {
      moves: false,
      run: ({ kernels }, at) =>
        eachPlane(planes, at, (plane) => kernels.clampAffine(plane, rowStride, height, width, 1, added, low, high)),
    };
  },
};

export const contrast: OperationKind<Tone> = {
  moves: false,
  draw: (planes, { options, valueRange }, chance) => {
    const { rowStride, height, width } = planes;
    const [low, high] = options.valueRange ?? valueRange;
    const [lower, upper] = options.factor;
    const factor = chance.within(0, [1 - lower, 1 + upper]);
    return {
      moves: false,
      run: ({ kernels }, at) =>
        eachPlane(planes, at, (plane) => {
          const mean = kernels.planeMean(plane, rowStride, height, width);
          kernels.clampAffine(plane, rowStride, height, width, factor, mean - mean * factor, low, high);
        }),
    };
  },
};
