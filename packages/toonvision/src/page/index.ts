// Entry point `toonvision/page` for web pages; free of Node.

// Imports single files: the index.ts of these folders need Node's file system and image decoders.
export { type ConfusionMatrix, confusionMatrix } from '../evaluation/confusionMatrix.ts';
export {
  EVALUATION_METRICS,
  type EvaluationMetric,
  formatMetric,
  formatMetrics,
} from '../evaluation/metrics.ts';
export { builtInModels } from '../models/builtInModels.ts';
export { type ImageFacts, type NearPair, nearDuplicates } from '../quality/duplicates.ts';
export { differenceHash, type Hash64 } from '../quality/perceptualHash.ts';
export { makeThumbnail } from '../quality/thumbnail.ts';
export { Classifier, type ClassProbability, createClassifier, type Labels, openClassifier } from './classifier.ts';
export { type InputSize, opaquePixels, type PixelBox, type Pixels, renderPixels } from './renderPixels.ts';
