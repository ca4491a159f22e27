// The learning rate of a run: follows a schedule step by step, or a number that callbacks can set.
import { ModelError } from '../modelError.ts';
import { checkNotNegative } from './optionChecks.ts';
import { type LearningRate, rateAt } from './schedule.ts';
import { fieldsOf, type StateObject } from './stateFields.ts';

/** Created for each run, so a rate set by a callback does not affect the next run. */
export class RunRate {
  #rate: LearningRate;
  #step = 0;
  #last: number | undefined;

  constructor(rate: LearningRate) {
    this.#rate = rate;
  }

  /** Name of the schedule, if there is one. */
  get schedule(): string | undefined {
    return typeof this.#rate === 'number' ? undefined : this.#rate.name;
  }

  /** Rate of the last step; before the first step, rate of the next one. */
  get last(): number {
    return this.#last ?? this.next();
  }

  /** Rate of the next step. */
  next(): number {
    return rateAt(this.#rate, this.#step);
  }

  /** Returns the rate of the next step and advances by one step. */
  take(): number {
    const rate = this.next();
    this.#last = rate;
    this.#step += 1;
    return rate;
  }

  /** @throws ModelError if the rate is below 0 or not finite, or follows a schedule */
  set(rate: number): void {
    checkNotNegative('setLearningRate', { rate });
    if (typeof this.#rate !== 'number') {
      throw new ModelError(
        `the learning rate follows ${this.#rate.name} and cannot be set; set learningRate of the optimizer to a number`,
      );
    }
    this.#rate = rate;
  }

  /** Number of steps, last rate, and the current rate unless it follows a schedule. */
  state(): StateObject {
    return { step: this.#step, rate: typeof this.#rate === 'number' ? this.#rate : null, last: this.#last ?? null };
  }

  /** @throws ModelError if the state is damaged, or has a number instead of a schedule or vice versa */
  restore(state: unknown): void {
    const fields = fieldsOf('learningRate', state);
    const rate = fields.numberOrNull('rate');
    if ((rate === null) !== (typeof this.#rate !== 'number')) {
      throw new ModelError('training state: learningRate: a schedule was replaced by a number or vice versa');
    }
    this.#step = fields.count('step');
    this.#last = fields.numberOrNull('last') ?? undefined;
    if (rate !== null) this.set(rate);
  }
}
