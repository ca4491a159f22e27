// Metrics of a classifier, counted sample by sample; made anew for each run, so no state leaks between models.
import { ModelError } from '../modelError.ts';
import { macroAuc } from './auc.ts';

/**
 * `precision`, `recall`, `f1`: by argmax, the mean over classes (macro); a class without predictions (samples) counts 0.
 * `precisionPerClass`, ...: the same for each class as `precision_0`, `precision_1`, ...
 * `thresholdedPrecision`, `thresholdedRecall`: micro over all probabilities above 0.5 (what Keras calls Precision and Recall).
 * `top2Accuracy`, ...: the share of samples whose class is among the so many most probable; of equal ones the first comes
 * first, as in `argmax`. 1 where there are no more classes than that.
 * `auc`: the area under the ROC curve, the mean over classes (one against the rest); keeps all probabilities meanwhile.
 */
export const metricNames = [
  'accuracy',
  'top2Accuracy',
  'top3Accuracy',
  'top5Accuracy',
  'auc',
  'precision',
  'recall',
  'f1',
  'precisionPerClass',
  'recallPerClass',
  'f1PerClass',
  'thresholdedPrecision',
  'thresholdedRecall',
] as const;

export type MetricName = (typeof metricNames)[number];

export interface ClassScores {
  precision: number[];
  recall: number[];
  f1: number[];
  /** Samples of each class. */
  support: number[];
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Precision, recall, F1 and support of each class from a confusion matrix (rows true, columns predicted). */
export function classScores(confusion: readonly (readonly number[])[]): ClassScores {
  const classes = confusion.map((_, c) => c);
  const hits = classes.map((c) => confusion[c]?.[c] ?? 0);
  const support = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const predicted = classes.map((c) => confusion.reduce((sum, row) => sum + (row[c] ?? 0), 0));
  const precision = classes.map((c) => ratio(hits[c] ?? 0, predicted[c] ?? 0));
  const recall = classes.map((c) => ratio(hits[c] ?? 0, support[c] ?? 0));
  const f1 = classes.map((c) => ratio(2 * (hits[c] ?? 0), (predicted[c] ?? 0) + (support[c] ?? 0)));
  return { precision, recall, f1, support };
}

/** Index of the largest value; the first of equal ones. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}

// Classes that come before `label` in the order of probability, 0 for the argmax.
function rankOf(probabilities: ArrayLike<number>, label: number): number {
  const own = probabilities[label] ?? 0;
  let rank = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const other = probabilities[i] ?? 0;
    if (other > own || (other === own && i < label)) rank += 1;
  }
  return rank;
}

/** Counts predictions of one epoch or one evaluation. */
export class MetricCounts {
  readonly #confusion: number[][];
  #hits = 0;
  #samples = 0;
  #loss = 0;
  #aboveHalf = 0;
  #aboveHalfRight = 0;
  // Samples by the rank of their class.
  readonly #ranks: number[];
  // Of each class the probability of each sample, and the samples' labels; only for `auc`.
  readonly #scores: number[][] | undefined;
  readonly #labels: number[] = [];

  /** @param names what `values` will be asked for: `auc` needs to know, as it keeps every probability */
  constructor(classes: number, names: readonly MetricName[] = []) {
    this.#ranks = new Array<number>(classes).fill(0);
    this.#scores = names.includes('auc') ? Array.from({ length: classes }, () => []) : undefined;
    this.#confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  }

  add(probabilities: Float32Array, label: number, loss: number): void {
    const predicted = argmax(probabilities);
    const row = this.#confusion[label];
    if (row === undefined) throw new ModelError(`label ${label} is not below ${this.#confusion.length} classes`);
    row[predicted] = (row[predicted] ?? 0) + 1;
    if (predicted === label) this.#hits += 1;
    const rank = rankOf(probabilities, label);
    this.#ranks[rank] = (this.#ranks[rank] ?? 0) + 1;
    if (this.#scores !== undefined) {
      this.#scores.forEach((scores, c) => {
        scores.push(probabilities[c] ?? 0);
      });
      this.#labels.push(label);
    }
    for (let i = 0; i < probabilities.length; i++) {
      if ((probabilities[i] ?? 0) <= 0.5) continue;
      this.#aboveHalf += 1;
      if (i === label) this.#aboveHalfRight += 1;
    }
    this.#samples += 1;
    this.#loss += loss;
  }

  get loss(): number {
    return ratio(this.#loss, this.#samples);
  }

  #within(first: number): number {
    const hits = this.#ranks.slice(0, first).reduce((sum, count) => sum + count, 0);
    return ratio(hits, this.#samples);
  }

  values(names: readonly MetricName[]): Record<string, number> {
    const scores = classScores(this.#confusion);
    const values: Record<string, number> = {};
    for (const name of names) {
      switch (name) {
        case 'accuracy':
          values[name] = ratio(this.#hits, this.#samples);
          break;
        case 'top2Accuracy':
          values[name] = this.#within(2);
          break;
        case 'top3Accuracy':
          values[name] = this.#within(3);
          break;
        case 'top5Accuracy':
          values[name] = this.#within(5);
          break;
        case 'auc':
          if (this.#scores === undefined) throw new ModelError('auc: name it when the counts are made');
          values[name] = macroAuc(this.#scores, this.#labels);
          break;
        case 'precision':
        case 'recall':
        case 'f1':
          values[name] = mean(scores[name]);
          break;
        case 'precisionPerClass':
        case 'recallPerClass':
        case 'f1PerClass': {
          const short = name === 'precisionPerClass' ? 'precision' : name === 'recallPerClass' ? 'recall' : 'f1';
          scores[short].forEach((value, c) => {
            values[`${short}_${c}`] = value;
          });
          break;
        }
        case 'thresholdedPrecision':
          values[name] = ratio(this.#aboveHalfRight, this.#aboveHalf);
          break;
        case 'thresholdedRecall':
          values[name] = ratio(this.#aboveHalfRight, this.#samples);
          break;
      }
    }
    return values;
  }
}
