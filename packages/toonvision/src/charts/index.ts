// Charts: pure functions from data to Vega-Lite specifications, and the drawing of those.
export { type AspectRatiosOptions, aspectRatios } from './aspectRatios.ts';
export { cellHeatmap } from './cellHeatmap.ts';
export type { ChartOptions, ChartSpec } from './chartSpec.ts';
export { type ClassCount, classCounts } from './classCounts.ts';
export { type CropSizesOptions, cropSizes, type PixelSize } from './cropSizes.ts';
export { useOwnFonts } from './fonts.ts';
export { type ChartTheme, classColours } from './palette.ts';
export { renderPng, renderSvg } from './render.ts';
export { type SplitCount, splitCounts } from './splitCounts.ts';
export { type StreetCount, streetCounts } from './streetCounts.ts';
export { FONT, type Ink, inkOf } from './theme.ts';
