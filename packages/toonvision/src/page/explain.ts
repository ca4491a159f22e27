// `toonvision/explain`: class activation maps and other explanations in a web page. Nothing here needs Node.

// Single files instead of the folders' index.ts, which load decoders and files that a page does not have.
export {
  COLOUR_SCALES as COLOR_SCALES,
  type ColourScale as ColorScale,
  colourTable as colorTable,
} from '../explain/drawing/colourScale.ts';
export { resizeMap } from '../explain/drawing/resizeMap.ts';
export { type InputArea, inputArea } from '../explain/inputArea.ts';
export {
  type ExplanationMap,
  MAP_METHODS,
  type MapMethod,
  METHOD_TITLES,
  needsLayer,
  openExplainer,
  type ScoreKind,
  spatialLayers,
} from '../explain/maps/index.ts';
