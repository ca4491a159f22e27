// One prediction: what a sample is, what the model says, how sure it is; and the wrong ones among many.

export interface Prediction {
  /** Stable id of the sample. */
  id: string;
  /** The crop or picture, as a path within the project. */
  file: string;
  /** Name of the true class. */
  true: string;
  /** Name of the class with the highest probability; the first of several. */
  predicted: string;
  /** One probability a class, in class order; they sum to 1. */
  probabilities: number[];
}

/** The probability of the predicted class, 0 to 1. */
export function confidence(prediction: Pick<Prediction, 'probabilities'>): number {
  return Math.max(...prediction.probabilities);
}

/**
 * The wrong predictions, the most confident first: those are the ones worth a look. Equal ones keep the order of ids.
 *
 * @example
 * for (const { file, true: truth, predicted } of wrongSamples(predictions)) console.log(file, truth, predicted);
 */
export function wrongSamples<P extends Prediction>(predictions: readonly P[]): P[] {
  return predictions
    .filter((prediction) => prediction.true !== prediction.predicted)
    .sort((a, b) => confidence(b) - confidence(a) || (a.id < b.id ? -1 : 1));
}

/**
 * Splits a flat table of probabilities into predictions.
 *
 * @param probabilities `[count, classes]` flattened
 * @returns per row the index of the highest probability (the first of several) and the row
 */
export function predictedLabels(
  probabilities: ArrayLike<number>,
  classes: number,
): { label: number; probabilities: number[] }[] {
  const count = probabilities.length / classes;
  return Array.from({ length: count }, (_, row) => {
    const values = Array.from({ length: classes }, (_, column) => probabilities[row * classes + column] ?? 0);
    return { label: values.indexOf(Math.max(...values)), probabilities: values };
  });
}
