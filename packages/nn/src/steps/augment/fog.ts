// Fog: a lattice of random values per image, smoothly blended, gives the local density.
import type { Planes } from '../planes.ts';
import type { OperationKind, Range } from './operation.ts';

// From here on, words of the layer's stream are for the lattice; earlier ones are for single draws.
const LATTICE = 16;

/** The layer options a fog operation reads. */
export interface Fog {
  strength: Range;
  patchSize: number;
  color?: number | number[];
  rate: number;
  valueRange?: Range;
}

export interface FogBuffers {
  lattice: number;
  rows: number;
  columns: number;
  colors: number;
  scratch: number;
}

// Patches smaller than a pixel would need a lattice larger than the image.
function patchOf({ height, width }: Planes, { patchSize }: Fog): number {
  return Math.max(1, Math.fround(patchSize * Math.max(height, width)));
}

export const fog: OperationKind<Fog, FogBuffers> = {
  moves: false,
  layOut: (arena, planes, options) => {
    const { height, width, channels } = planes;
    const patch = patchOf(planes, options);
    // A cell starts at most one cell before the image and needs the next lattice line; one extra for rounding.
    const rows = Math.ceil(height / patch) + 3;
    const columns = Math.ceil(width / patch) + 3;
    const lattice = arena.floats(rows * columns);
    const colors = arena.floats(channels);
    return { lattice, rows, columns, colors, scratch: arena.floats(3 * (width + 4) + columns) };
  },
  draw: (planes, { options, buffers, valueRange }, chance) => {
    const { channels, height, width, rowStride, planeStride } = planes;
    const { lattice, rows, columns, colors, scratch } = buffers;
    const [low, high] = options.valueRange ?? valueRange;
    const color = options.color ?? low + 0.9 * (high - low);
    const colorOf = (channel: number) => (typeof color === 'number' ? color : (color[channel] ?? low));
    const strength = chance.within(0, options.strength);
    if (strength === 0 || chance.unit(1) >= options.rate) return undefined;
    const patch = patchOf(planes, options);
    const phaseX = chance.unit(2);
    const phaseY = chance.unit(3);
    return {
      moves: false,
      run: ({ kernels, floats }, at) => {
        for (let i = 0; i < rows * columns; i++) floats[lattice / 4 + i] = chance.unit(LATTICE + i);
        for (let c = 0; c < channels; c++) floats[colors / 4 + c] = colorOf(c);
        kernels.fog(
          at,
          channels,
          height,
          width,
          rowStride,
          planeStride,
          lattice,
          columns,
          patch,
          phaseX,
          phaseY,
          strength,
          colors,
          scratch,
        );
      },
    };
  },
};
