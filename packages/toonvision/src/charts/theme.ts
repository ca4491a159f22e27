// How every chart looks: paper, ink, lines and letters, light or dark.
import type { Config } from 'vega-lite';
import type { ChartTheme } from './palette.ts';

/** The colours that are no class. */
export interface Ink {
  paper: string;
  text: string;
  /** Axes and small print. */
  muted: string;
  grid: string;
  /** Bars that stand for no class. */
  bar: string;
  /** Goal lines and what is below goal. */
  goal: string;
  /** train, val, test. */
  parts: readonly [string, string, string];
  /** From few to many. */
  ramp: readonly [string, string];
}

const INKS: Readonly<Record<ChartTheme, Ink>> = {
  light: {
    paper: '#ffffff',
    text: '#1c2128',
    muted: '#57606a',
    grid: '#e4e7eb',
    bar: '#4a6fa5',
    goal: '#d1242f',
    parts: ['#3f639b', '#9db8dc', '#d4e1f1'],
    ramp: ['#eef4fb', '#1d4f91'],
  },
  dark: {
    paper: '#14171c',
    text: '#e6eaf0',
    muted: '#9aa4b1',
    grid: '#2b313a',
    bar: '#7aa2d8',
    goal: '#ff6b6b',
    parts: ['#8fb4e6', '#4a6c99', '#2c4060'],
    ramp: ['#1d2632', '#8fc1ff'],
  },
};

/** The first is what the tool brings along; a page without it takes its own. */
export const FONT = 'DejaVu Sans, Verdana, sans-serif';

/** The colours of text, lines and ground in a theme. */
export function inkOf(theme: ChartTheme): Ink {
  return INKS[theme];
}

/** The Vega-Lite config of a theme. */
export function themeConfig(theme: ChartTheme): Config {
  const { paper, text, muted, grid } = INKS[theme];
  return {
    background: paper,
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
