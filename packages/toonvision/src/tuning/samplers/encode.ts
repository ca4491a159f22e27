// Encodes a point as coordinates: one per number, one-hot for categories.
import { type Hyperparameter, isActive, type Space, toUnit, type Values } from '../space/index.ts';

/** Whether the values are ordered numbers, which need one coordinate; categories are one-hot encoded. */
function isOrdered(hyperparameter: Hyperparameter): boolean {
  return (
    hyperparameter.kind !== 'choice' ||
    hyperparameter.values.every(
      (value, index) => typeof value === 'number' && (index === 0 || value > Number(hyperparameter.values[index - 1])),
    ) ||
    hyperparameter.values.every(
      (value, index) => typeof value === 'number' && (index === 0 || value < Number(hyperparameter.values[index - 1])),
    )
  );
}

/** Encodes a point as coordinates in [0, 1]; inactive hyperparameters become 0.5, fixed ones are omitted. */
export function encode({ hyperparameters }: Space, values: Values): number[] {
  return hyperparameters.flatMap((hyperparameter) => {
    if (hyperparameter.kind === 'fixed') return [];
    const value = values[hyperparameter.name];
    const hasValue = isActive(hyperparameter, values) && value !== undefined;
    if (isOrdered(hyperparameter)) return [hasValue ? toUnit(hyperparameter, value) : 0.5];
    return (hyperparameter.kind === 'choice' ? hyperparameter.values : []).map((other) =>
      hasValue ? (other === value ? 1 : 0) : 0.5,
    );
  });
}
