// Appearance of all charts in a light and a dark theme: colors, font and text sizes.
import type { Config } from 'vega-lite';
import type { ChartTheme } from './palette.ts';

/** Colors of a theme, as `#rrggbb`, apart from the colors of classes (`classColors`). */
export interface ThemeColors {
  background: string;
  text: string;
  /** Axes and secondary text. */
  muted: string;
  grid: string;
  /** Bars and points that do not stand for a class. */
  bar: string;
  /** Goals, values below their goal, errors and highlights. */
  goal: string;
  /** Train, validation and test. */
  splits: readonly [string, string, string];
  /** Low and high end of a sequential scale. */
  ramp: readonly [string, string];
}

const THEME_COLORS: Readonly<Record<ChartTheme, ThemeColors>> = {
  light: {
    background: '#ffffff',
    text: '#1c2128',
    muted: '#57606a',
    grid: '#e4e7eb',
    bar: '#4a6fa5',
    goal: '#d1242f',
    splits: ['#3f639b', '#9db8dc', '#d4e1f1'],
    ramp: ['#eef4fb', '#1d4f91'],
  },
  dark: {
    background: '#14171c',
    text: '#e6eaf0',
    muted: '#9aa4b1',
    grid: '#2b313a',
    bar: '#7aa2d8',
    goal: '#ff6b6b',
    splits: ['#8fb4e6', '#4a6c99', '#2c4060'],
    ramp: ['#1d2632', '#8fc1ff'],
  },
};

/** Font family of charts and images: the bundled DejaVu Sans first, then fallbacks for pages that lack it. */
export const FONT = 'DejaVu Sans, Verdana, sans-serif';

/**
 * Colors of text, lines and background in a theme.
 *
 * @param theme default `light`
 */
export function themeColors(theme: ChartTheme = 'light'): ThemeColors {
  return THEME_COLORS[theme];
}

/**
 * Vega-Lite configuration of a theme.
 *
 * @param theme default `light`
 */
export function themeConfig(theme: ChartTheme = 'light'): Config {
  const { background, text, muted, grid } = THEME_COLORS[theme];
  return {
    background,
    padding: 14,
    font: FONT,
    view: { stroke: null },
    title: { color: text, subtitleColor: muted, fontSize: 15, subtitleFontSize: 11, anchor: 'start', offset: 14 },
    axis: {
      labelColor: text,
      titleColor: muted,
      gridColor: grid,
      domainColor: muted,
      tickColor: muted,
      labelFontSize: 11,
      titleFontSize: 11,
      titleFontWeight: 'normal',
      labelLimit: 260,
    },
    legend: { labelColor: text, titleColor: muted, labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal' },
    header: { labelColor: text, titleColor: muted, labelFontSize: 12 },
  };
}
