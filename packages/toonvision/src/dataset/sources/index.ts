// The kinds of annotated data: Pascal VOC, YOLO, COCO, a folder per class, manifests, cropped files.
export { type CocoFile, parseCoco } from './coco.ts';
export { type FileTree, projectPath, readTree, stemOf } from './fileTree.ts';
export { type Manifest, parseManifest } from './manifestRows.ts';
export { detectKinds, openSource, openSourceOf, sourceKind } from './openSource.ts';
export { type ReadTextOptions, readText } from './readText.ts';
export { parseVoc, readVoc, type VocAnnotation, type VocObject } from './readVoc.ts';
export {
  describeSource,
  type PictureAnnotation,
  type Source,
  type SourceObject,
  type SourcePicture,
  sourceNames,
} from './source.ts';
export { isLabelled, withAdditions } from './withAdditions.ts';
export { parseYolo } from './yolo.ts';
export { parseYoloNames, type YoloNames } from './yoloNames.ts';
