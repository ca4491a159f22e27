// Pictures with their labels and weights, checked against the model before any work starts.
import type { ImageSource } from '../execute/index.ts';
import { describeShape, type Shape } from '../layers/index.ts';
import type { Loss, LossForm } from '../losses/index.ts';
import { ModelError } from '../modelError.ts';
import type { LabelledImages } from './fitPlan.ts';
import { labelNumbers } from './labels.ts';
import { type ClassWeight, sampleFactors } from './sampleWeights.ts';

/** Pictures with their labels. */
export interface Data {
  images: ImageSource;
  /**
   * Class numbers; one-hot rows with the categorical loss; either with the categorical focal one; 0 or 1 for each output
   * with the binary ones.
   */
  labels: ArrayLike<number>;
  /** A factor of each picture's loss, at least 0; default 1. Metrics are not weighted. */
  sampleWeight?: ArrayLike<number>;
}

/** @throws ModelError for pictures of another size than the model takes, and for none at all */
export function checkImages(images: ImageSource, inputShape: Shape): void {
  if (describeShape(images.shape) !== describeShape(inputShape)) {
    const expected = describeShape(inputShape);
    throw new ModelError(`pictures are ${describeShape(images.shape)}, the model takes ${expected}`);
  }
  if (images.count === 0) throw new ModelError('there is no picture');
}

/** @throws ModelError for pictures, labels or weights that do not fit */
export function labelledImages(
  { images, labels, sampleWeight }: Data,
  model: { inputShape: Shape; outputs: number; loss: Loss; kind: LossForm['kind'] },
  classWeight?: ClassWeight,
): LabelledImages {
  const { inputShape, outputs, loss, kind } = model;
  checkImages(images, inputShape);
  const numbers = labelNumbers(labels, images.count, outputs, loss);
  const exclusive = kind === 'categorical' || outputs === 1;
  const weights = sampleFactors(
    { sampleWeight, classWeight },
    images.count,
    exclusive ? numbers : undefined,
    kind === 'categorical' ? outputs : 2,
  );
  return { images, labels: numbers, weights };
}
