// Color scales of heatmaps: viridis, cividis (readable with color blindness) and jet.

/** Color scales for heatmaps; `jet` is for comparison with older publications. */
export const COLOR_SCALES = ['viridis', 'jet', 'cividis'] as const;
/** Name of a color scale. */
export type ColorScale = (typeof COLOR_SCALES)[number];

// Seventeen points of each published table (viridis: van der Walt and Smith 2015; cividis: Nunez, Anderton and Renslow
// 2018). Linear interpolation between them is within 3 of 255.
const POINTS: Readonly<Record<Exclude<ColorScale, 'jet'>, string>> = {
  viridis:
    '440154 48196b 472d7b 424086 3b528b 34638d 2c728e 27828e 21918d 1f9f88 28ae80 3ebc74 5dc963 82d34c abdc32 d5e21b fde725',
  cividis:
    '002051 012b65 11366c 25416e 3b4c6e 4f576e 61636f 706f71 7e7b75 8a8677 989278 a69f77 b7ac73 caba6a dec85f f0d652 fce647',
};

const STEPS = 256;

function buildTable(scale: ColorScale): Uint8Array {
  const table = new Uint8Array(STEPS * 3);
  const points = scale === 'jet' ? [] : POINTS[scale].split(' ').map((hex) => Number.parseInt(hex, 16));
  for (let step = 0; step < STEPS; step += 1) {
    const share = step / (STEPS - 1);
    for (let c = 0; c < 3; c += 1) {
      let value: number;
      if (scale === 'jet') {
        // Three triangles of height 1.5, clipped at 1: blue, green, red.
        value = 255 * Math.max(0, Math.min(1, 1.5 - Math.abs(4 * share - (3 - c))));
      } else {
        const position = share * (points.length - 1);
        const low = Math.min(points.length - 2, Math.floor(position));
        const byte = (index: number) => ((points[index] ?? 0) >> (16 - 8 * c)) & 255;
        value = byte(low) + (position - low) * (byte(low + 1) - byte(low));
      }
      table[step * 3 + c] = Math.round(value);
    }
  }
  return table;
}

const tables = new Map<ColorScale, Uint8Array>();

/**
 * Returns the 256 colors of a scale from low to high, three bytes each.
 *
 * @example
 * colorTable('viridis').slice(0, 3) // 68, 1, 84
 */
export function colorTable(scale: ColorScale): Uint8Array {
  const table = tables.get(scale) ?? buildTable(scale);
  tables.set(scale, table);
  return table;
}
