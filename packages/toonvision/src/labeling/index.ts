// Pictures that are not annotated yet: which there are, which would help most, and writing down what is on them.
export { type Added, addImage } from './addImage.ts';
export { type Annotated, annotateImage, type LabeledObject, withdrawAnnotation } from './annotateImage.ts';
export { type Candidate, marginOf, type Ranked, type RankOptions, rankCandidates } from './rankCandidates.ts';
export { pictureEnding, storeImage } from './storeImage.ts';
export {
  type LabelSuggestion,
  type LabelSuggestions,
  type LabelSuggestOptions,
  suggestLabels,
} from './suggestLabels.ts';
export { findImages, type Pictures } from './unlabeled.ts';
