// Pictures that are not annotated yet: which there are, which would help most, and writing down what is on them.
export { type Added, addPicture } from './addPicture.ts';
export { type Annotated, annotatePicture, type LabelledObject, withdrawAnnotation } from './annotatePicture.ts';
export { type Candidate, marginOf, type Ranked, type RankOptions, rankCandidates } from './rankCandidates.ts';
export { pictureEnding, storePicture } from './storePicture.ts';
export {
  type LabelSuggestion,
  type LabelSuggestions,
  type LabelSuggestOptions,
  suggestLabels,
} from './suggestLabels.ts';
export { findPictures, type Pictures } from './unlabeled.ts';
