// What differs between runs: settings, data, versions, machine.
import type { Run } from './runFolder.ts';

/** A setting that is not the same in all runs. */
export interface RunDifference {
  /** `config.optimizer.learningRate`, `data.fingerprints.split`, ... */
  field: string;
  /** In the order of the runs; undefined where a run has no such field. */
  values: (string | number | boolean | null | undefined)[];
}

/** What tells nothing about how a run was made. */
const BESIDE = new Set([
  ...['name', 'pid', 'host', 'status', 'startedAt', 'endedAt', 'resumedAt', 'command', 'format'],
  'config.metrics',
]);

type Leaf = string | number | boolean | null;

function leaves(value: unknown, path: string, into: Map<string, Leaf>): void {
  if (BESIDE.has(path)) return;
  if (Array.isArray(value)) {
    into.set(path, value.map(String).join(', '));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) leaves(one, path === '' ? key : `${path}.${key}`, into);
  } else if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
    into.set(path, value as Leaf);
  }
}

/**
 * Every setting, fingerprint, version and property of the machine that is not the same in all runs; results are left
 * out.
 *
 * @example
 * runDifferences([a, b]); // [{ field: 'config.seed', values: [0, 1] }]
 */
export function runDifferences(runs: readonly Run[]): RunDifference[] {
  const tables = runs.map(({ record: { result: _, error: __, ...made } }) => {
    const table = new Map<string, Leaf>();
    leaves(made, '', table);
    return table;
  });
  const fields = [...new Set(tables.flatMap((table) => [...table.keys()]))];
  return fields.flatMap((field) => {
    const values = tables.map((table) => table.get(field));
    return values.every((value) => value === values[0]) ? [] : [{ field, values }];
  });
}
