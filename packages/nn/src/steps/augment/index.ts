// Augmentation in the load step: one operation a layer, in the order of the chain.
import type { AugmentationSpec } from '../../layers/index.ts';
import { blurOperation, pixelateOperation } from './coarsen.ts';
import { erasingOperation } from './erase.ts';
import { flipOperation } from './flip.ts';
import { fogOperation } from './fog.ts';
import type { Bench, DrawnOperation } from './operation.ts';
import { brightnessOperation, contrastOperation } from './tone.ts';
import { rotationOperation, translationOperation, zoomOperation } from './warp.ts';

/** Lays out the operation of a layer; its name is that of its random stream. */
export function layOutAugmentation(bench: Bench, name: string, spec: AugmentationSpec): DrawnOperation {
  switch (spec.kind) {
    case 'randomFlip':
      return flipOperation(bench, name, spec);
    case 'randomRotation':
      return rotationOperation(bench, name, spec);
    case 'randomZoom':
      return zoomOperation(bench, name, spec);
    case 'randomTranslation':
      return translationOperation(bench, name, spec);
    case 'randomBrightness':
      return brightnessOperation(bench, name, spec);
    case 'randomContrast':
      return contrastOperation(bench, name, spec);
    case 'randomFog':
      return fogOperation(bench, name, spec);
    case 'randomBlur':
      return blurOperation(bench, name, spec);
    case 'randomPixelate':
      return pixelateOperation(bench, name, spec);
    case 'randomErasing':
      return erasingOperation(bench, name, spec);
  }
}

export { drawFlip } from './flip.ts';
export { type Bench, Chance, type Operation } from './operation.ts';
export { rescalingOperation } from './tone.ts';
