// Tells windows that hold an object from background, by what a run's model sees in them.
import type { Box } from '../dataset/index.ts';
import { intersectionOverUnion } from '../quality/index.ts';
import type { Look } from './features.ts';

/** What was seen in the windows of one picture, and the boxes that are known there. */
export interface SeenPicture {
  windows: readonly Box[];
  looks: readonly Look[];
  boxes: readonly Box[];
}

/** A window that overlaps a box so much holds an object; one below the second number holds none; between is left out. */
const HIT = 0.4;
const MISS = 0.2;
/** Gradient steps, their size, and the weight decay. */
const STEPS = 300;
const RATE = 1;
const DECAY = 1e-3;

const overlapWith = (window: Box, boxes: readonly Box[]): number =>
  boxes.reduce((most, box) => Math.max(most, intersectionOverUnion(box, window)), 0);

/** One row a window: what is seen in it, and how that differs from the picture's other windows. */
function describe(looks: readonly Look[]): Float64Array[] {
  const rows = looks.map(({ feature, probabilities }) => [
    ...feature,
    ...Array.from(probabilities, (value) => Math.log(value + 1e-6)),
  ]);
  const length = rows[0]?.length ?? 0;
  const mean = Array.from({ length }, (_, i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length);
  return rows.map((row) => {
    const away = row.map((value, i) => value - (mean[i] ?? 0));
    return Float64Array.from([...row, ...away, ...away.map(Math.abs)]);
  });
}

const dot = (weights: Float64Array, row: Float64Array): number => {
  let sum = weights[row.length] ?? 0;
  for (let i = 0; i < row.length; i += 1) sum += (weights[i] ?? 0) * (row[i] ?? 0);
  return sum;
};

/** Returns the probability that each window of a picture holds an object, both kinds counted as equally frequent. */
export type Objectness = (looks: readonly Look[]) => number[];

/**
 * Learns from annotated pictures which windows hold an object: a linear classifier over what the model sees in each, as R-CNN
 * has one over the features of its regions (Girshick, Donahue, Darrell and Malik 2014), here logistic regression with both
 * kinds weighted alike, by gradient descent from zero, so that the same pictures give the same answer.
 *
 * @returns undefined where the pictures hold no window on an object, or none beside them
 */
export function learnObjectness(pictures: readonly SeenPicture[]): Objectness | undefined {
  const rows: Float64Array[] = [];
  const isObject: boolean[] = [];
  for (const { windows, looks, boxes } of pictures)
    for (const [index, row] of describe(looks).entries()) {
      const window = windows[index];
      if (window === undefined) continue;
      const overlap = overlapWith(window, boxes);
      if (overlap > MISS && overlap < HIT) continue;
      rows.push(row);
      isObject.push(overlap >= HIT);
    }
  const objects = isObject.filter(Boolean).length;
  const length = rows[0]?.length ?? 0;
  if (objects === 0 || objects === rows.length) return undefined;
  const mean = Array.from({ length }, (_, i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length);
  const scale = mean.map((middle, i) => {
    const deviation = Math.sqrt(rows.reduce((sum, row) => sum + ((row[i] ?? 0) - middle) ** 2, 0) / rows.length);
    return deviation > 1e-12 ? 1 / deviation : 0;
  });
  const standard = (row: Float64Array): Float64Array =>
    row.map((value, i) => (value - (mean[i] ?? 0)) * (scale[i] ?? 0));
  const scaled = rows.map(standard);
  const weights = new Float64Array(length + 1);
  const share = (yes: boolean): number => 0.5 / (yes ? objects : rows.length - objects);
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = weights.map((weight, i) => (i < length ? DECAY * weight : 0));
    for (const [index, row] of scaled.entries()) {
      const yes = isObject[index] === true;
      const fault = (logistic(dot(weights, row)) - (yes ? 1 : 0)) * share(yes);
      for (let i = 0; i < length; i += 1) gradient[i] = (gradient[i] ?? 0) + fault * (row[i] ?? 0);
      gradient[length] = (gradient[length] ?? 0) + fault;
    }
    for (let i = 0; i <= length; i += 1) weights[i] = (weights[i] ?? 0) - RATE * (gradient[i] ?? 0);
  }
  return (looks) => describe(looks).map((row) => logistic(dot(weights, standard(row))));
}

const logistic = (value: number): number => 1 / (1 + Math.exp(-value));

/**
 * The windows that most probably hold an object, none over another, the likeliest first.
 *
 * @param probabilities one a window
 * @param most at most so many, and after the first only those of at least a half
 */
export function chooseWindows(windows: readonly Box[], probabilities: readonly number[], most: number): number[] {
  const order = windows.map((_, index) => index);
  order.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b);
  const chosen: number[] = [];
  for (const index of order) {
    const window = windows[index];
    if (window === undefined || chosen.length >= most) break;
    if (chosen.length > 0 && (probabilities[index] ?? 0) < 0.5) break;
    const isApart = chosen.every((other) => intersectionOverUnion(windows[other] ?? window, window) < 0.2);
    if (isApart) chosen.push(index);
  }
  return chosen;
}
