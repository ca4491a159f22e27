// What a model sees: maps of classes over pictures, whether they are any good, what confuses it, and its filters.
export { type AuditOptions, auditExplanations, type ExplanationAudit } from './audit/auditRun.ts';
export { type MapEnergy, mapEnergy } from './audit/energy.ts';
export { auditFile, readAudit } from './audit/readAudit.ts';
export { type Silhouette, silhouetteOf } from './audit/silhouettes.ts';
export { spearman } from './audit/spearman.ts';
export type { EnergyRow, PerturbationSummary, RandomisationRow } from './audit/summary.ts';
export {
  type ClassConfusers,
  type Confusers,
  type ConfusersOptions,
  confusersOfRun,
  type FoundConfuser,
} from './confusers/confusersOfRun.ts';
export {
  COLOUR_SCALES,
  type ColourScale,
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
  explainPicture,
  loadPicture,
  type Subject,
} from './explainedSample.ts';
export { classChoice, type ExplainSamplesOptions, type Explanations, explainSamples } from './explainSamples.ts';
export { type FilterUse, filterUse } from './filters/deadFilters.ts';
export { type FeatureMaps, featureMaps, featureSheet } from './filters/featureMaps.ts';
export { type FirstFilters, filterSheet, firstFilters } from './filters/filterTiles.ts';
export { type FilterPattern, filterPatterns, type PatternOptions, patternSheet } from './filters/patterns.ts';
export {
  type CellGrid,
  type ExplainedPicture,
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
export { type SelectOptions, selectSubjects, subjectsOfSplit } from './selectSubjects.ts';
