// Data quality checks: duplicates, broken images, cut-off boxes, leaks between splits, confounding, label errors.
export { type Confounding, type ConfoundingOptions, confounding } from './confounding.ts';
export { type CropFacts, cropFacts } from './cropFacts.ts';
export {
  exactDuplicates,
  type ImageFacts,
  type NearDuplicatesOptions,
  type NearOptions,
  type NearPair,
  nearDuplicates,
} from './duplicates.ts';
export {
  FINDING_KINDS,
  FINDING_NAMES,
  type Finding,
  type FindingKind,
  type FindingLimits,
  RENAMED_FINDING_KINDS,
} from './finding.ts';
export { findDataIssues, type Quality, type QualityInput } from './findings.ts';
export { findLabelErrors, type LabelError, type LabelErrors, type LabelErrorsOptions } from './labelErrors.ts';
export { visitNearPairs } from './nearPairs.ts';
export { findOverlaps, intersectionOverUnion, type Overlap } from './overlaps.ts';
export { differenceHash, type Hash64, hammingDistance } from './perceptualHash.ts';
export { shrink, shrinkToBytes } from './shrink.ts';
export { makeThumbnail, thumbnailDifference } from './thumbnail.ts';
