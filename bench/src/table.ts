// Prints the measurements: a row a contender, a column a model and thread count, ratios of ours to each.
import type { Contender } from './contenders.ts';
import type { Measurement } from './measure.ts';

type Cell = Pick<Measurement, 'model' | 'task' | 'threads'>;

/** `12.3`, `123`, `1,234`: three digits carry all that a throughput says. */
export function rate(value: number): string {
  if (value < 10) return value.toFixed(2);
  if (value < 100) return value.toFixed(1);
  return Math.round(value).toLocaleString('en-US');
}

const ratio = (value: number): string => (value < 10 ? `${value.toFixed(2)}x` : `${Math.round(value)}x`);

/** The table of one task as lines, with its footnotes. */
export function taskTable(
  cells: readonly Cell[],
  contenders: readonly Contender[],
  measurements: readonly Measurement[],
  batch: number,
): string[] {
  const find = (contender: string, cell: Cell): Measurement | undefined =>
    measurements.find(
      (one) =>
        one.contender === contender &&
        one.model === cell.model &&
        one.task === cell.task &&
        one.threads === cell.threads,
    );
  const header = ['', ...cells.map(({ model, threads }) => `${model}, ${threads} thread${threads === 1 ? '' : 's'}`)];
  const notes: string[] = [];
  const mark = (note: string): string => {
    if (!notes.includes(note)) notes.push(note);
    return `[${notes.indexOf(note) + 1}]`;
  };
  const rows = contenders.map(({ id, label }) => [
    label,
    ...cells.map((cell) => {
      const measurement = find(id, cell);
      if (measurement === undefined) return '';
      if (measurement.imagesPerSecond === null)
        return `${mark(measurement.note ?? 'not measured')} n/a ${''.padStart(6)}`;
      const ours = id === 'ours' ? null : (find('ours', cell)?.imagesPerSecond ?? null);
      let marks = '';
      if (measurement.threadsUsed !== cell.threads) marks += mark('uses one thread, in every column');
      if (measurement.batch !== batch) marks += mark(`batch ${measurement.batch}, being slow`);
      const compared = ours === null ? '' : ratio(ours / measurement.imagesPerSecond);
      return `${marks} ${rate(measurement.imagesPerSecond)} ${compared.padStart(6)}`;
    }),
  ]);
  return [...aligned([header, ...rows]), ...notes.map((note, index) => `  [${index + 1}] ${note}`)];
}

/** Columns as wide as their widest cell: the first to the left, the others to the right. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))).join('  ')}`.trimEnd(),
  );
}
