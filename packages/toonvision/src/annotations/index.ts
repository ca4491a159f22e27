// Annotation formats: Pascal VOC, YOLO, COCO, a folder per class, manifests, cropped files.
export { type CocoFile, parseCoco } from './coco.ts';
export { type FileTree, listFiles, makeTree, stemOf } from './fileTree.ts';
export {
  ANNOTATION_FORMATS,
  type AnnotationFormat,
  describeSource,
  formatOf,
  listFormats,
  SOURCE_KINDS,
  type SourceKind,
  WRITTEN_KIND,
} from './formats.ts';
export { type Manifest, parseManifest } from './manifestRows.ts';
export { readText } from './readText.ts';
export { parseVoc, readVoc, type VocAnnotation, type VocObject } from './readVoc.ts';
export type {
  AnnotatedImages,
  FormatReader,
  ImageAnnotation,
  LabelNames,
  OpenOptions,
  Sidecar,
  SourceImage,
  SourceObject,
} from './source.ts';
export type { ProblemPlace, SourceProblem } from './sourceProblem.ts';
export { SPLIT_NAMES, type SplitCounts, type SplitName } from './splitNames.ts';
export { parseYolo } from './yolo.ts';
export { parseYoloNames, type YoloNames } from './yoloNames.ts';
