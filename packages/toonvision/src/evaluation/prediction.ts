// One prediction: what a sample is, where it comes from, what the model says; and the wrong ones among many.
import { argmax } from '@toonvision/nn';
import { z } from 'zod';

const pixel = z.number();

/** Where a sample comes from. */
const provenanceSchema = z.object({
  /** Path of the screenshot within the project. */
  screenshot: z.string(),
  /** 1-based number of the object in the screenshot's annotation. */
  object: z.number(),
  label: z.string(),
  parts: z.record(z.string(), z.string()),
  street: z.string().nullable(),
  burst: z.string(),
  box: z.object({ xmin: pixel, ymin: pixel, xmax: pixel, ymax: pixel }),
  /** Which of `difficult`, `truncated` and `clamped` the annotation says. */
  flags: z.array(z.string()),
});
/** Where a predicted sample comes from: its screenshot, box, label and street. */
export type Provenance = z.output<typeof provenanceSchema>;

/** Reads a prediction from a line of predictions-*.jsonl. */
export const predictionSchema = z.object({
  /** Stable id of the sample. */
  id: z.string(),
  /** The crop or picture, as a path within the project. */
  file: z.string(),
  /** Name of the true class. */
  true: z.string(),
  /** Name of the class with the highest probability; the first of several. */
  predicted: z.string(),
  /** One probability a class, in class order; they sum to 1. */
  probabilities: z.array(z.number().min(0).max(1.000001)),
  /** Missing in files of the first version. */
  provenance: provenanceSchema.optional(),
});
/** What a model says of one sample, and what is true. */
export type Prediction = z.output<typeof predictionSchema>;

/** The probability of the predicted class, 0 to 1. */
export function confidence(prediction: Pick<Prediction, 'probabilities'>): number {
  return prediction.probabilities.reduce((most, value) => Math.max(most, value), 0);
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
    return { label: argmax(values), probabilities: values };
  });
}
