// The dataset of a project: samples with their provenance, crops, splits, and the pixels a model trains on.
export {
  ADDITIONS_FILE,
  type Addition,
  type AdditionRequest,
  addObjects,
  readAdditions,
  undoAddition,
} from './additions.ts';
export { boxSchema } from './boxSchema.ts';
export { type DatasetChanges, findChanges } from './changes.ts';
export {
  addEdit,
  applyEdits,
  type Edit,
  type EditRequest,
  editRequestSchema,
  editsFile,
  readEdits,
  undoEdit,
} from './edits.ts';
export { type Extraction, type ExtractOptions, extract } from './extract.ts';
export { type BoxFault, type FitOptions, fitBox, pixelBox, withMargin } from './fitBox.ts';
export { GIVEN_PIXELS_FILE, type GivenPixels, givenPixels } from './givenPixels.ts';
export { checkLabel } from './labels.ts';
export { PARTS, type Part, type PartCounts } from './parts.ts';
export { decodePicture, type Picture, renderInput, resizeCrop } from './picture.ts';
export { type PixelDimensions, pictureSize } from './pictureSize.ts';
export { openPixelCache, type PixelCache, type PixelCacheOptions } from './pixelCache.ts';
export { takeLock } from './pixelLock.ts';
export { formatProblem, type Problem, type ProblemKind } from './problem.ts';
export {
  attributeOf,
  type Box,
  fingerprintSamples,
  readExtractedSamples,
  readSamples,
  regionOf,
  type Sample,
  writeSamples,
} from './sample.ts';
export { type ClassWarning, selectTarget, type TargetSelection } from './selectTarget.ts';
export {
  type CocoFile,
  describeSource,
  detectKinds,
  type FileTree,
  isLabelled,
  type Manifest,
  openSource,
  openSourceOf,
  type PictureAnnotation,
  parseCoco,
  parseManifest,
  parseVoc,
  parseYolo,
  parseYoloNames,
  projectPath,
  readTree,
  readVoc,
  type Source,
  type SourceObject,
  type SourcePicture,
  sourceKind,
  sourceNames,
  type VocAnnotation,
  type VocObject,
} from './sources/index.ts';
export { countParts, type Split, type SplitOptions, samplesOf, split } from './split.ts';
export { type AuditFormat, type AuditRow, auditSplit, formatSplitAudit, type SplitAudit } from './splitAudit.ts';
export { foldsFolder, previousFolds, readPreviousSplit, readSplit, writeFolds, writeSplit } from './splitFile.ts';
export { type Fold, type FoldOptions, type LeaveOneOutOptions, splitFolds, splitLeaveOneOut } from './splitFolds.ts';
export { readTestList } from './testList.ts';
