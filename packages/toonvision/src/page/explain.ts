// `toonvision/explain`: class activation maps and other explanations in a web page. Nothing here needs Node.

// Single files instead of the folders' index.ts, which load decoders and files that a page does not have.
export {
  COLOR_SCALES,
  type ColorScale,
  colorTable,
} from '../explain/drawing/colorScale.ts';
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
