// Entry point `toonvision/explain`: class activation maps and other explanations in web pages; free of Node.

// Imports single files: the index.ts of these folders need Node's file system and image decoders.
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
