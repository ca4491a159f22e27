// The rows of a CSV, TSV or JSONL manifest: image, label, and the other columns.
import { parse as parseCsv } from 'csv-parse/sync';
import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { parseSplitName } from './fileTree.ts';
import type { SourceObject } from './source.ts';
import type { SplitName } from './splitNames.ts';

/** One row that is in order. */
export interface ManifestRow {
  line: number;
  picture: string;
  label: string;
  /** Pixels; null for the whole picture. */
  box: SourceObject['box'];
  size: { width: number; height: number } | null;
  split: SplitName | null;
  street: string | null;
  burst: string | null;
  truncated: boolean;
  difficult: boolean;
}

/** What a manifest in CSV or JSONL says, and what is wrong in it. */
export interface Manifest {
  rows: ManifestRow[];
  /** Rows that cannot be used; `picture` where the row says it. */
  faults: { line: number; picture: string | null; message: string }[];
}

/** What a column may be called; the first that is there counts. Upper and lower case, spaces and `-` do not matter. */
const COLUMNS = {
  picture: ['picture', 'image', 'file', 'filename', 'file_name', 'path', 'image_path', 'filepath', 'screenshot'],
  label: ['label', 'class', 'name', 'category', 'class_name'],
  split: ['split', 'set', 'subset'],
  street: ['street'],
  burst: ['burst'],
  truncated: ['truncated'],
  difficult: ['difficult'],
  xmin: ['xmin', 'x_min', 'x1', 'left'],
  ymin: ['ymin', 'y_min', 'y1', 'top'],
  xmax: ['xmax', 'x_max', 'x2', 'right'],
  ymax: ['ymax', 'y_max', 'y2', 'bottom'],
  x: ['x'],
  y: ['y'],
  width: ['width', 'w'],
  height: ['height', 'h'],
  box: ['box', 'bbox'],
} as const;
type Column = keyof typeof COLUMNS;

const tidy = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');

/** Which key of a row holds each column. */
function findColumns(keys: readonly string[]): Partial<Record<Column, string>> {
  const byName = new Map(keys.map((key) => [tidy(key), key]));
  const found: Partial<Record<Column, string>> = {};
  for (const column of Object.keys(COLUMNS) as Column[]) {
    const name = COLUMNS[column].find((candidate) => byName.has(candidate));
    const key = name === undefined ? undefined : byName.get(name);
    if (key !== undefined) found[column] = key;
  }
  return found;
}

const isManifestHead = (keys: readonly string[]) => {
  const { picture, label } = findColumns(keys);
  return picture !== undefined && label !== undefined;
};

/** The sign between the columns of a head line: the one that stands there most often. */
function delimiterOf(head: string): string {
  const count = (sign: string) => head.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

const isLines = (file: string) => /\.(jsonl|ndjson)$/i.test(file);
export const isManifestFile = (file: string): boolean => /\.(csv|tsv|jsonl|ndjson)$/i.test(file);

/** True when the beginning of a file is that of a manifest: it has a column for the image and one for the label. */
export function looksLikeManifest(file: string, head: string): boolean {
  const [line = ''] = head.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  if (!isLines(file))
    return isManifestHead(line.split(delimiterOf(line)).map((name) => name.trim().replaceAll(/^"|"$/g, '')));
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' && isManifestHead(Object.keys(value));
  } catch {
    return false;
  }
}

const finite = z.coerce.number().min(-1e7).max(1e7);
const isEmpty = (value: unknown) => value === undefined || value === null || value === '';
const text = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() || null : null;
const flag = (value: unknown) => value === true || value === 1 || /^(1|true|yes)$/i.test(String(value ?? ''));

/** The number in a cell; undefined for an empty cell, null for anything else. */
function numberIn(value: unknown): number | null | undefined {
  if (isEmpty(value)) return undefined;
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const parsed = typeof value === 'string' && value.trim() === '' ? undefined : finite.safeParse(value);
  return parsed?.success ? parsed.data : null;
}

