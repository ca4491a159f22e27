// Entry point of the library: everything the command line does, as functions.

export {
  ANNOTATION_FORMATS,
  type AnnotatedImages,
  type AnnotationFormat,
  type CocoFile,
  describeSource,
  type FileTree,
  type FormatReader,
  type ImageAnnotation,
  type LabelNames,
  type Manifest,
  type OpenOptions,
  type ProblemPlace,
  parseCoco,
  parseManifest,
  parseVoc,
  parseYolo,
  parseYoloNames,
  readVoc,
  type Sidecar,
  type SourceImage,
  type SourceKind,
  type SourceObject,
  type VocAnnotation,
  type VocObject,
  type YoloNames,
} from './annotations/index.ts';
export * from './charts/index.ts';
export {
  type Config,
  type ConfigTarget,
  defineConfig,
  findTarget,
  type InputSize,
  type Interpolation,
  loadConfig,
  type OptimizerSettings,
  type Project,
  resolveConfig,
  type ScheduleSettings,
  type SplitSettings,
  type Target,
  type TrainSettings,
} from './config/index.ts';
export * from './dataset/index.ts';
export { type DrawTownOptions, drawTown, type TownSummary } from './demo/index.ts';
export { type ExitCode, InterruptedError, UserError, type UserErrorOptions } from './errors/index.ts';
export * from './evaluation/index.ts';
export * from './explain/index.ts';
export * from './exports/index.ts';
export * from './imports/index.ts';
export * from './init/index.ts';
export * from './inspect/index.ts';
export * from './labeling/index.ts';
export * from './models/index.ts';
export * from './quality/index.ts';
export * from './repeats/index.ts';
export * from './reports/index.ts';
export type { AugmentationSettings } from './settings/index.ts';
export * from './tensorboard/index.ts';
export * from './training/index.ts';
export * from './tuning/index.ts';
