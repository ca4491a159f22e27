// A search space: hyperparameters in the order of their declaration, parents before what depends on them.
import { createHash } from 'node:crypto';
import { describeRange, gridOf, type Hyperparameter, type HyperparameterValue, type Values } from './hyperparameter.ts';

/** What is searched: all hyperparameters, in the order in which they were named. */
export interface Space {
  hyperparameters: readonly Hyperparameter[];
}

/** Whether a hyperparameter counts at a point whose earlier values are known. */
export function isActive({ when }: Hyperparameter, values: Values): boolean {
  return when.every(({ name, values: allowed }) => {
    const value = values[name];
    return value !== undefined && allowed.includes(value);
  });
}

/** The point that `choose` makes, asked for each active hyperparameter in order. */
export function pointOf(
  { hyperparameters }: Space,
  choose: (hyperparameter: Hyperparameter, index: number) => HyperparameterValue,
): Values {
  const values: Values = {};
  for (const [index, one] of hyperparameters.entries())
    if (isActive(one, values)) values[one.name] = choose(one, index);
  return values;
}

/** One text a point, whatever the order of its names. */
export function valuesKey(values: Values): string {
  return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is wrong with a point, in words; undefined where it lies in the space. */
export function faultOf({ hyperparameters }: Space, values: Values): string | undefined {
  const active: Values = {};
  for (const one of hyperparameters) {
    const value = values[one.name];
    if (!isActive(one, active)) {
      if (value !== undefined) return `${one.name} does not count there`;
      continue;
    }
    if (value === undefined) return `${one.name} is missing`;
    const grid = gridOf(one);
    const isIn =
      grid !== undefined
        ? grid.includes(value)
        : one.kind === 'float' && typeof value === 'number' && value >= one.min && value <= one.max;
    if (!isIn) return `${one.name} is ${value}, and may be ${describeRange(one)}`;
    active[one.name] = value;
  }
  const unknown = Object.keys(values).find((name) => !hyperparameters.some((one) => one.name === name));
  return unknown === undefined ? undefined : `there is no hyperparameter ${unknown}`;
}

/** Whether something later depends on it. */
function isParent({ hyperparameters }: Space, { name }: Hyperparameter): boolean {
  return hyperparameters.some(({ when }) => when.some((condition) => condition.name === name));
}

/** Points from hyperparameter `from` on, given the values before it. */
function countFrom(space: Space, from: number, values: Values, points: number | undefined): number {
  let count = 1;
  for (let index = from; index < space.hyperparameters.length; index += 1) {
    const one = space.hyperparameters[index] as Hyperparameter;
    if (!isActive(one, values)) continue;
    const grid = gridOf(one, points);
    if (grid === undefined) return Number.POSITIVE_INFINITY;
    if (isParent(space, one))
      return (
        count *
        grid.reduce<number>(
          (sum, value) => sum + countFrom(space, index + 1, { ...values, [one.name]: value }, points),
          0,
        )
      );
    count *= grid.length;
  }
  return count;
}

/**
 * How many points a space has; Infinity where a float has no step.
 *
 * @param points so many count for such a float
 */
export function countSpace(space: Space, points?: number): number {
  return countFrom(space, 0, {}, points);
}

/** The point of that index, from 0 to `countSpace() - 1`; the last hyperparameter changes quickest. */
export function pointAt(space: Space, index: number, points?: number): Values {
  let rest = index;
  const values: Values = {};
  for (const [position, hyperparameter] of space.hyperparameters.entries()) {
    if (!isActive(hyperparameter, values)) continue;
    const grid = gridOf(hyperparameter, points) ?? [];
    const hasChildren = isParent(space, hyperparameter);
    let below = hasChildren ? 0 : countFrom(space, position + 1, values, points);
    for (const value of grid) {
      values[hyperparameter.name] = value;
      if (hasChildren) below = countFrom(space, position + 1, values, points);
      if (rest < below) break;
      rest -= below;
    }
  }
  return values;
}

/** SHA-256 of what a space is; the same for the same names, ranges and conditions in the same order. */
export function spaceFingerprint({ hyperparameters }: Space): string {
  const plain = hyperparameters.map((one) => Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(plain)).digest('hex');
}

/** What changed from one space to another, a line each; empty where nothing did. */
export function compareSpaces(before: Space, after: Space): string[] {
  const lines: string[] = [];
  const find = (space: Space, name: string) => space.hyperparameters.find((one) => one.name === name);
  const conditions = ({ when }: Hyperparameter) => JSON.stringify(when);
  for (const one of before.hyperparameters) {
    const other = find(after, one.name);
    if (other === undefined) lines.push(`${one.name} is gone`);
    else if (describeRange(one) !== describeRange(other) || one.kind !== other.kind)
      lines.push(`${one.name} was ${describeRange(one)}, and is now ${describeRange(other)}`);
    else if (conditions(one) !== conditions(other)) lines.push(`${one.name} counts under other conditions`);
  }
  for (const { name } of after.hyperparameters) if (find(before, name) === undefined) lines.push(`${name} is new`);
  if (lines.length === 0 && spaceFingerprint(before) !== spaceFingerprint(after))
    lines.push('the hyperparameters are declared in another order');
  return lines;
}
