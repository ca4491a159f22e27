// The counts of one epoch or one evaluation, sample by sample; created for each, so no state leaks between models.
import type { LossForm } from '../losses/index.ts';
import { argmax, type ClassCount, type MetricName, metricValues, rankOf, ratio } from '../metrics/index.ts';
import { ModelError } from '../modelError.ts';
import { ScoreLog } from './scoreLog.ts';
import { fieldsOf, type StateObject } from './stateFields.ts';

/** What a model predicts, which says how its samples are counted. */
export interface Prediction {
  kind: LossForm['kind'];
  /** Outputs of the model. */
  outputs: number;
}

export class MetricCounts {
  readonly #prediction: Prediction;
  // One class a picture, or several labels of which each counts for itself.
  readonly #exclusive: boolean;
  #samples = 0;
  #loss = 0;
  // Decisions are pictures, or labels of pictures.
  #decisions = 0;
  #right = 0;
  readonly #classes: ClassCount[];
  #aboveHalf = 0;
  #aboveHalfRight = 0;
  #positives = 0;
  // Samples by the rank of their class.
  #ranks: number[];
  readonly #log: ScoreLog | undefined;
  // Row by row, where it is asked for.
  #confusion: number[][] | undefined;

  /** @param names what `values` will be asked for: `auc` needs to know, as it keeps every probability */
  constructor(prediction: Prediction, names: readonly MetricName[] = []) {
    const { kind, outputs } = prediction;
    this.#prediction = prediction;
    this.#exclusive = kind === 'categorical' || outputs === 1;
    const classes = kind === 'binary' && outputs === 1 ? 2 : outputs;
    this.#classes = Array.from({ length: classes }, () => ({ hits: 0, predicted: 0, support: 0 }));
    this.#ranks = new Array<number>(kind === 'categorical' ? classes : 0).fill(0);
    this.#log = names.includes('auc') ? new ScoreLog(outputs) : undefined;
  }

  /** Counts what is taken for what, too, from now on; not where each picture has several labels. */
  keepConfusion(): void {
    const classes = this.#classes.length;
    if (this.#exclusive) this.#confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  }

  /** Rows are true classes, columns predicted ones; undefined where it was not asked for or each picture has several labels. */
  get confusion(): number[][] | undefined {
    return this.#confusion?.map((row) => [...row]);
  }

  /**
   * Counts a sample.
   *
   * @param labels its class number, or 0 or 1 for each sigmoid
   * @param loss times the sample's weight
   */
  add(probabilities: ArrayLike<number>, labels: ArrayLike<number>, loss: number): void {
    const { kind, outputs } = this.#prediction;
    const isTrue =
      kind === 'categorical' ? (output: number) => labels[0] === output : (output: number) => labels[output] === 1;
    if (this.#exclusive) {
      const predicted = kind === 'categorical' ? argmax(probabilities) : Number((probabilities[0] ?? 0) > 0.5);
      this.#countClass(predicted, labels[0] ?? -1);
    } else {
      for (let i = 0; i < outputs; i++) this.#countLabel(i, (probabilities[i] ?? 0) > 0.5, isTrue(i));
    }
    if (kind === 'categorical') {
      const rank = rankOf(probabilities, labels[0] ?? 0);
      this.#ranks[rank] = (this.#ranks[rank] ?? 0) + 1;
    }
    for (let i = 0; i < outputs; i++) {
      const positive = isTrue(i);
      if (positive) this.#positives += 1;
      if ((probabilities[i] ?? 0) <= 0.5) continue;
      this.#aboveHalf += 1;
      if (positive) this.#aboveHalfRight += 1;
    }
    this.#log?.add(probabilities, isTrue);
    this.#samples += 1;
    this.#loss += loss;
  }

  #countClass(predicted: number, label: number): void {
    const [said, is] = [this.#classes[predicted], this.#classes[label]];
    if (is === undefined) throw new ModelError(`label ${label} is not below ${this.#classes.length} classes`);
    if (said !== undefined) said.predicted += 1;
    is.support += 1;
    const row = this.#confusion?.[label];
    if (row !== undefined) row[predicted] = (row[predicted] ?? 0) + 1;
    this.#decisions += 1;
    if (predicted !== label) return;
    is.hits += 1;
    this.#right += 1;
  }

  #countLabel(output: number, predicted: boolean, positive: boolean): void {
    const counts = this.#classes[output];
    if (counts === undefined) return;
    if (predicted) counts.predicted += 1;
    if (positive) counts.support += 1;
    if (predicted && positive) counts.hits += 1;
    this.#decisions += 1;
    if (predicted === positive) this.#right += 1;
  }

  /** Adds to the sum of losses what is not of one sample: the weights' penalty, once for each sample. */
  addPenalty(penalty: number, samples: number): void {
    this.#loss += penalty * samples;
  }

  /** The sum of losses over the number of samples: weights do not divide it, as in Keras. */
  get loss(): number {
    return ratio(this.#loss, this.#samples);
  }

  values(names: readonly MetricName[]): Record<string, number> {
    return metricValues(names, {
      classes: this.#classes,
      decisions: this.#decisions,
      correct: this.#right,
      samples: this.#samples,
      ranks: this.#ranks,
      aboveHalf: this.#aboveHalf,
      aboveHalfCorrect: this.#aboveHalfRight,
      positives: this.#positives,
      auc: () => {
        if (this.#log === undefined) throw new ModelError('auc: name it when the counts are made');
        return this.#log.auc();
      },
    });
  }

  /** All counts, from which `restore` continues. */
  state(): StateObject {
    return {
      samples: this.#samples,
      loss: this.#loss,
      decisions: this.#decisions,
      right: this.#right,
      hits: this.#classes.map(({ hits }) => hits),
      predicted: this.#classes.map(({ predicted }) => predicted),
      support: this.#classes.map(({ support }) => support),
      aboveHalf: this.#aboveHalf,
      aboveHalfRight: this.#aboveHalfRight,
      positives: this.#positives,
      ranks: [...this.#ranks],
      log: this.#log?.state() ?? null,
    };
  }

  /** @throws ModelError for a state of a model with another number of classes, or with other metrics */
  restore(state: unknown): void {
    const fields = fieldsOf('metrics', state);
    const lists = (['hits', 'predicted', 'support'] as const).map((name) => fields.numbers(name));
    const ranks = fields.numbers('ranks');
    if (lists.some(({ length }) => length !== this.#classes.length) || ranks.length !== this.#ranks.length) {
      throw new ModelError(`training state: the metrics' counts are not of ${this.#classes.length} classes`);
    }
    this.#samples = fields.count('samples');
    this.#loss = fields.number('loss');
    this.#decisions = fields.count('decisions');
    this.#right = fields.count('right');
    this.#classes.forEach((counts, c) => {
      const [hits, predicted, support] = lists.map((list) => list[c] ?? 0);
      Object.assign(counts, { hits, predicted, support });
    });
    this.#aboveHalf = fields.count('aboveHalf');
    this.#aboveHalfRight = fields.count('aboveHalfRight');
    this.#positives = fields.count('positives');
    this.#ranks = ranks;
    if (this.#log === undefined) return;
    const log = fieldsOf('metrics', fields.value('log'));
    this.#log.restore(log.floats('scores'), log.integers('labels'));
  }
}
