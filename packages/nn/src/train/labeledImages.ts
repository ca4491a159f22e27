// Images with labels and weights, validated against the model before training starts.
import type { Chain } from '../chain.ts';
import type { ImageSource } from '../execute/index.ts';
import { describeShape, type Shape, sizeOf } from '../layers/index.ts';
import { ModelError } from '../modelError.ts';
import type { Compiled } from './compiled.ts';
import { labelNumbers } from './labels.ts';
import { type ClassWeight, sampleFactors } from './sampleWeights.ts';

/** Images with their labels. */
export interface Data {
  images: ImageSource;
  /**
   * Class numbers for the sparse categorical loss, one-hot rows for the categorical loss, either for the categorical
   * focal loss, and 0 or 1 per output for the binary losses.
   */
  labels: ArrayLike<number>;
  /** Factor of the loss per image, at least 0. Default: all 1. Metrics are not weighted. */
  sampleWeight?: ArrayLike<number>;
}

/** Images with labels as the workers take them. */
export interface LabeledImages {
  images: ImageSource;
  /** One class number per image, or 0 or 1 per output. */
  labels: Int32Array;
  /** Factor of the loss per image; undefined if all are 1. */
  weights?: Float64Array;
}

/** @throws ModelError if the images do not have the input shape of the model, or if there are none */
export function checkImages(images: ImageSource, inputShape: Shape): void {
  if (describeShape(images.shape) !== describeShape(inputShape)) {
    const expected = describeShape(inputShape);
    throw new ModelError(`expected images of shape ${expected}, got ${describeShape(images.shape)}`);
  }
  if (images.count === 0) throw new ModelError('expected at least one image, got none');
}

/** @throws ModelError if images, labels or weights do not fit the model */
export function labeledImages(
  { images, labels, sampleWeight }: Data,
  { inputShape, outputShape }: Chain,
  { loss, form: { kind } }: Compiled,
  classWeight?: ClassWeight,
): LabeledImages {
  checkImages(images, inputShape);
  const outputs = sizeOf(outputShape);
  const numbers = labelNumbers(labels, images.count, outputs, loss);
  const hasOneLabel = kind === 'categorical' || outputs === 1;
  const weights = sampleFactors(
    { sampleWeight, classWeight },
    images.count,
    hasOneLabel ? numbers : undefined,
    kind === 'categorical' ? outputs : 2,
  );
  return { images, labels: numbers, weights };
}
