// Of a report: every setting, and the command that does it again.
import { html } from 'hono/html';
import type { ReportData } from './readReportData.ts';
import { type Cell, type Markup, table } from './table.ts';

function settings(value: unknown, path: string): Cell[][] {
  if (Array.isArray(value)) return [[path, value.join(', ')]];
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, one]) => settings(one, path === '' ? key : `${path}.${key}`));
  return value === undefined ? [] : [[path, value === null ? 'none' : String(value)]];
}

export function settingsSection({ run }: ReportData): Markup {
  const { record } = run;
  const { config, data, versions, machine, threads, result } = record;
  return html`<p>The same command on the same data gives the same weights to the last bit, whatever the machine and the number of threads.</p>
    <pre tabindex="0">${record.command ?? 'The run was trained by a program through the library.'}</pre>
    ${table(
      ['what must be the same', 'fingerprint'],
      [
        ['samples', data.fingerprints.samples],
        ['split', data.fingerprints.split],
        ['pixels', data.fingerprints.pixels],
        ...(result === undefined ? [] : [['weights that come out', result.weightsSha256]]),
        ['engine', `@toonvision/nn ${versions.nn}`],
      ],
    )}
    <h3>Settings</h3>
    ${table(['setting', 'value'], settings(config, ''))}
    <h3>Where and when</h3>
    ${table(
      ['what', 'value'],
      [
        ['started', record.startedAt],
        ['ended', record.endedAt ?? '-'],
        ['machine', `${machine.cpu}, ${machine.cores} cores, ${machine.platform} ${machine.arch}`],
        ['threads', String(threads)],
        ['Node', versions.node],
        ...(result === undefined ? [] : [['largest memory', `${Math.round(result.peakMemoryBytes / 1e6)} MB`]]),
      ],
    )}`;
}
