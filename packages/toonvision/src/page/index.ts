// For pages: `toonvision/page`. Nothing here needs Node.

// Past the doors of these rooms, which lead to files and decoders that a page has not.
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
export { Classifier, type Guess, type Labels, makeClassifier, openClassifier } from './classifier.ts';
export { type InputSize, opaquePixels, type PixelBox, type Pixels, renderPixels } from './renderPixels.ts';
