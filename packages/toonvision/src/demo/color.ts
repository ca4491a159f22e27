// Colors as [red, green, blue] bytes: reading, mixing and writing them.

export type Rgb = readonly [red: number, green: number, blue: number];

/** Reads `#rrggbb`. */
export function rgbOf(hex: string): Rgb {
  const bits = Number.parseInt(hex.slice(1), 16);
  if (!/^#[0-9a-f]{6}$/i.test(hex)) throw new RangeError(`color ${hex}: expected #rrggbb`);
  return [(bits >> 16) & 255, (bits >> 8) & 255, bits & 255];
}

function hexOf(rgb: Rgb): string {
  return `#${rgb
    .map((v) =>
      Math.max(0, Math.min(255, Math.round(v)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** `share` (0..1) of `to` in `from`. */
export function mix(from: string, to: string, share: number): string {
  const [a, b] = [rgbOf(from), rgbOf(to)];
  return hexOf([a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share]);
}

export const darker = (color: string, share = 0.25): string => mix(color, '#000000', share);
export const lighter = (color: string, share = 0.25): string => mix(color, '#ffffff', share);
