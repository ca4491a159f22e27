// A space with tighter ranges than its builder declares.
import { UserError } from '../../errors/index.ts';
import type { Hyperparameters, SpaceFunction } from './define.ts';
import { describeRange, gridOf, type Hyperparameter, type HyperparameterValue } from './hyperparameter.ts';
import type { Space } from './space.ts';

/** Of each hyperparameter that is narrowed, what is left of it. */
export type Narrowing = Record<string, { min: number; max: number } | { values: HyperparameterValue[] }>;

/**
 * The builder with some ranges narrowed. Bounds that lie between two steps are moved inwards; one value that is left is fixed.
 *
 * @example
 * const build = narrowBuilder(builtInSpaces.article, { pool_1_size: { min: 2, max: 3 }, padding: { values: ['same'] } });
 */
export function narrowBuilder(build: SpaceFunction, narrowing: Narrowing): SpaceFunction {
  if (Object.keys(narrowing).length === 0) return build;
  const bounds = (name: string, range: { min: number; max: number; step?: number }) => {
    const own = narrowing[name];
    if (own === undefined || !('min' in own)) return range;
    const { step } = range;
    const [low, high] = [Math.max(range.min, own.min), Math.min(range.max, own.max)];
    if (step === undefined) return { ...range, min: low, max: high };
    const onGrid = (value: number, round: (steps: number) => number) =>
      Number((range.min + round((value - range.min) / step) * step).toPrecision(12));
    return {
      ...range,
      min: onGrid(low, (steps) => Math.ceil(steps - 1e-9)),
      max: onGrid(high, (steps) => Math.floor(steps + 1e-9)),
    };
  };
  const left = <T extends HyperparameterValue>(name: string, values: readonly T[]): readonly T[] => {
    const own = narrowing[name];
    if (own === undefined) return values;
    return 'values' in own
      ? values.filter((value) => own.values.includes(value))
      : values.filter((value) => typeof value === 'number' && value >= own.min && value <= own.max);
  };
  return (hp, input, classes) => {
    const narrowed: Hyperparameters = {
      int: (name, range) => hp.int(name, bounds(name, { step: 1, ...range })),
      float: (name, range) => hp.float(name, bounds(name, range)),
      choice: (name, values) => hp.choice(name, left(name, values)),
      boolean: (name) => {
        const [only, other] = left(name, [false, true]);
        return only !== undefined && other === undefined ? hp.fixed(name, only) : hp.boolean(name);
      },
      fixed: (name, value) => hp.fixed(name, value),
      conditionalScope: (parent, values, inside) => hp.conditionalScope(parent, values, inside),
    };
    return build(narrowed, input, classes);
  };
}

/**
 * Checks a narrowing against the space that it narrows.
 *
 * @throws UserError (exit code 2) where a name is not in the space, or nothing is left of its range
 */
export function checkNarrowing({ hyperparameters }: Space, narrowing: Narrowing): void {
  for (const [name, own] of Object.entries(narrowing)) {
    const one = hyperparameters.find((hyperparameter) => hyperparameter.name === name);
    const where = `narrowing of ${name}`;
    if (one === undefined)
      throw new UserError('the space has no such hyperparameter', {
        where,
        remedy: `It has ${hyperparameters.map((other) => other.name).join(', ')}.`,
        exitCode: 2,
      });
    if (!leaves(one, own))
      throw new UserError(`nothing is left of ${describeRange(one)}`, { where, remedy: 'Widen it.', exitCode: 2 });
  }
}

function leaves(one: Hyperparameter, own: Narrowing[string]): boolean {
  const grid = gridOf(one);
  if (grid === undefined)
    return 'min' in own && 'max' in one && own.min <= one.max && own.max >= one.min && own.min <= own.max;
  return grid.some((value) =>
    'values' in own ? own.values.includes(value) : Number(value) >= own.min && Number(value) <= own.max,
  );
}
