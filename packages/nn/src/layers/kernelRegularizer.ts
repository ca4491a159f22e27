// The penalty of a layer's kernel, as an option.
import { ModelError } from '../modelError.ts';

export interface KernelRegularizer {
  /** l2 times the sum of the kernel's squares is added to the loss (Keras' `regularizers.L2`); at least 0. */
  l2: number;
}

/** The option `kernelRegularizer` as a spec holds it: nothing where none was given. */
export function regularizerOption(layer: string, value: unknown): { kernelRegularizer?: KernelRegularizer } {
  return namedRegularizer(layer, 'kernelRegularizer', value);
}

/** The same for an option of another name. */
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
