// Plain data that can be stored and read back to the same bits, and typed access to its fields.
import { ModelError } from '../modelError.ts';

/** A value of a training state. Numbers may be NaN or infinite; typed arrays are stored as tensors. */
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

/** State of a callback or optimizer as plain data. */
export type StateObject = { readonly [field: string]: StateValue };

export function isStateObject(value: unknown): value is StateObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function invalidField(owner: string, field: string, what: string): ModelError {
  return new ModelError(
    `training state: ${owner}: ${field} must be ${what}; the state is damaged or of another version`,
  );
}

/**
 * Typed access to the fields of a state.
 *
 * @param owner name of the state in errors: `earlyStopping`, `metrics`
 * @throws ModelError if the state is not an object, and on access if a field is not of the expected type
 * @example fieldsOf('earlyStopping', state).number('waited')
 */
export function fieldsOf(owner: string, state: unknown) {
  if (!isStateObject(state)) throw new ModelError(`training state: ${owner}: the state is missing`);
  const read = <T>(field: string, what: string, is: (value: unknown) => value is T): T => {
    const value: unknown = state[field];
    if (!is(value)) throw invalidField(owner, field, what);
    return value;
  };
  const isNumber = (value: unknown): value is number => typeof value === 'number';
  const isNumberOrNull = (value: unknown): value is number | null => value === null || isNumber(value);
  return {
    number: (field: string) => read(field, 'a number', isNumber),
    numberOrNull: (field: string) => read(field, 'a number or null', isNumberOrNull),
    /** A whole number of at least 0. */
    count: (field: string) =>
      read(
        field,
        'a whole number of at least 0',
        (value): value is number => isNumber(value) && Number.isSafeInteger(value) && value >= 0,
      ),
    boolean: (field: string) => read(field, 'true or false', (value) => typeof value === 'boolean'),
    string: (field: string) => read(field, 'a string', (value) => typeof value === 'string'),
    numbers: (field: string) =>
      read(field, 'a list of numbers', (value): value is number[] => Array.isArray(value) && value.every(isNumber)),
    strings: (field: string) =>
      read(
        field,
        'a list of strings',
        (value): value is string[] => Array.isArray(value) && value.every((item) => typeof item === 'string'),
      ),
    list: (field: string) => read(field, 'a list', (value): value is StateValue[] => Array.isArray(value)),
    object: (field: string) => read(field, 'an object', isStateObject),
    floats: (field: string) =>
      read(field, 'a Float32Array', (value): value is Float32Array => value instanceof Float32Array),
    floatsOrNull: (field: string) =>
      read(
        field,
        'a Float32Array or null',
        (value): value is Float32Array | null => value === null || value instanceof Float32Array,
      ),
    integers: (field: string) =>
      read(field, 'an Int32Array', (value): value is Int32Array => value instanceof Int32Array),
    /** The value without a check. */
    value: (field: string): StateValue | undefined => state[field],
  };
}
