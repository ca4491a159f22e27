// Augmentation in the load step: one operation a layer, in the order of the chain.
export { blurOperation, pixelateOperation } from './coarsen.ts';
export { erasingOperation } from './erase.ts';
export { drawFlip, flipOperation } from './flip.ts';
export { fogOperation } from './fog.ts';
export {
  type Augmentation,
  type Bench,
  Chance,
  type DrawnOperation,
  type FillMode,
  type FillSpec,
  type FlipMode,
  type Interpolation,
  type Operation,
  type Range,
} from './operation.ts';
export { brightnessOperation, contrastOperation, rescalingOperation } from './tone.ts';
export { rotationOperation, translationOperation, zoomOperation } from './warp.ts';
