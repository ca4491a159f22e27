// Explanations of a model: class activation maps and their audit, confusers, and filters.
export { type AuditOptions, auditExplanations, type ExplanationAudit } from './audit/auditRun.ts';
export { type MapEnergy, mapEnergy } from './audit/energy.ts';
export { auditFile, readAudit } from './audit/readAudit.ts';
export { readSilhouette, type Silhouette } from './audit/silhouettes.ts';
export { spearman } from './audit/spearman.ts';
export type { EnergyRow, PerturbationSummary, RandomizationRow } from './audit/summary.ts';
export {
  type ClassConfusers,
  type Confusers,
  type ConfusersOptions,
  type FoundConfuser,
  findConfusers,
} from './confusers/findConfusers.ts';
export {
  COLOR_SCALES,
  type ColorScale,
  explanationFigure,
  fileStem,
  mapSheet,
  paintSample,
  resizeMap,
  SCALE_KINDS,
  type ScaleKind,
} from './drawing/index.ts';
export {
  type ClassChoice,
  type ExplainedSample,
  explainImage,
  loadImage,
  type Subject,
} from './explainedSample.ts';
export { type ExplainSamplesOptions, type Explanations, explainSamples, parseClassChoice } from './explainSamples.ts';
export { type FilterUse, measureFilterUse } from './filters/deadFilters.ts';
export { type FeatureMaps, featureMaps, featureSheet } from './filters/featureMaps.ts';
export { type FirstFilters, filterSheet, firstFilters } from './filters/filterTiles.ts';
export { type FilterPattern, filterPatterns, type PatternOptions, patternSheet } from './filters/patterns.ts';
export {
  type CellGrid,
  type ExplainedImage,
  type Explainer,
  type ExplainerOptions,
  type ExplanationMap,
  findSpatialLayer,
  MAP_METHODS,
  type MapMethod,
  METHOD_TITLES,
  needsLayer,
  openExplainer,
  type ScoreKind,
  type SpatialLayer,
  spatialLayers,
} from './maps/index.ts';
export { readSplitSubjects, type SelectOptions, selectSubjects } from './selectSubjects.ts';
