// A search space: hyperparameters in order of declaration, parents before their dependents.
import { createHash } from 'node:crypto';
import { describeRange, gridOf, type Hyperparameter, type HyperparameterValue, type Values } from './hyperparameter.ts';

/** A search space: all hyperparameters in order of declaration. */
export interface Space {
  hyperparameters: readonly Hyperparameter[];
}

/** Whether a hyperparameter is active, given the values declared before it. */
export function isActive({ when }: Hyperparameter, values: Values): boolean {
  return when.every(({ name, values: allowed }) => {
    const value = values[name];
    return value !== undefined && allowed.includes(value);
  });
}

/** Builds a point by calling `choose` for each active hyperparameter in order. */
export function pointOf(
  { hyperparameters }: Space,
  choose: (hyperparameter: Hyperparameter, index: number) => HyperparameterValue,
): Values {
  const values: Values = {};
  for (const [index, hyperparameter] of hyperparameters.entries())
    if (isActive(hyperparameter, values)) values[hyperparameter.name] = choose(hyperparameter, index);
  return values;
}

/** A key that identifies a point, regardless of the order of its names. */
export function valuesKey(values: Values): string {
  return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Explains why a point is not in the space; undefined if it is. */
export function faultOf({ hyperparameters }: Space, values: Values): string | undefined {
  const active: Values = {};
  for (const hyperparameter of hyperparameters) {
    const value = values[hyperparameter.name];
    if (!isActive(hyperparameter, active)) {
      if (value !== undefined) return `${hyperparameter.name} is inactive at this point`;
      continue;
    }
    if (value === undefined) return `${hyperparameter.name} is missing`;
    const grid = gridOf(hyperparameter);
    const isIn =
      grid !== undefined
        ? grid.includes(value)
        : hyperparameter.kind === 'float' &&
          typeof value === 'number' &&
          value >= hyperparameter.min &&
          value <= hyperparameter.max;
    if (!isIn) return `expected ${hyperparameter.name} ${describeRange(hyperparameter)}, got ${value}`;
    active[hyperparameter.name] = value;
  }
  const unknown = Object.keys(values).find(
    (name) => !hyperparameters.some((hyperparameter) => hyperparameter.name === name),
  );
  return unknown === undefined ? undefined : `unknown hyperparameter ${unknown}`;
}

/** Whether conditions of other hyperparameters refer to it. */
function isParent({ hyperparameters }: Space, { name }: Hyperparameter): boolean {
  return hyperparameters.some(({ when }) => when.some((condition) => condition.name === name));
}

/** Counts the combinations of hyperparameters from index `from` on, given the values before it. */
function countFrom(space: Space, from: number, values: Values, points: number | undefined): number {
  let count = 1;
  for (let index = from; index < space.hyperparameters.length; index += 1) {
    const hyperparameter = space.hyperparameters[index] as Hyperparameter;
    if (!isActive(hyperparameter, values)) continue;
    const grid = gridOf(hyperparameter, points);
    if (grid === undefined) return Number.POSITIVE_INFINITY;
    if (isParent(space, hyperparameter))
      return (
        count *
        grid.reduce<number>(
          (sum, value) => sum + countFrom(space, index + 1, { ...values, [hyperparameter.name]: value }, points),
          0,
        )
      );
    count *= grid.length;
  }
  return count;
}

/**
 * Counts the points of a space; Infinity if a float is continuous.
 *
 * @param points number of values to count for a continuous float
 */
export function countSpace(space: Space, points?: number): number {
  return countFrom(space, 0, {}, points);
}

/** The point at an index from 0 to `countSpace() - 1`; the last hyperparameter varies fastest. */
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

/** SHA-256 of a space: names, ranges and conditions in order. */
export function spaceFingerprint({ hyperparameters }: Space): string {
  const plain = hyperparameters.map((hyperparameter) =>
    Object.entries(hyperparameter).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return createHash('sha256').update(JSON.stringify(plain)).digest('hex');
}

/** Lists the differences between two spaces, one line each. */
export function compareSpaces(before: Space, after: Space): string[] {
  const lines: string[] = [];
  const find = (space: Space, name: string) =>
    space.hyperparameters.find((hyperparameter) => hyperparameter.name === name);
  const conditions = ({ when }: Hyperparameter) => JSON.stringify(when);
  for (const hyperparameter of before.hyperparameters) {
    const other = find(after, hyperparameter.name);
    if (other === undefined) lines.push(`${hyperparameter.name} was removed`);
    else if (describeRange(hyperparameter) !== describeRange(other) || hyperparameter.kind !== other.kind)
      lines.push(`${hyperparameter.name} changed from [${describeRange(hyperparameter)}] to [${describeRange(other)}]`);
    else if (conditions(hyperparameter) !== conditions(other))
      lines.push(`${hyperparameter.name} has different conditions`);
  }
  for (const { name } of after.hyperparameters) if (find(before, name) === undefined) lines.push(`${name} was added`);
  if (lines.length === 0 && spaceFingerprint(before) !== spaceFingerprint(after))
    lines.push('the hyperparameters are declared in a different order');
  return lines;
}
