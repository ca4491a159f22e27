// What all charts share: their options, the frame of a specification, and encodings used by several charts.
import type { TopLevelSpec } from 'vega-lite';
import type { ChartTheme } from './palette.ts';
import { type ThemeColors, themeConfig } from './theme.ts';

/** A Vega-Lite specification that contains its data, for `renderSvg`, an HTML page or any Vega viewer. */
export type ChartSpec = TopLevelSpec;

/** Options of every chart. */
export interface ChartOptions {
  title: string;
  /** Line below the title. */
  subtitle?: string;
  /** Default `light`. */
  theme?: ChartTheme;
}

export const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** Width in pixels of charts that have no reason for another one. */
export const CHART_WIDTH = 460;

/**
 * Adds what every chart has to a specification: the schema, the theme's configuration and the title.
 *
 * @param body the chart itself: size, data, marks and encodings
 *
 * @example
 * baseSpec({ title: 'Samples' }, { data: { values }, mark: 'bar', encoding });
 */
export function baseSpec({ title, subtitle, theme }: ChartOptions, body: ChartSpec): ChartSpec {
  return {
    $schema: SCHEMA,
    config: themeConfig(theme),
    title: subtitle === undefined ? { text: title } : { text: title, subtitle },
    ...body,
  };
}

/** Vertical axis with one row per category, in order of appearance. */
export function categoryRows<Field extends string>(field: Field) {
  return { field, type: 'nominal', sort: null, title: null, axis: { ticks: false, domain: false } } as const;
}

/** Whether a cell of this strength (0 to 1) is filled so strongly that its text needs the background's color. */
export function isDense(strength: number | null): boolean {
  return (strength ?? 0) > 0.55;
}

/** Color of the text in a colored cell: readable on cells whose datum is marked `dense`, see `isDense`. */
export function cellTextColor({ background, text }: ThemeColors) {
  return { condition: { test: 'datum.dense', value: background }, value: text } as const;
}
