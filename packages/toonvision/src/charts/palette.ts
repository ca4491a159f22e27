// Colours of classes, in class order: told apart on both backgrounds, also by colour-blind readers.

/** Colours for a light or a dark page. */
export type ChartTheme = 'light' | 'dark';

/**
 * Eight colours a theme. The first four stand for brown, dark blue, dark green and maroon, the suits of the Cogs; brown is
 * made light and maroon dark, because their hues alone are one colour to many readers. Two of the eight are at least 20
 * apart in CIELAB, two of the first four 30, also as seen with no red, no green or no blue cones (Machado et al. 2009).
 */
const COLOURS: Readonly<Record<ChartTheme, readonly string[]>> = {
  light: ['#b4632d', '#1d3fa5', '#40a98c', '#52142e', '#b399e6', '#f0b642', '#593e74', '#760a0a'],
  dark: ['#d59b58', '#3a78d8', '#b1f0d8', '#c0306c', '#f0f042', '#a39cc9', '#8f5924', '#42f099'],
};

/**
 * A colour for each of `count` classes, or undefined when there are more classes than colours that can be told apart:
 * then one colour for all is honest, and the names must tell.
 *
 * @example
 * classColours(4, 'light') // ['#b4632d', '#1d3fa5', '#40a98c', '#52142e']
 */
export function classColours(count: number, theme: ChartTheme): string[] | undefined {
  const colours = COLOURS[theme];
  return count <= colours.length ? colours.slice(0, count) : undefined;
}
