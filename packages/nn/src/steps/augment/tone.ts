// Brightness, contrast and rescaling between augmentations: each value by scale and offset, clipped.
import type { Machine } from '../../kernels.ts';
import type { Bench, DrawnOperation, FixedOperation, Range } from './operation.ts';

/** What the operations of brightness and contrast read. */
interface Tone {
  factor: Range;
  valueRange?: Range;
}

function eachPlane({ planes }: Bench, at: number, change: (plane: number) => void): void {
  for (let c = 0; c < planes.channels; c++) change(at + c * planes.planeStride);
}

export function rescalingOperation(bench: Bench, { scale, offset }: { scale: number; offset: number }): FixedOperation {
  const { rowStride, height, width } = bench.planes;
  const run = ({ kernels }: Machine, at: number) =>
    eachPlane(bench, at, (plane) =>
      kernels.clampAffine(
        plane,
        rowStride,
        height,
        width,
        scale,
        offset,
        Number.NEGATIVE_INFINITY,
        Number.POSITIVE_INFINITY,
      ),
    );
  return { moves: false, change: { moves: false, run } };
}

export function brightnessOperation(bench: Bench, stream: string, spec: Tone): DrawnOperation {
  const { rowStride, height, width } = bench.planes;
  const [low, high] = spec.valueRange ?? bench.valueRange;
  return {
    stream,
    moves: false,
    draw: (chance) => {
      const added = chance.within(0, spec.factor) * (high - low);
      return {
        moves: false,
        run: ({ kernels }, at) =>
          eachPlane(bench, at, (plane) => kernels.clampAffine(plane, rowStride, height, width, 1, added, low, high)),
      };
    },
  };
}

export function contrastOperation(bench: Bench, stream: string, spec: Tone): DrawnOperation {
  const { rowStride, height, width } = bench.planes;
  const [low, high] = spec.valueRange ?? bench.valueRange;
  const [lower, upper] = spec.factor;
  return {
    stream,
    moves: false,
    draw: (chance) => {
      const contrast = chance.within(0, [1 - lower, 1 + upper]);
      return {
        moves: false,
        run: ({ kernels }, at) =>
          eachPlane(bench, at, (plane) => {
            const mean = kernels.planeMean(plane, rowStride, height, width);
            kernels.clampAffine(plane, rowStride, height, width, contrast, mean - mean * contrast, low, high);
          }),
      };
    },
  };
}
