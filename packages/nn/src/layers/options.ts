// Checks for layer options; each returns the value or throws a ModelError that names the layer and the option.
import { type ActivationName, activationNames } from '../activationName.ts';
import { ModelError } from '../modelError.ts';

/** Checks that an option is an integer of at least `least`. */
export function wholeNumber(layer: string, option: string, value: unknown, least = 1): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least) {
    throw new ModelError(`${layer}: ${option} must be a whole number of at least ${least}, got ${String(value)}`);
  }
  return value;
}

/** Checks that an option is one of a few words. */
export function oneOf<Word extends string>(
  layer: string,
  option: string,
  value: unknown,
  words: readonly Word[],
): Word {
  const match = words.find((word) => word === value);
  if (match === undefined) {
    throw new ModelError(`${layer}: ${option} must be one of ${words.join(', ')}, got ${String(value)}`);
  }
  return match;
}

/** Checks that an option is the name of an activation. */
export function activationOption(layer: string, option: string, value: unknown): ActivationName {
  return oneOf(layer, option, value, activationNames);
}

/** Checks a size given as one number or as [height, width]. */
export function pairOf(layer: string, option: string, value: unknown): [number, number] {
  const [height, width] = Array.isArray(value) ? value : [value, value];
  if (Array.isArray(value) && value.length !== 2) {
    throw new ModelError(`${layer}: ${option} must be a number or [height, width], got ${value.length} numbers`);
  }
  return [wholeNumber(layer, option, height), wholeNumber(layer, option, width)];
}

/** Checks the optional name that every layer accepts. */
export function named(layer: string, name: unknown): { name?: string } {
  if (name === undefined) return {};
  if (typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
    throw new ModelError(`${layer}: name must begin with a letter and hold letters, digits and _, got ${String(name)}`);
  }
  return { name };
}

export function booleanOption(layer: string, option: string, value: unknown): boolean {
  if (typeof value !== 'boolean') {
    throw new ModelError(`${layer}: ${option} must be true or false, got ${String(value)}`);
  }
  return value;
}

export function finiteNumber(layer: string, option: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new ModelError(`${layer}: ${option} must be a number, got ${String(value)}`);
  }
  return value;
}

/** Checks that an option is a finite number of at least 0. */
export function atLeastZero(layer: string, option: string, value: unknown): number {
  const number = finiteNumber(layer, option, value);
  if (number < 0) throw new ModelError(`${layer}: ${option} must be at least 0, got ${number}`);
  return number;
}
