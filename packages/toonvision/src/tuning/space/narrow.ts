// Narrows the ranges of a search space.
import { UserError } from '../../errors/index.ts';
import type { Hyperparameters, SpaceFunction } from './define.ts';
import { describeRange, gridOf, type Hyperparameter, type HyperparameterValue } from './hyperparameter.ts';
import type { Space } from './space.ts';

/** Narrowed ranges by hyperparameter name. */
export type Narrowing = Record<string, { min: number; max: number } | { values: HyperparameterValue[] }>;

/**
 * Wraps a builder so that it declares narrowed ranges. Bounds between two steps move inward; a boolean with one remaining
 * value becomes fixed.
 *
 * @example
 * const build = narrowBuilder(builtInSpaces.article, { pool_1_size: { min: 2, max: 3 }, padding: { values: ['same'] } });
 */
export function narrowBuilder(build: SpaceFunction, narrowing: Narrowing): SpaceFunction {
  if (Object.keys(narrowing).length === 0) return build;
  const bounds = (name: string, range: { min: number; max: number; step?: number }) => {
    const bound = narrowing[name];
    if (bound === undefined || !('min' in bound)) return range;
    const { step } = range;
    const [low, high] = [Math.max(range.min, bound.min), Math.min(range.max, bound.max)];
    if (step === undefined) return { ...range, min: low, max: high };
    const onGrid = (value: number, round: (steps: number) => number) =>
      Number((range.min + round((value - range.min) / step) * step).toPrecision(12));
    return {
      ...range,
      min: onGrid(low, (steps) => Math.ceil(steps - 1e-9)),
      max: onGrid(high, (steps) => Math.floor(steps + 1e-9)),
    };
  };
  const filterValues = <T extends HyperparameterValue>(name: string, values: readonly T[]): readonly T[] => {
    const bound = narrowing[name];
    if (bound === undefined) return values;
    return 'values' in bound
      ? values.filter((value) => bound.values.includes(value))
      : values.filter((value) => typeof value === 'number' && value >= bound.min && value <= bound.max);
  };
  return (hp, input, classes) => {
    const narrowed: Hyperparameters = {
      int: (name, range) => hp.int(name, bounds(name, { step: 1, ...range })),
      float: (name, range) => hp.float(name, bounds(name, range)),
      choice: (name, values) => hp.choice(name, filterValues(name, values)),
      boolean: (name) => {
        const [only, other] = filterValues(name, [false, true]);
        return only !== undefined && other === undefined ? hp.fixed(name, only) : hp.boolean(name);
      },
      fixed: (name, value) => hp.fixed(name, value),
      conditionalScope: (parent, values, inside) => hp.conditionalScope(parent, values, inside),
    };
    return build(narrowed, input, classes);
  };
}

/**
 * Checks a narrowing against its space.
 *
 * @throws UserError (exit code 2) if a name is not in the space or a range becomes empty
 */
export function checkNarrowing({ hyperparameters }: Space, narrowing: Narrowing): void {
  for (const [name, bound] of Object.entries(narrowing)) {
    const target = hyperparameters.find((hyperparameter) => hyperparameter.name === name);
    const where = `narrowing of ${name}`;
    if (target === undefined)
      throw new UserError('unknown hyperparameter', {
        where,
        remedy: `Expected one of ${hyperparameters.map((other) => other.name).join(', ')}.`,
        exitCode: 2,
      });
    if (!hasValuesLeft(target, bound))
      throw new UserError(`no value of ${describeRange(target)} is left`, {
        where,
        remedy: 'Widen the range.',
        exitCode: 2,
      });
  }
}

function hasValuesLeft(target: Hyperparameter, bound: Narrowing[string]): boolean {
  const grid = gridOf(target);
  if (grid === undefined)
    return (
      'min' in bound && 'max' in target && bound.min <= target.max && bound.max >= target.min && bound.min <= bound.max
    );
  return grid.some((value) =>
    'values' in bound ? bound.values.includes(value) : Number(value) >= bound.min && Number(value) <= bound.max,
  );
}
