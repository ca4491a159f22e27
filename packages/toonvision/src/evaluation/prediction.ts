// A prediction with the provenance of its sample, and the misclassified samples among many.
import { argmax } from '@toonvision/nn';
import { z } from 'zod';

const pixel = z.number();

/** Screenshot, box, label and street of a sample. */
const provenanceSchema = z.object({
  /** Path of the screenshot relative to the project folder. */
  screenshot: z.string(),
  /** 1-based index of the object in the annotation of the screenshot. */
  object: z.number(),
  label: z.string(),
  parts: z.record(z.string(), z.string()),
  street: z.string().nullable(),
  burst: z.string(),
  box: z.object({ xmin: pixel, ymin: pixel, xmax: pixel, ymax: pixel }),
  /** Annotation flags: any of `difficult`, `truncated` and `clamped`. */
  flags: z.array(z.string()),
});
/** Where a predicted sample comes from: its screenshot, box, label and street. */
export type Provenance = z.output<typeof provenanceSchema>;

/** A line of predictions-*.jsonl. */
export const predictionSchema = z.object({
  /** Id of the sample. */
  id: z.string(),
  /** Path of the crop or image relative to the project folder. */
  file: z.string(),
  /** Name of the true class. */
  true: z.string(),
  /** Name of the class with the highest probability; the first one in case of ties. */
  predicted: z.string(),
  /** Probability of each class, in class order; they sum to 1. */
  probabilities: z.array(z.number().min(0).max(1.000001)),
  /** Missing in files of the first format version. */
  provenance: provenanceSchema.optional(),
});
/** Predicted and true class of a sample with the probabilities of all classes. */
export type Prediction = z.output<typeof predictionSchema>;

/** The probability of the predicted class, 0 to 1. */
export function confidence(prediction: Pick<Prediction, 'probabilities'>): number {
  return prediction.probabilities.reduce((max, value) => Math.max(max, value), 0);
}

/**
 * Returns the misclassified samples, most confident first; ties are sorted by id.
 *
 * @example
 * wrongSamples(predictions)[0]; // { id: 'ttc/a#1', true: 'bb', predicted: 'lb', ... }
 */
export function wrongSamples<P extends Prediction>(predictions: readonly P[]): P[] {
  return predictions
    .filter((prediction) => prediction.true !== prediction.predicted)
    .sort((a, b) => confidence(b) - confidence(a) || (a.id < b.id ? -1 : 1));
}

/**
 * Splits a flat array of probabilities into predicted labels and rows.
 *
 * @param probabilities flat array of shape `[count, classes]`
 * @returns for each row the index of the highest probability (the first one in case of ties) and the row
 */
export function predictedLabels(
  probabilities: ArrayLike<number>,
  classes: number,
): { label: number; probabilities: number[] }[] {
  const count = probabilities.length / classes;
  return Array.from({ length: count }, (_, row) => {
    const values = Array.from({ length: classes }, (_, column) => probabilities[row * classes + column] ?? 0);
    return { label: argmax(values), probabilities: values };
  });
}
