// Fog: a lattice of random values per picture, blended smoothly, says how thick it is where.
import type { Bench, DrawnOperation, Range } from './operation.ts';

// Words of a layer's stream from here on are the lattice's; those before are single draws.
const LATTICE = 16;

/** What a fog layer's operation reads. */
export interface Fog {
  strength: Range;
  patchSize: number;
  color?: number | number[];
  rate: number;
  valueRange?: Range;
}

export function fogOperation({ arena, planes, valueRange }: Bench, stream: string, spec: Fog): DrawnOperation {
  const { channels, height, width, rowStride, planeStride } = planes;
  const [low, high] = spec.valueRange ?? valueRange;
  const color = spec.color ?? low + 0.9 * (high - low);
  const colorOf = (channel: number) => (typeof color === 'number' ? color : (color[channel] ?? low));
  // Patches below a pixel would be a lattice larger than the picture.
  const patch = Math.max(1, Math.fround(spec.patchSize * Math.max(height, width)));
  // A cell begins at most one cell before the picture, and each needs the lattice line behind it; one more for rounding.
  const rows = Math.ceil(height / patch) + 3;
  const columns = Math.ceil(width / patch) + 3;
  const lattice = arena.floats(rows * columns);
  const colors = arena.floats(channels);
  const scratch = arena.floats(3 * (width + 4) + columns);
  return {
    stream,
    moves: false,
    draw: (chance) => {
      const strength = chance.within(0, spec.strength);
      if (strength === 0 || chance.unit(1) >= spec.rate) return undefined;
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
}
