// Classifies windows of a screenshot as object or background by the features of a trained model.
import type { Box } from '../dataset/index.ts';
import { intersectionOverUnion } from '../quality/index.ts';
import type { ImageFeatures } from './featureExtractor.ts';

/** An annotated image: windows, their features, and the annotated boxes. */
export interface AnnotatedWindows {
  windows: readonly Box[];
  features: readonly ImageFeatures[];
  boxes: readonly Box[];
}

/** Minimum IoU with a box for an object window, and maximum for background; windows in between are not used. */
const MIN_OBJECT_IOU = 0.4;
const MAX_BACKGROUND_IOU = 0.2;
/** Gradient descent. */
const STEPS = 300;
const LEARNING_RATE = 1;
const WEIGHT_DECAY = 1e-3;
/** Maximum IoU of two chosen windows, and minimum probability of all but the first. */
const MAX_CHOSEN_IOU = 0.2;
const MIN_PROBABILITY = 0.5;

const maxIou = (window: Box, boxes: readonly Box[]): number =>
  boxes.reduce((max, box) => Math.max(max, intersectionOverUnion(box, window)), 0);

/** Builds one row per window: its features, and their difference from the mean over the windows of the image. */
function toRows(features: readonly ImageFeatures[]): Float64Array[] {
  const rows = features.map(({ feature, probabilities }) => [
    ...feature,
    ...Array.from(probabilities, (value) => Math.log(value + 1e-6)),
  ]);
  const length = rows[0]?.length ?? 0;
  const mean = Array.from({ length }, (_, i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length);
  return rows.map((row) => {
    const differences = row.map((value, i) => value - (mean[i] ?? 0));
    return Float64Array.from([...row, ...differences, ...differences.map(Math.abs)]);
  });
}

const dot = (weights: Float64Array, row: Float64Array): number => {
  let sum = weights[row.length] ?? 0;
  for (let i = 0; i < row.length; i += 1) sum += (weights[i] ?? 0) * (row[i] ?? 0);
  return sum;
};

/** Returns for each window of an image the probability that it contains an object, assuming balanced classes. */
export type Objectness = (features: readonly ImageFeatures[]) => number[];

/**
 * Fits an object classifier on the windows of annotated images: logistic regression with balanced classes on the
 * features of the model, similar to the linear classifier of R-CNN (Girshick, Donahue, Darrell and Malik 2014).
 * Gradient descent starts at zero, so the result is deterministic.
 *
 * @returns undefined without object windows or without background windows
 */
export function fitObjectness(images: readonly AnnotatedWindows[]): Objectness | undefined {
  const rows: Float64Array[] = [];
  const isObject: boolean[] = [];
  for (const { windows, features, boxes } of images)
    for (const [index, row] of toRows(features).entries()) {
      const window = windows[index];
      if (window === undefined) continue;
      const iou = maxIou(window, boxes);
      if (iou > MAX_BACKGROUND_IOU && iou < MIN_OBJECT_IOU) continue;
      rows.push(row);
      isObject.push(iou >= MIN_OBJECT_IOU);
    }
  const objects = isObject.filter(Boolean).length;
  const length = rows[0]?.length ?? 0;
  if (objects === 0 || objects === rows.length) return undefined;
  const mean = Array.from({ length }, (_, i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length);
  const scale = mean.map((center, i) => {
    const deviation = Math.sqrt(rows.reduce((sum, row) => sum + ((row[i] ?? 0) - center) ** 2, 0) / rows.length);
    return deviation > 1e-12 ? 1 / deviation : 0;
  });
  const standardize = (row: Float64Array): Float64Array =>
    row.map((value, i) => (value - (mean[i] ?? 0)) * (scale[i] ?? 0));
  const scaled = rows.map(standardize);
  const weights = new Float64Array(length + 1);
  const sampleWeight = (isPositive: boolean): number => 0.5 / (isPositive ? objects : rows.length - objects);
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = weights.map((weight, i) => (i < length ? WEIGHT_DECAY * weight : 0));
    for (const [index, row] of scaled.entries()) {
      const isPositive = isObject[index] === true;
      const error = (sigmoid(dot(weights, row)) - (isPositive ? 1 : 0)) * sampleWeight(isPositive);
      for (let i = 0; i < length; i += 1) gradient[i] = (gradient[i] ?? 0) + error * (row[i] ?? 0);
      gradient[length] = (gradient[length] ?? 0) + error;
    }
    for (let i = 0; i <= length; i += 1) weights[i] = (weights[i] ?? 0) - LEARNING_RATE * (gradient[i] ?? 0);
  }
  return (features) => toRows(features).map((row) => sigmoid(dot(weights, standardize(row))));
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/**
 * Chooses the windows most likely to contain an object, without overlaps (greedy non-maximum suppression).
 *
 * @param probabilities one per window
 * @param max maximum number of windows; all but the first have a probability of at least 0.5
 * @returns indices of the windows, most likely first
 */
export function chooseWindows(windows: readonly Box[], probabilities: readonly number[], max: number): number[] {
  const order = windows.map((_, index) => index);
  order.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b);
  const chosen: number[] = [];
  for (const index of order) {
    const window = windows[index];
    if (window === undefined || chosen.length >= max) break;
    if (chosen.length > 0 && (probabilities[index] ?? 0) < MIN_PROBABILITY) break;
    const isApart = chosen.every((other) => intersectionOverUnion(windows[other] ?? window, window) < MAX_CHOSEN_IOU);
    if (isApart) chosen.push(index);
  }
  return chosen;
}
