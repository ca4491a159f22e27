// A hyperparameter: its range, its grid, and the mapping to the unit interval.

/** A value of a hyperparameter. */
export type HyperparameterValue = number | string | boolean;
/** A point of a space: the values of the active hyperparameters, by name. */
export type Values = Record<string, HyperparameterValue>;

/** Satisfied where the hyperparameter `name` is active and has one of `values`. */
export interface Condition {
  name: string;
  values: readonly HyperparameterValue[];
}

interface Named {
  name: string;
  /** Conditions that must all hold; empty if it is always active. */
  when: readonly Condition[];
}

interface IntHyperparameter extends Named {
  kind: 'int';
  min: number;
  /** Inclusive if a step reaches it. */
  max: number;
  step: number;
  sampling: 'linear' | 'log';
}

interface FloatHyperparameter extends Named {
  kind: 'float';
  min: number;
  max: number;
  /** null for a continuous range. */
  step: number | null;
  sampling: 'linear' | 'log';
}

interface ChoiceHyperparameter extends Named {
  kind: 'choice';
  values: readonly HyperparameterValue[];
}

interface BooleanHyperparameter extends Named {
  kind: 'boolean';
}

interface FixedHyperparameter extends Named {
  kind: 'fixed';
  value: HyperparameterValue;
}

/** A hyperparameter: its name, its range, and the conditions under which it is active. */
export type Hyperparameter =
  | IntHyperparameter
  | FloatHyperparameter
  | ChoiceHyperparameter
  | BooleanHyperparameter
  | FixedHyperparameter;

/** Rounds away floating-point error of steps: 0.1 + 0.2 is 0.3. */
const tidy = (value: number): number => Number(value.toPrecision(12));

/** Cached grids; samplers request the same ones very often. */
const stepGrids = new WeakMap<Hyperparameter, readonly number[]>();

function stepsOf(hyperparameter: IntHyperparameter | FloatHyperparameter, step: number): readonly number[] {
  const cached = stepGrids.get(hyperparameter);
  if (cached !== undefined) return cached;
  const { min, max } = hyperparameter;
  const length = Math.floor((max - min) / step + 1e-9) + 1;
  const grid = Array.from({ length }, (_, index) => tidy(min + index * step));
  stepGrids.set(hyperparameter, grid);
  return grid;
}

/**
 * All values of a hyperparameter in order; undefined for a continuous range.
 *
 * @param points number of evenly spaced values of a continuous range (on a log scale for `log`)
 */
export function gridOf(hyperparameter: Hyperparameter, points?: number): readonly HyperparameterValue[] | undefined {
  switch (hyperparameter.kind) {
    case 'int':
      return stepsOf(hyperparameter, hyperparameter.step);
    case 'float': {
      const { min, max, step } = hyperparameter;
      if (step !== null) return stepsOf(hyperparameter, step);
      if (min === max) return [min];
      if (points === undefined) return undefined;
      return Array.from({ length: points }, (_, index) => between(hyperparameter, index / Math.max(1, points - 1)));
    }
    case 'choice':
      return hyperparameter.values;
    case 'boolean':
      return [false, true];
    case 'fixed':
      return [hyperparameter.value];
  }
}

function between({ min, max, sampling }: { min: number; max: number; sampling: 'linear' | 'log' }, share: number) {
  if (sampling === 'linear') return tidy(min + share * (max - min));
  return Math.min(max, Math.max(min, tidy(Math.exp(Math.log(min) + share * (Math.log(max) - Math.log(min))))));
}

/** Maps `unit` from [0, 1) to a value: equal intervals for each value of a grid, or intervals on a log scale. */
export function fromUnit(hyperparameter: Hyperparameter, unit: number): HyperparameterValue {
  const grid = gridOf(hyperparameter);
  if (grid === undefined) return between(hyperparameter as FloatHyperparameter, unit);
  const isLog = 'sampling' in hyperparameter && hyperparameter.sampling === 'log';
  const at = isLog
    ? nearestIndex(grid as readonly number[], between(hyperparameter, unit))
    : Math.min(grid.length - 1, Math.floor(unit * grid.length));
  return grid[at] as HyperparameterValue;
}

function nearestIndex(grid: readonly number[], value: number): number {
  let best = 0;
  for (const [index, candidate] of grid.entries())
    if (Math.abs(Math.log(candidate / value)) < Math.abs(Math.log((grid[best] ?? candidate) / value))) best = index;
  return best;
}

/** Maps a value to [0, 1]: the center of its interval of the grid, or its position in the range. */
export function toUnit(hyperparameter: Hyperparameter, value: HyperparameterValue): number {
  if ('sampling' in hyperparameter && (hyperparameter.sampling === 'log' || gridOf(hyperparameter) === undefined)) {
    const { min, max, sampling } = hyperparameter;
    if (min === max) return 0.5;
    return sampling === 'log'
      ? (Math.log(Number(value)) - Math.log(min)) / (Math.log(max) - Math.log(min))
      : (Number(value) - min) / (max - min);
  }
  const grid = gridOf(hyperparameter) ?? [];
  return (Math.max(0, grid.indexOf(value)) + 0.5) / grid.length;
}

/** Describes a range: `4 to 16 in steps of 4`. */
export function describeRange(hyperparameter: Hyperparameter): string {
  switch (hyperparameter.kind) {
    case 'int':
    case 'float': {
      const { min, max, step, sampling } = hyperparameter;
      const parts = step === null || (hyperparameter.kind === 'int' && step === 1) ? '' : ` in steps of ${step}`;
      return `${min} to ${max}${parts}${sampling === 'log' ? ', logarithmic' : ''}`;
    }
    case 'choice':
      return hyperparameter.values.join(', ');
    case 'boolean':
      return 'true or false';
    case 'fixed':
      return `${hyperparameter.value}, fixed`;
  }
}
