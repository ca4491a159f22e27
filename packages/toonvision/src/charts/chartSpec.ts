// What every chart function takes beside its data, and what it gives.
import type { TopLevelSpec } from 'vega-lite';
import type { ChartTheme } from './palette.ts';

/** A Vega-Lite specification with its data inside: for `renderSvg`, an HTML page or any Vega viewer. */
export type ChartSpec = TopLevelSpec;

/** What every chart can be told. */
export interface ChartOptions {
  title: string;
  subtitle?: string;
  /** Default `light`. */
  theme?: ChartTheme;
}

export const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** The title of a chart with what stands below it. */
export function titleOf({ title, subtitle }: ChartOptions): { text: string; subtitle?: string } {
  return subtitle === undefined ? { text: title } : { text: title, subtitle };
}
