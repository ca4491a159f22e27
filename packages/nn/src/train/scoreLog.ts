// Every probability and label of an epoch, which the area under the ROC curve needs.
import { macroAuc } from '../metrics/index.ts';
import { ModelError } from '../modelError.ts';

/** Grows by `outputs` probabilities and as many labels 0 or 1 a sample. */
export class ScoreLog {
  readonly #outputs: number;
  #scores: number[] = [];
  #labels: number[] = [];

  constructor(outputs: number) {
    this.#outputs = outputs;
  }

  add(probabilities: ArrayLike<number>, isTrue: (output: number) => boolean): void {
    for (let i = 0; i < this.#outputs; i++) {
      this.#scores.push(probabilities[i] ?? 0);
      this.#labels.push(isTrue(i) ? 1 : 0);
    }
  }

  /** The mean over the outputs. */
  auc(): number {
    const columns = Array.from({ length: this.#outputs }, (_, output) => {
      const own = (_: number, i: number) => i % this.#outputs === output;
      return { scores: this.#scores.filter(own), labels: this.#labels.filter(own) };
    });
    return macroAuc(columns);
  }

  /** Probabilities are float32, so nothing is lost. */
  state(): { scores: Float32Array; labels: Int32Array } {
    return { scores: Float32Array.from(this.#scores), labels: Int32Array.from(this.#labels) };
  }

  restore(scores: Float32Array, labels: Int32Array): void {
    if (scores.length !== labels.length || scores.length % this.#outputs !== 0) {
      throw new ModelError('training state: the probabilities kept for auc do not fit the model');
    }
    this.#scores = Array.from(scores);
    this.#labels = Array.from(labels);
  }
}
