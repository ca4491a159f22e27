// Initializers as plain data: a name, or an object with parameters. initializers.ts draws the values.
import { ModelError } from '../modelError.ts';
import { finiteNumber } from './options.ts';

const names = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
  'zeros',
  'ones',
  'orthogonal',
] as const;

type InitializerName = (typeof names)[number];

/**
 * Weight initializer, named as in Keras. The uniform and normal variants of `glorot`, `he` and `lecun` scale with the
 * weight's fans; their normal distributions are truncated at two standard deviations and rescaled to the intended
 * variance. `truncatedNormal` is truncated at the same point but not rescaled. `orthogonal` given by name has gain 1.
 */
export type Initializer =
  | InitializerName
  | { kind: 'constant'; value: number }
  | { kind: 'randomUniform'; minval: number; maxval: number }
  | { kind: 'randomNormal'; mean: number; stddev: number }
  | { kind: 'truncatedNormal'; mean: number; stddev: number }
  | { kind: 'orthogonal'; gain: number };

/** An initializer as users write it: parameters of an object are optional. */
export type InitializerOption =
  | InitializerName
  | { kind: 'constant'; value: number }
  /** Default: -0.05 to 0.05. */
  | { kind: 'randomUniform'; minval?: number; maxval?: number }
  /** Default: mean 0, standard deviation 0.05. */
  | { kind: 'randomNormal' | 'truncatedNormal'; mean?: number; stddev?: number }
  /** Default: gain 1. */
  | { kind: 'orthogonal'; gain?: number };

const kinds = ['constant', 'randomUniform', 'randomNormal', 'truncatedNormal', 'orthogonal'] as const;

function unknownOption(layer: string, option: string, value: object, validOptions: readonly string[]): void {
  const unknown = Object.keys(value).find((key) => key !== 'kind' && !validOptions.includes(key));
  if (unknown !== undefined) {
    throw new ModelError(`${layer}: ${option} has no option ${unknown}; there are ${validOptions.join(', ')}`);
  }
}

/**
 * Checks an initializer option and fills in its defaults.
 *
 * @throws ModelError naming the layer and the option.
 */
export function initializerOption(layer: string, option: string, value: unknown): Initializer {
  const name = names.find((name) => name === value);
  if (name !== undefined) return name;
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  const kind = kinds.find((x) => x === given?.kind);
  if (given === undefined || kind === undefined) {
    const got = given === undefined ? String(value) : String(given.kind);
    throw new ModelError(
      `${layer}: ${option} must be one of ${names.join(', ')} or an object of kind ${kinds.join(', ')}, got ${got}`,
    );
  }
  const number = (key: string, fallback?: number) =>
    finiteNumber(layer, `${option}.${key}`, given[key] === undefined ? fallback : given[key]);
  if (kind === 'constant') {
    unknownOption(layer, option, given, ['value']);
    return { kind, value: number('value') };
  }
  if (kind === 'orthogonal') {
    unknownOption(layer, option, given, ['gain']);
    return { kind, gain: number('gain', 1) };
  }
  if (kind === 'randomUniform') {
    unknownOption(layer, option, given, ['minval', 'maxval']);
    const minval = number('minval', -0.05);
    const maxval = number('maxval', 0.05);
    if (minval > maxval) throw new ModelError(`${layer}: ${option}: minval ${minval} is above maxval ${maxval}`);
    return { kind, minval, maxval };
  }
  unknownOption(layer, option, given, ['mean', 'stddev']);
  const stddev = number('stddev', 0.05);
  if (stddev < 0) throw new ModelError(`${layer}: ${option}: stddev must be at least 0, got ${stddev}`);
  return { kind, mean: number('mean', 0), stddev };
}
