// Explanation methods: pure functions of activations and gradients, one file each, and the explainer that runs them.

export {
  type ExplainedImage,
  type Explainer,
  type ExplainerOptions,
  needsLayer,
  openExplainer,
} from './explainer.ts';
export {
  type CellGrid,
  type ExplanationMap,
  MAP_METHODS,
  type MapMethod,
  METHOD_TITLES,
  type ScoreKind,
} from './map.ts';
export { cover, defaultPatches, meanColor, patchWindows, uncover, type Window } from './occlusion.ts';
export { findSpatialLayer, type SpatialLayer, spatialLayers } from './spatialLayers.ts';
