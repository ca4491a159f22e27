// Validation of numeric options; errors name the function, the option and the value.
import { ModelError } from '../modelError.ts';

type Options = Readonly<Record<string, number>>;

function check(owner: string, options: Options, holds: (value: number) => boolean, what: string): void {
  for (const [name, value] of Object.entries(options)) {
    if (!holds(value)) throw new ModelError(`${owner}: ${name} must be ${what}, got ${value}`);
  }
}

/**
 * @throws ModelError unless every value is above 0 and finite
 * @example checkPositive('adam', { epsilon }); // adam: epsilon must be above 0, got -1
 */
export function checkPositive(owner: string, options: Options): void {
  check(owner, options, (value) => value > 0, 'above 0');
  check(owner, options, Number.isFinite, 'finite');
}

/** @throws ModelError unless every value is at least 0 and finite */
export function checkNotNegative(owner: string, options: Options): void {
  check(owner, options, (value) => value >= 0, 'at least 0');
  check(owner, options, Number.isFinite, 'finite');
}

/** @throws ModelError unless every value is in [0, 1) */
export function checkFraction(owner: string, options: Options): void {
  check(owner, options, (value) => value >= 0 && value < 1, 'at least 0 and below 1');
}

/** @throws ModelError unless every value is a whole number of at least `min` */
export function checkWhole(owner: string, options: Options, min: number): void {
  check(owner, options, (value) => Number.isSafeInteger(value) && value >= min, `a whole number of at least ${min}`);
}
