// The dataset of a project: samples with their provenance, crops, splits, and the pixels a model trains on.
export { SPLIT_NAMES, type SplitCounts, type SplitName } from '../annotations/index.ts';
export {
  ADDITIONS_FILE,
  type Addition,
  type AdditionRequest,
  addObjects,
  readAdditions,
  undoAddition,
} from './additions.ts';
export { type Box, boxSchema } from './boxSchema.ts';
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
export { type BoxError, explainBox, fitBox, pixelBox, withMargin } from './fitBox.ts';
export { GIVEN_PIXELS_FILE, type GivenPixels, givenPixels } from './givenPixels.ts';
export { decodeImage, renderInput, resizeCrop } from './image.ts';
export { type PixelDimensions, readImageSize } from './imageSize.ts';
export { checkLabel, type InvalidLabel, isLabel, type LabelCheck, requireLabel } from './labels.ts';
export { detectFormats, labelOfFolder, openSource, openSourceOf, type Source, sourceKind } from './openSource.ts';
export { openPixelCache, type PixelCache, type PixelCacheOptions } from './pixelCache.ts';
export { takeLock } from './pixelLock.ts';
export { formatProblem, type Problem, type ProblemKind } from './problem.ts';
export { projectPath, readTree } from './projectTree.ts';
export type { RgbImage } from './rgbImage.ts';
export {
  attributeOf,
  fingerprintSamples,
  regionOf,
  type Sample,
} from './sample.ts';
export { readExtractedSamples, readSamples, writeSamples } from './sampleFile.ts';
export { type ClassWarning, selectTarget, type TargetSelection } from './selectTarget.ts';
export { countSplits, type Split, type SplitOptions, samplesOf, split } from './split.ts';
export { type AuditFormat, type AuditRow, auditSplit, formatSplitAudit, type SplitAudit } from './splitAudit.ts';
export { foldsFolder, previousFolds, readPreviousSplit, readSplit, writeFolds, writeSplit } from './splitFile.ts';
export { type Fold, type FoldOptions, type LeaveOneOutOptions, splitFolds, splitLeaveOneOut } from './splitFolds.ts';
export { readTestList } from './testList.ts';
export { isLabeled } from './withAdditions.ts';
