// Drawing maps: resize, colour, blend, and boards of pictures with words.
export {
  enlarge,
  fitInto,
  type Raster,
} from './board.ts';
export { COLOUR_SCALES, type ColourScale } from './colourScale.ts';
export { describeMaps, explanationFigure, shortNumber } from './explanationFigure.ts';
export { mapSheet, type SheetTile } from './mapSheet.ts';
export { heatmap } from './paint.ts';
export { paintSample, SCALE_KINDS, type ScaleKind } from './paintSample.ts';
export { resizeMap } from './resizeMap.ts';
export { fileStem } from './writeFigures.ts';
