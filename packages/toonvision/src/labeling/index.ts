// Labeling: finding unlabeled images, ranking them by how much a label helps, and saving annotations.
export { type AddedImage, addImage } from './addImage.ts';
export { annotateImage, type LabeledObject, type SavedAnnotation, undoAnnotation } from './annotateImage.ts';
export { findImages, type ProjectImages } from './findImages.ts';
export {
  type Candidate,
  computeMargin,
  type RankCandidatesOptions,
  type RankedCandidate,
  rankCandidates,
} from './rankCandidates.ts';
export { detectImageExtension, storeImage } from './storeImage.ts';
export {
  type LabelSuggestion,
  type LabelSuggestions,
  type SuggestLabelsOptions,
  suggestLabels,
} from './suggestLabels.ts';
