// Deep copies of plain data, and of saved data over a template that says how it must look.
import { ModelError } from '../modelError.ts';
import { isStateObject, type StateValue } from './stateFields.ts';

type Numbers = Float32Array | Float64Array | Int32Array;

function isNumbers(value: unknown): value is Numbers {
  return value instanceof Float32Array || value instanceof Float64Array || value instanceof Int32Array;
}

/**
 * A copy that shares nothing.
 *
 * @param owner whose data it is, for the error
 * @throws ModelError naming the field that is no plain data (a function, a Map), which no file could keep
 */
export function plainCopy(owner: string, value: unknown): StateValue {
  if (value === null || ['number', 'string', 'boolean'].includes(typeof value)) return value as StateValue;
  if (isNumbers(value)) return value.slice();
  if (Array.isArray(value)) return value.map((each, i) => plainCopy(`${owner}[${i}]`, each));
  const isPlain = isStateObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
  if (!isPlain) throw new ModelError(`${owner} is no plain data and cannot be kept in a training state`);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plainCopy(`${owner}.${name}`, each)]));
}

/**
 * A copy of `saved`, which must have the fields, types and lengths of `template`.
 *
 * @throws ModelError naming the field that differs
 * @example copyAs('optimizer', adam().init(2), saved)
 */
export function copyAs(owner: string, template: unknown, saved: unknown): StateValue {
  const wrong = (what: string) => new ModelError(`training state: ${owner} ${what}`);
  if (isNumbers(template)) {
    if (!isNumbers(saved) || saved.constructor !== template.constructor) throw wrong('is no vector of its type');
    if (saved.length !== template.length) throw wrong(`needs ${template.length} values, got ${saved.length}`);
    return saved.slice();
  }
  if (Array.isArray(template)) {
    if (!Array.isArray(saved) || saved.length !== template.length) throw wrong(`is no list of ${template.length}`);
    return template.map((each, i) => copyAs(`${owner}[${i}]`, each, saved[i]));
  }
  if (isStateObject(template)) {
    if (!isStateObject(saved)) throw wrong('is no object');
    const unknown = Object.keys(saved).find((name) => !(name in template));
    if (unknown !== undefined) throw wrong(`has a field ${unknown} that is not known`);
    return Object.fromEntries(
      Object.entries(template).map(([name, each]) => [name, copyAs(`${owner}.${name}`, each, saved[name])]),
    );
  }
  if (typeof saved !== typeof template) throw wrong(`is missing or no ${typeof template}`);
  return plainCopy(owner, saved);
}
