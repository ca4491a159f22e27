// Differences between runs: settings, data, versions, machine.
import type { Run } from './runFolder.ts';

/** A field that differs between runs. */
export interface RunDifference {
  /** `config.optimizer.learningRate`, `data.fingerprints.split`, ... */
  field: string;
  /** Values in the order of the runs; undefined if a run does not have the field. */
  values: (string | number | boolean | null | undefined)[];
}

/** Fields that do not describe how a run was trained. */
const IGNORED_FIELDS = new Set([
  ...['name', 'pid', 'host', 'status', 'startedAt', 'endedAt', 'resumedAt', 'command', 'format'],
  'config.metrics',
]);

type Leaf = string | number | boolean | null;

function leaves(value: unknown, path: string, into: Map<string, Leaf>): void {
  if (IGNORED_FIELDS.has(path)) return;
  if (Array.isArray(value)) {
    into.set(path, value.map(String).join(', '));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) leaves(child, path === '' ? key : `${path}.${key}`, into);
  } else if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
    into.set(path, value as Leaf);
  }
}

/**
 * Lists every setting, fingerprint, version and machine property that differs between runs. Results are excluded.
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
