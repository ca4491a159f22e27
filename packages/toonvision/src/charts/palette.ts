// Colors of classes, in class order: distinguishable on light and dark backgrounds, also with color blindness.

/** Theme of a chart: colors for a light or a dark page. */
export type ChartTheme = 'light' | 'dark';

/**
 * Eight colors per theme. The first four are variants of brown, dark blue, dark green and maroon, the suits of the
 * Cogs; brown is lightened and maroon darkened because many readers cannot distinguish the two hues. Any two of the
 * eight are at least 20 apart in CIELAB, any two of the first four 30, also without red, green or blue cones (Machado
 * et al. 2009).
 */
const CLASS_COLORS: Readonly<Record<ChartTheme, readonly string[]>> = {
  light: ['#b4632d', '#1d3fa5', '#40a98c', '#52142e', '#b399e6', '#f0b642', '#593e74', '#760a0a'],
  dark: ['#d59b58', '#3a78d8', '#b1f0d8', '#c0306c', '#f0f042', '#a39cc9', '#8f5924', '#42f099'],
};

/**
 * One color per class, or undefined for more than eight classes: that many colors cannot be distinguished, so the chart
 * uses one color for all and relies on names.
 *
 * @param theme default `light`
 *
 * @example
 * classColors(4) // ['#b4632d', '#1d3fa5', '#40a98c', '#52142e']
 */
export function classColors(count: number, theme: ChartTheme = 'light'): string[] | undefined {
  const colors = CLASS_COLORS[theme];
  return count <= colors.length ? colors.slice(0, count) : undefined;
}
