// Deep copies of plain data, and of saved data that must match a template.
import { ModelError } from '../modelError.ts';
import { isStateObject, type StateValue } from './stateFields.ts';

type Numbers = Float32Array | Float64Array | Int32Array;

function isNumbers(value: unknown): value is Numbers {
  return value instanceof Float32Array || value instanceof Float64Array || value instanceof Int32Array;
}

/**
 * A deep copy of plain data.
 *
 * @param owner name of the data in errors
 * @throws ModelError naming a field that is not plain data, such as a function or a Map, and cannot be stored
 */
export function plainCopy(owner: string, value: unknown): StateValue {
  if (value === null || ['number', 'string', 'boolean'].includes(typeof value)) return value as StateValue;
  if (isNumbers(value)) return value.slice();
  if (Array.isArray(value)) return value.map((item, i) => plainCopy(`${owner}[${i}]`, item));
  const isPlain = isStateObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
  if (!isPlain) throw new ModelError(`${owner} is not plain data and cannot be stored in a training state`);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plainCopy(`${owner}.${name}`, field)]));
}

/**
 * A deep copy of `saved`, which must have the fields, types and lengths of `template`.
 *
 * @throws ModelError naming the field that differs
 * @example copyAs('optimizer', adam().init(2), saved)
 */
export function copyAs(owner: string, template: unknown, saved: unknown): StateValue {
  const mismatch = (what: string) => new ModelError(`training state: ${owner} ${what}`);
  if (isNumbers(template)) {
    if (!isNumbers(saved) || saved.constructor !== template.constructor)
      throw mismatch(`must be a ${template.constructor.name}`);
    if (saved.length !== template.length) throw mismatch(`must have ${template.length} values, got ${saved.length}`);
    return saved.slice();
  }
  if (Array.isArray(template)) {
    if (!Array.isArray(saved) || saved.length !== template.length)
      throw mismatch(`must be a list of length ${template.length}`);
    return template.map((item, i) => copyAs(`${owner}[${i}]`, item, saved[i]));
  }
  if (isStateObject(template)) {
    if (!isStateObject(saved)) throw mismatch('must be an object');
    const unknown = Object.keys(saved).find((name) => !(name in template));
    if (unknown !== undefined) throw mismatch(`has an unknown field ${unknown}`);
    return Object.fromEntries(
      Object.entries(template).map(([name, field]) => [name, copyAs(`${owner}.${name}`, field, saved[name])]),
    );
  }
  if (typeof saved !== typeof template)
    throw mismatch(saved === undefined ? 'is missing' : `must be a ${typeof template}, got ${typeof saved}`);
  return plainCopy(owner, saved);
}
