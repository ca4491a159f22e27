// Report section on settings: the command, fingerprints, every setting, and the environment.
import { html } from 'hono/html';
import type { ReportData } from './readReportData.ts';
import { type Cell, type Markup, table } from './table.ts';

function settingRows(value: unknown, path: string): Cell[][] {
  if (Array.isArray(value)) return [[path, value.join(', ')]];
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, entry]) => settingRows(entry, path === '' ? key : `${path}.${key}`));
  return value === undefined ? [] : [[path, value === null ? 'none' : String(value)]];
}

/** Renders the section. */
export function settingsSection({ run }: ReportData): Markup {
  const { record } = run;
  const { config, data, versions, machine, threads, result } = record;
  return html`<p>The same command on the same data gives bit-identical weights on any machine and with any number of threads.</p>
    <pre tabindex="0">${record.command ?? 'The run was trained with the library, not from the command line.'}</pre>
    ${table(
      ['input or result', 'fingerprint'],
      [
        ['samples', data.fingerprints.samples],
        ['split', data.fingerprints.split],
        ['pixels', data.fingerprints.pixels],
        ...(result === undefined ? [] : [['resulting weights', result.weightsSha256]]),
        ['engine', `@toonvision/nn ${versions.nn}`],
      ],
    )}
    <h3>Settings</h3>
    ${table(['setting', 'value'], settingRows(config, ''))}
    <h3>Environment</h3>
    ${table(
      ['property', 'value'],
      [
        ['started', record.startedAt],
        ['finished', record.endedAt ?? '-'],
        ['machine', `${machine.cpu}, ${machine.cores} cores, ${machine.platform} ${machine.arch}`],
        ['threads', String(threads)],
        ['Node', versions.node],
        ...(result === undefined ? [] : [['peak memory', `${Math.round(result.peakMemoryBytes / 1e6)} MB`]]),
      ],
    )}`;
}
