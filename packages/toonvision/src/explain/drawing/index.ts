// Drawing maps: resize, colour, blend, and boards of pictures with words.
export {
  drawBoard,
  encodePng,
  enlarge,
  fitInto,
  type PlacedPicture,
  type PlacedText,
  type Raster,
} from './board.ts';
export { COLOUR_SCALES, type ColourScale, colourTable } from './colourScale.ts';
export { describeMaps, explanationFigure, shortNumber } from './explanationFigure.ts';
export { mapSheet, type SheetTile } from './mapSheet.ts';
export { heatmap, superimpose } from './paint.ts';
export { paintSample, SCALE_KINDS, type ScaleKind } from './paintSample.ts';
export { resizeMap } from './resizeMap.ts';
export { fileStem, writeFigures } from './writeFigures.ts';
