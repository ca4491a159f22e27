// Calibration: how well the confidence of predictions matches their accuracy.
import { type Interval, wilsonInterval } from './wilsonInterval.ts';

/** A confidence bin of the reliability diagram. */
export interface CalibrationBin {
  /** The bin holds confidences above `low` (the first bin: from 0) up to and including `high`. */
  low: number;
  high: number;
  count: number;
  /** Mean confidence; null in an empty bin. */
  confidence: number | null;
  /** Share of correct predictions; null in an empty bin. */
  accuracy: number | null;
  /** Wilson 95% interval of the accuracy. */
  interval: Interval;
}

/** Reliability diagram and calibration errors. */
export interface Calibration {
  bins: CalibrationBin[];
  /** Expected calibration error: mean gap between confidence and accuracy, weighted by the counts of the bins. */
  ece: number;
  /** Maximum calibration error: largest gap of a bin that has samples. */
  mce: number;
}

/**
 * Computes the reliability diagram with bins of equal width, like scikit-learn's `calibration_curve`. Source: Guo,
 * Pleiss, Sun, Weinberger, "On calibration of modern neural networks" (ICML 2017).
 *
 * @param confidences probability of the predicted class of each sample, 0 to 1
 * @param correct whether each prediction is correct
 * @param bins number of bins, default 10
 * @throws RangeError if the lengths differ or a confidence is not between 0 and 1
 *
 * @example
 * calibration([0.9, 0.9, 0.6], [true, false, true]).ece; // 0.4
 */
export function calibration(
  confidences: readonly number[],
  correct: readonly boolean[],
  { bins = 10 }: { bins?: number } = {},
): Calibration {
  if (confidences.length !== correct.length) {
    throw new RangeError(`calibration() samples: ${confidences.length} confidences but ${correct.length} outcomes`);
  }
  const step = 1 / bins;
  // The last edge is exactly 1, whatever the rounding of the others.
  const edge = (index: number) => (index === bins ? 1 : index * step);
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, correct: 0 }));
  for (const [sample, confidence] of confidences.entries()) {
    // Float32 probabilities may exceed 1 by a rounding error.
    if (!(confidence >= 0 && confidence <= 1 + 1e-6)) {
      throw new RangeError(`calibration() confidence ${confidence} of sample ${sample} is not between 0 and 1`);
    }
    let index = Math.min(bins - 1, Math.floor(confidence * bins));
    while (index > 0 && confidence <= edge(index)) index -= 1;
    while (index < bins - 1 && confidence > edge(index + 1)) index += 1;
    const bin = sums[index];
    if (bin === undefined) continue;
    bin.count += 1;
    bin.confidence += confidence;
    if (correct[sample] === true) bin.correct += 1;
  }
  let ece = 0;
  let mce = 0;
  const table = sums.map((bin, index): CalibrationBin => {
    const confidence = bin.count === 0 ? null : bin.confidence / bin.count;
    const accuracy = bin.count === 0 ? null : bin.correct / bin.count;
    const gap = Math.abs((accuracy ?? 0) - (confidence ?? 0));
    ece += (bin.count * gap) / Math.max(1, confidences.length);
    mce = Math.max(mce, gap);
    const interval = wilsonInterval(bin.correct, bin.count);
    return { low: edge(index), high: edge(index + 1), count: bin.count, confidence, accuracy, interval };
  });
  return { bins: table, ece, mce };
}