/** The box of a row: four corners, a corner with width and height, a list, or none; or what is wrong with it. */
function boxOf(cell: (column: Column) => unknown): { box: SourceObject['box'] } | string {
  const listed = cell('box');
  const corners = ['xmin', 'ymin', 'xmax', 'ymax'] as const;
  const sides = ['x', 'y', 'width', 'height'] as const;
  let values: (number | null | undefined)[];
  let names: readonly string[] = corners;
  if (!isEmpty(listed)) {
    const list = z.tuple([finite, finite, finite, finite]).safeParse(listed);
    const named = z.looseObject({ xmin: finite, ymin: finite, xmax: finite, ymax: finite }).safeParse(listed);
    if (list.success) values = list.data;
    else if (named.success) values = corners.map((corner) => named.data[corner]);
    else return 'the box is neither [xmin, ymin, xmax, ymax] nor an object with these names';
  } else if (corners.some((corner) => !isEmpty(cell(corner)))) values = corners.map((name) => numberIn(cell(name)));
  else if (!isEmpty(cell('x')) || !isEmpty(cell('y'))) {
    const [x, y, width, height] = sides.map((name) => numberIn(cell(name)));
    names = sides;
    const ends = [width, height].map((length, axis) => {
      const start = axis === 0 ? x : y;
      return typeof length === 'number' && typeof start === 'number' ? start + length : null;
    });
    values = [x, y, ...ends];
  } else return { box: null };
  const missing = values.findIndex((value) => typeof value !== 'number');
  if (missing >= 0) return `${names[missing]} is missing or no number`;
  const [xmin = 0, ymin = 0, xmax = 0, ymax = 0] = values.map(Number);
  return { box: { xmin, ymin, xmax, ymax } };
}

function readRow(
  values: Record<string, unknown>,
  columns: Partial<Record<Column, string>>,
  line: number,
): ManifestRow | Manifest['faults'][number] {
  const cell = (column: Column) => {
    const key = columns[column];
    return key !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
  };
  const picture = text(cell('picture'));
  if (picture === null) return { line, picture, message: 'it names no image' };
  const label = text(cell('label'));
  if (label === null) return { line, picture, message: 'it has no label' };
  const box = boxOf(cell);
  if (typeof box === 'string') return { line, picture, message: box };
  const side = text(cell('split'));
  const split = side === null ? null : parseSplitName(side);
  if (split === undefined) return { line, picture, message: `unknown split ${side}; write train, val or test` };
  const sized = isEmpty(cell('x')) ? [numberIn(cell('width')), numberIn(cell('height'))] : [];
  const [width, height] = sized;
  return {
    line,
    picture,
    label,
    box: box.box,
    size: typeof width === 'number' && typeof height === 'number' ? { width, height } : null,
    split,
    street: text(cell('street')),
    burst: text(cell('burst')),
    truncated: flag(cell('truncated')),
    difficult: flag(cell('difficult')),
  };
}

/** The records of the text with the line each stands in, or a broken line. */
function* recordsOf(content: string, where: string): Generator<{ line: number; values: unknown }> {
  if (isLines(where)) {
    for (const [index, line] of content.split('\n').entries()) {
      if (line.trim() === '') continue;
      let values: unknown;
      try {
        values = JSON.parse(line);
      } catch {
        values = undefined;
      }
      yield { line: index + 1, values };
    }
    return;
  }
  let records: unknown;
  try {
    const [head = ''] = content.split(/\r\n|\r|\n/);
    records = parseCsv(content, {
      columns: true,
      delimiter: delimiterOf(head),
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    throw new UserError(`no CSV: ${error instanceof Error ? error.message : String(error)}`, {
      where,
      remedy: 'Save it again as CSV with a head line, or fix the line.',
    });
  }
  const schema = z.object({ record: z.unknown(), info: z.looseObject({ lines: z.number() }) });
  for (const item of Array.isArray(records) ? records : []) {
    const { record, info } = schema.parse(item);
    yield { line: info.lines, values: record };
  }
}

/**
 * The rows of a manifest. In CSV the columns have a head line; the sign between them may be `,`, `;` or a tab.
 *
 * @param where How messages call the file; its ending tells CSV from JSONL.
 * @throws UserError when the CSV is broken, or there is no column for the image or the label.
 *
 * @example
 * parseManifest('image,label\na.png,cat\n', 'samples.csv').rows[0]?.label // 'cat'
 */
export function parseManifest(content: string, where: string): Manifest {
  const manifest: Manifest = { rows: [], faults: [] };
  let shared: Partial<Record<Column, string>> | undefined;
  for (const { line, values } of recordsOf(content, where)) {
    if (values === null || typeof values !== 'object' || Array.isArray(values)) {
      manifest.faults.push({ line, picture: null, message: 'no JSON object' });
      continue;
    }
    const record = values as Record<string, unknown>;
    const columns: Partial<Record<Column, string>> =
      isLines(where) || shared === undefined ? findColumns(Object.keys(record)) : shared;
    shared = columns;
    if (!isLines(where) && (columns.picture === undefined || columns.label === undefined))
      throw new UserError(`there is no column for the ${columns.picture === undefined ? 'image' : 'label'}`, {
        where,
        remedy: `Call one ${COLUMNS[columns.picture === undefined ? 'picture' : 'label'].slice(0, 4).join(' or ')}.`,
      });
    const row = readRow(record, columns, line);
    if ('message' in row) manifest.faults.push(row);
    else manifest.rows.push(row);
  }
  return manifest;
}
