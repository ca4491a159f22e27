// The kernel regularizer option of layers.
import { ModelError } from '../modelError.ts';

export interface KernelRegularizer {
  /** L2 factor of at least 0: l2 times the sum of squared kernel values is added to the loss (Keras `L2`). */
  l2: number;
}

/** The `kernelRegularizer` option as stored in a spec; empty if not set. */
export function regularizerOption(layer: string, value: unknown): { kernelRegularizer?: KernelRegularizer } {
  return namedRegularizer(layer, 'kernelRegularizer', value);
}

/** The same for an option with another name. */
export function namedRegularizer<Name extends string>(
  layer: string,
  option: Name,
  value: unknown,
): { [Key in Name]?: KernelRegularizer } {
  if (value === undefined) return {};
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const { l2, ...rest } = isObject ? (value as Record<string, unknown>) : {};
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new ModelError(`${layer}: ${option}: unknown option ${unknown}, only l2`);
  if (typeof l2 !== 'number' || !(l2 >= 0) || !Number.isFinite(l2)) {
    throw new ModelError(`${layer}: ${option} must be { l2: a number of at least 0 }, got ${JSON.stringify(value)}`);
  }
  return { [option]: { l2 } } as { [Key in Name]?: KernelRegularizer };
}
