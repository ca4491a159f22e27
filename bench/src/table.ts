// Prints the measurements: a row a contender, a column a model and thread count, ratios of ours to each and targets.
import type { Contender } from './contenders.ts';
import type { Measurement } from './measure.ts';
import { targetOf, verdict } from './targets.ts';

type Cell = Pick<Measurement, 'model' | 'task' | 'threads'>;

/** `12.3`, `123`, `1,234`: three digits carry all that a throughput says. */
export function rate(value: number): string {
  if (value < 10) return value.toFixed(2);
  if (value < 100) return value.toFixed(1);
  return Math.round(value).toLocaleString('en-US');
}

const ratio = (value: number): string => (value < 10 ? `${value.toFixed(2)}x` : `${Math.round(value)}x`);

const RATIO_WIDTH = 6;
const VERDICT_WIDTH = '>= 1.5x NOT met'.length;

function comparison(times: number, contender: string, { task, model }: Cell): string {
  const target = targetOf(contender, task, model);
  return `${ratio(times).padStart(RATIO_WIDTH)} ${target === undefined ? '' : verdict(times, target)}`.trimEnd();
}

/** The table of one task as lines, with its footnotes. */
export function taskTable(
  cells: readonly Cell[],
  contenders: readonly Contender[],
  measurements: readonly Measurement[],
  batch: number,
): string[] {
  const find = (contender: string, cell: Cell): Measurement | undefined =>
    measurements.find(
      (measurement) =>
        measurement.contender === contender &&
        measurement.model === cell.model &&
        measurement.task === cell.task &&
        measurement.threads === cell.threads,
    );
  const header = ['', ...cells.map(({ model, threads }) => `${model}, ${threads} thread${threads === 1 ? '' : 's'}`)];
  const aimed = contenders.some(({ id }) => cells.some(({ task, model }) => targetOf(id, task, model) !== undefined));
  const blank = ''.padEnd(aimed ? RATIO_WIDTH + 1 + VERDICT_WIDTH : RATIO_WIDTH);
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
      if (measurement.imagesPerSecond === null) return `${mark(measurement.note ?? 'not measured')} n/a ${blank}`;
      const ours = id === 'ours' ? null : (find('ours', cell)?.imagesPerSecond ?? null);
      let marks = '';
      if (measurement.threadsUsed !== cell.threads) marks += mark('uses one thread, in every column');
      if (measurement.batch !== batch) marks += mark(`batch ${measurement.batch}, being slow`);
      const compared = ours === null ? '' : comparison(ours / measurement.imagesPerSecond, id, cell);
      return `${marks} ${rate(measurement.imagesPerSecond)} ${compared.padEnd(blank.length)}`;
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
