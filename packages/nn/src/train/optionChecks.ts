// Checks of numeric options; each error names the function, the option and the value.
import { ModelError } from '../modelError.ts';

type Options = Readonly<Record<string, number>>;

function need(owner: string, options: Options, holds: (value: number) => boolean, what: string): void {
  for (const [name, value] of Object.entries(options)) {
    if (!holds(value)) throw new ModelError(`${owner}: ${name} must be ${what}, got ${value}`);
  }
}

/**
 * @throws ModelError unless every value is above 0 and finite
 * @example needPositive('adam', { epsilon }); // adam: epsilon must be above 0, got -1
 */
export function needPositive(owner: string, options: Options): void {
  need(owner, options, (value) => value > 0, 'above 0');
  need(owner, options, Number.isFinite, 'finite');
}

/** @throws ModelError unless every value is at least 0 and finite */
export function needNotNegative(owner: string, options: Options): void {
  need(owner, options, (value) => value >= 0, 'at least 0');
  need(owner, options, Number.isFinite, 'finite');
}

/** @throws ModelError unless every value is in [0, 1) */
export function needFraction(owner: string, options: Options): void {
  need(owner, options, (value) => value >= 0 && value < 1, 'at least 0 and below 1');
}

/** @throws ModelError unless every value is a whole number of at least `least` */
export function needWhole(owner: string, options: Options, least: number): void {
  need(owner, options, (value) => Number.isSafeInteger(value) && value >= least, `a whole number of at least ${least}`);
}
