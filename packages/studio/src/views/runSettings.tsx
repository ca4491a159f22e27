// The command, settings, machine and versions of a run.
import { megabytes } from 'toonvision/format';
import type { RunView } from '../api.ts';

const formatValue = (value: unknown): string => {
  if (value === null || value === undefined) return '–';
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(6))) : String(value);
};

/** Nested settings as dotted names with their values. */
function flatten(value: unknown, path = ''): [name: string, value: string][] {
  if (Array.isArray(value)) return [[path, value.map(formatValue).join(', ')]];
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, nested]) => flatten(nested, path === '' ? key : `${path}.${key}`));
  return [[path, path.endsWith('Bytes') && typeof value === 'number' ? megabytes(value) : formatValue(value)]];
}

export function RunSettings({ run }: { run: RunView }) {
  const tables = [
    ['Settings', run.config],
    ['Machine', run.machine],
    ['Versions', run.versions],
  ] as const;
  return (
    <>
      {run.command !== null && (
        <section class="panel">
          <h2>Command</h2>
          <pre>
            <code>{run.command}</code>
          </pre>
        </section>
      )}
      <div class="grid">
        {tables.map(([title, values]) => (
          <section key={title} class="panel">
            <h2>{title}</h2>
            <table class="settings">
              <tbody>
                {flatten(values).map(([name, value]) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>{value}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ))}
      </div>
    </>
  );
}
