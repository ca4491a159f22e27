// A point of a space as coordinates: numbers by their place, words one coordinate each.
import { type Hyperparameter, isActive, type Space, toUnit, type Values } from '../space/index.ts';

/** Words have no order, so each value gets a coordinate of its own; numbers in rising order have one. */
function isOrdered(one: Hyperparameter): boolean {
  return (
    one.kind !== 'choice' ||
    one.values.every(
      (value, index) => typeof value === 'number' && (index === 0 || value > Number(one.values[index - 1])),
    ) ||
    one.values.every(
      (value, index) => typeof value === 'number' && (index === 0 || value < Number(one.values[index - 1])),
    )
  );
}

/** Coordinates from 0 to 1; hyperparameters that do not count there lie in the middle, fixed ones have none. */
export function encode({ hyperparameters }: Space, values: Values): number[] {
  return hyperparameters.flatMap((one) => {
    if (one.kind === 'fixed') return [];
    const value = values[one.name];
    const isThere = isActive(one, values) && value !== undefined;
    if (isOrdered(one)) return [isThere ? toUnit(one, value) : 0.5];
    return (one.kind === 'choice' ? one.values : []).map((other) => (isThere ? (other === value ? 1 : 0) : 0.5));
  });
}
