// Rotation, zoom and translation: each output pixel looks up its source position in the image.
import { cosine } from '../../train/deterministicCosine.ts';
import type { Planes } from '../planes.ts';
import type { Change, FillMode, FillSpec, OperationKind, Range } from './operation.ts';

/** in(x, y) = (a0 x + a1 y + a2, b0 x + b1 y + b2), in pixels from the center of the first pixel. */
type AffineMap = readonly [a0: number, a1: number, a2: number, b0: number, b1: number, b2: number];

const fillModes: Record<FillMode, number> = { reflect: 0, constant: 1, nearest: 2, wrap: 3 };

/** An affine map with the given 2x2 part that keeps the image center fixed. */
function aboutMiddle(height: number, width: number, a0: number, a1: number, b0: number, b1: number): AffineMap {
  const x = (width - 1) / 2;
  const y = (height - 1) / 2;
  return [a0, a1, x - a0 * x - a1 * y, b0, b1, y - b0 * x - b1 * y];
}

/** Rotates the image counterclockwise by a fraction of a full turn. */
function rotationMap(turns: number, height: number, width: number): AffineMap {
  const angle = turns * 2 * Math.PI;
  const cos = cosine(angle);
  const sin = cosine(angle - Math.PI / 2);
  return aboutMiddle(height, width, cos, -sin, sin, cos);
}

/** Scales the visible height and width by these factors: above 1 zooms out. */
function zoomMap(vertical: number, horizontal: number, height: number, width: number): AffineMap {
  return aboutMiddle(height, width, horizontal, 0, 0, vertical);
}

/** Shifts the image down and to the right, in pixels. */
function translationMap(down: number, right: number): AffineMap {
  return [1, 0, -right, 0, 1, -down];
}

function warp(planes: Planes, spec: FillSpec, map: AffineMap): Change {
  const { channels, height, width, rowStride, planeStride } = planes;
  const [a0, a1, a2, b0, b1, b2] = map;
  const mode = fillModes[spec.fillMode];
  const fill = spec.fillValue;
  return {
    moves: true,
    run: ({ kernels }, from, to) => {
      const kernel = spec.interpolation === 'bilinear' ? kernels.warpBilinear : kernels.warpNearest;
      kernel(from, to, channels, height, width, rowStride, planeStride, a0, a1, a2, b0, b1, b2, mode, fill);
    },
  };
}

export const rotation: OperationKind<FillSpec & { factor: Range }> = {
  moves: true,
  draw: (planes, { options }, chance) => {
    const turns = chance.within(0, options.factor);
    return turns === 0 ? undefined : warp(planes, options, rotationMap(turns, planes.height, planes.width));
  },
};

export const zoom: OperationKind<FillSpec & { heightFactor: Range; widthFactor?: Range }> = {
  moves: true,
  draw: (planes, { options }, chance) => {
    const vertical = 1 + chance.within(0, options.heightFactor);
    const horizontal = options.widthFactor === undefined ? vertical : 1 + chance.within(1, options.widthFactor);
    if (vertical === 1 && horizontal === 1) return undefined;
    return warp(planes, options, zoomMap(vertical, horizontal, planes.height, planes.width));
  },
};

export const translation: OperationKind<FillSpec & { heightFactor: Range; widthFactor: Range }> = {
  moves: true,
  draw: (planes, { options }, chance) => {
    const down = chance.within(0, options.heightFactor) * planes.height;
    const right = chance.within(1, options.widthFactor) * planes.width;
    return down === 0 && right === 0 ? undefined : warp(planes, options, translationMap(down, right));
  },
};
