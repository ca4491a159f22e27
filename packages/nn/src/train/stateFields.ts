// Plain data that can be kept in a file and read back to the same bits, and its fields read with a check.
import { ModelError } from '../modelError.ts';

/** Numbers may be any, NaN too; typed arrays are kept as tensors. */
export type StateValue =
  | null
  | boolean
  | number
  | string
  | Float32Array
  | Float64Array
  | Int32Array
  | readonly StateValue[]
  | { readonly [field: string]: StateValue };

/** What a callback or optimizer remembers, as plain data that a training state can keep. */
export type StateObject = { readonly [field: string]: StateValue };

export function isStateObject(value: unknown): value is StateObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function wrong(owner: string, field: string, what: string): ModelError {
  return new ModelError(`training state: ${owner}: ${field} is no ${what}; the state is damaged or of another version`);
}

/**
 * The fields of one owner's state, each read with its type.
 *
 * @param owner named in the errors: `earlyStopping`, `metrics`
 * @throws ModelError where the state, or a field when it is read, is not of the type asked for
 * @example fieldsOf('earlyStopping', state).number('waited')
 */
export function fieldsOf(owner: string, state: unknown) {
  if (!isStateObject(state)) throw new ModelError(`training state: ${owner}: no state is there`);
  const read = <T>(field: string, what: string, is: (value: unknown) => value is T): T => {
    const value: unknown = state[field];
    if (!is(value)) throw wrong(owner, field, what);
    return value;
  };
  const isNumber = (value: unknown): value is number => typeof value === 'number';
  const isNumberOrNull = (value: unknown): value is number | null => value === null || isNumber(value);
  return {
    number: (field: string) => read(field, 'number', isNumber),
    numberOrNull: (field: string) => read(field, 'number', isNumberOrNull),
    /** A whole number of at least 0. */
    count: (field: string) =>
      read(field, 'count', (value): value is number => isNumber(value) && Number.isSafeInteger(value) && value >= 0),
    boolean: (field: string) => read(field, 'truth value', (value) => typeof value === 'boolean'),
    string: (field: string) => read(field, 'text', (value) => typeof value === 'string'),
    numbers: (field: string) =>
      read(field, 'list of numbers', (value): value is number[] => Array.isArray(value) && value.every(isNumber)),
    strings: (field: string) =>
      read(
        field,
        'list of texts',
        (value): value is string[] => Array.isArray(value) && value.every((each) => typeof each === 'string'),
      ),
    list: (field: string) => read(field, 'list', (value): value is StateValue[] => Array.isArray(value)),
    object: (field: string) => read(field, 'object', isStateObject),
    floats: (field: string) =>
      read(field, 'vector of float32', (value): value is Float32Array => value instanceof Float32Array),
    floatsOrNull: (field: string) =>
      read(
        field,
        'vector of float32',
        (value): value is Float32Array | null => value === null || value instanceof Float32Array,
      ),
    integers: (field: string) =>
      read(field, 'vector of int32', (value): value is Int32Array => value instanceof Int32Array),
    /** As it is. */
    value: (field: string): StateValue | undefined => state[field],
  };
}
