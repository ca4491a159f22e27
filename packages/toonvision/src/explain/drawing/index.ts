// Drawing of maps: resizing, coloring, blending, figures and contact sheets.
export {
  enlarge,
  fitInto,
  type Raster,
} from './board.ts';
export { COLOR_SCALES, type ColorScale } from './colorScale.ts';
export { describeMaps, explanationFigure, formatShort } from './explanationFigure.ts';
export { mapSheet, type SheetTile } from './mapSheet.ts';
export { heatmap } from './paint.ts';
export { paintSample, SCALE_KINDS, type ScaleKind } from './paintSample.ts';
export { resizeMap } from './resizeMap.ts';
export { fileStem } from './writeFigures.ts';
