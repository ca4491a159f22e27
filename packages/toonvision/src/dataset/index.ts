// The dataset of a project: samples with their provenance, crops, splits, and the pixels a model trains on.
export { type Extraction, type ExtractOptions, extract } from './extract.ts';
export { type BoxFault, fitBox } from './fitBox.ts';
export { decodePicture, type Picture, renderInput } from './picture.ts';
export { openPixelCache, type PixelCache, type PixelCacheOptions } from './pixelCache.ts';
export { formatProblem, type Problem, type ProblemKind } from './problem.ts';
export { parseVoc, readVoc, type VocAnnotation, type VocObject } from './readVoc.ts';
export { attributeOf, type Box, fingerprintSamples, readSamples, type Sample, writeSamples } from './sample.ts';
export { type ClassWarning, selectTarget, type TargetSelection } from './selectTarget.ts';
export { countParts, type Split, type SplitOptions, samplesOf, split } from './split.ts';
export { type AuditFormat, type AuditRow, auditSplit, formatSplitAudit, type SplitAudit } from './splitAudit.ts';
export { readSplit, writeSplit } from './splitFile.ts';
export { PARTS, type Part, type PartCounts } from './splitRows.ts';
