// The learning rate of one run: counts the steps of a schedule, or keeps the number that callbacks set.
import { ModelError } from '../modelError.ts';
import { needNotNegative } from './optionChecks.ts';
import { type LearningRate, rateAt } from './schedule.ts';
import { fieldsOf, type StateObject } from './stateFields.ts';

/** Made for each run, so a rate that a callback lowered does not stay for the next one. */
export class RunRate {
  #rate: LearningRate;
  #step = 0;
  #last: number | undefined;

  constructor(rate: LearningRate) {
    this.#rate = rate;
  }

  /** The name of the schedule, if there is one. */
  get schedule(): string | undefined {
    return typeof this.#rate === 'number' ? undefined : this.#rate.name;
  }

  /** The rate of the last step taken; before the first that of the next. */
  get last(): number {
    return this.#last ?? this.next();
  }

  /** The rate of the next step. */
  next(): number {
    return rateAt(this.#rate, this.#step);
  }

  /** The rate of this step; the next call gives the next step's. */
  take(): number {
    const rate = this.next();
    this.#last = rate;
    this.#step += 1;
    return rate;
  }

  /** @throws ModelError for a rate below 0 or not finite, and where the rate follows a schedule */
  set(rate: number): void {
    needNotNegative('setLearningRate', { rate });
    if (typeof this.#rate !== 'number') {
      throw new ModelError(
        `the learning rate follows ${this.#rate.name} and cannot be set; give the optimizer a number`,
      );
    }
    this.#rate = rate;
  }

  /** Steps taken, and the rate as it is now unless it follows a schedule, which the optimizer holds. */
  state(): StateObject {
    return { step: this.#step, rate: typeof this.#rate === 'number' ? this.#rate : null, last: this.#last ?? null };
  }

  /** @throws ModelError for a damaged state, and one of a rate where there is a schedule or the reverse */
  restore(state: unknown): void {
    const fields = fieldsOf('learningRate', state);
    const rate = fields.numberOrNull('rate');
    if ((rate === null) !== (typeof this.#rate !== 'number')) {
      throw new ModelError('training state: learningRate: a schedule is there where a number was, or the reverse');
    }
    this.#step = fields.count('step');
    this.#last = fields.numberOrNull('last') ?? undefined;
    if (rate !== null) this.set(rate);
  }
}
