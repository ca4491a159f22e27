// For pages: `toonvision/page`. Nothing here needs Node.
export {
  Classifier,
  type Guess,
  type Labels,
  makeClassifier,
  openClassifier,
  type PixelBox,
  type Pixels,
} from './classifier.ts';
