// Parses the rows of a CSV, TSV or JSONL manifest.
import { parse as parseCsv } from 'csv-parse/sync';
import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { parseSplitName } from './fileTree.ts';
import type { SourceObject } from './source.ts';
import type { SplitName } from './splitNames.ts';

/** A valid row. */
export interface ManifestRow {
  line: number;
  image: string;
  label: string;
  /** In pixels; null for the whole image. */
  box: SourceObject['box'];
  size: { width: number; height: number } | null;
  split: SplitName | null;
  street: string | null;
  burst: string | null;
  truncated: boolean;
  difficult: boolean;
}

/** The content of a manifest. */
export interface Manifest {
  rows: ManifestRow[];
  /** Invalid rows; `image` is null if the row has none. */
  errors: { line: number; image: string | null; message: string }[];
}

/** Accepted names of each column; the first match counts. Case is ignored, and spaces and `-` are read as `_`. */
const COLUMNS = {
  image: ['picture', 'image', 'file', 'filename', 'file_name', 'path', 'image_path', 'filepath', 'screenshot'],
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

/** Maps each column to its key in a row. */
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

const isManifestHeader = (keys: readonly string[]) => {
  const { image, label } = findColumns(keys);
  return image !== undefined && label !== undefined;
};

/** Detects the delimiter of a header line: the most frequent candidate. */
function detectDelimiter(header: string): string {
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

const isJsonLines = (file: string) => /\.(jsonl|ndjson)$/i.test(file);
export const isManifestFile = (file: string): boolean => /\.(csv|tsv|jsonl|ndjson)$/i.test(file);

/** Whether the start of a file looks like a manifest: it has columns for the image and the label. */
export function looksLikeManifest(file: string, head: string): boolean {
  const [line = ''] = head.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  if (!isJsonLines(file))
    return isManifestHeader(line.split(detectDelimiter(line)).map((name) => name.trim().replaceAll(/^"|"$/g, '')));
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' && isManifestHeader(Object.keys(value));
  } catch {
    return false;
  }
}

const finite = z.coerce.number().min(-1e7).max(1e7);
const isEmpty = (value: unknown) => value === undefined || value === null || value === '';
const text = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() || null : null;
const flag = (value: unknown) => value === true || value === 1 || /^(1|true|yes)$/i.test(String(value ?? ''));

/** Parses the number in a cell; undefined for an empty cell, null if it is not a number. */
function parseCell(value: unknown): number | null | undefined {
  if (isEmpty(value)) return undefined;
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const parsed = typeof value === 'string' && value.trim() === '' ? undefined : finite.safeParse(value);
  return parsed?.success ? parsed.data : null;
}

/** Reads the box of a row: four corners, a corner with width and height, a list, or none. A string is an error. */
function readBox(cell: (column: Column) => unknown): { box: SourceObject['box'] } | string {
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
    else return 'expected the box as [xmin, ymin, xmax, ymax] or an object with these fields';
  } else if (corners.some((corner) => !isEmpty(cell(corner)))) values = corners.map((name) => parseCell(cell(name)));
  else if (!isEmpty(cell('x')) || !isEmpty(cell('y'))) {
    const [x, y, width, height] = sides.map((name) => parseCell(cell(name)));
    names = sides;
    const ends = [width, height].map((length, axis) => {
      const start = axis === 0 ? x : y;
      return typeof length === 'number' && typeof start === 'number' ? start + length : null;
    });
    values = [x, y, ...ends];
  } else return { box: null };
  const missing = values.findIndex((value) => typeof value !== 'number');
  if (missing >= 0) return `${names[missing]} is missing or not a number`;
  const [xmin = 0, ymin = 0, xmax = 0, ymax = 0] = values.map(Number);
  return { box: { xmin, ymin, xmax, ymax } };
}

function readRow(
  values: Record<string, unknown>,
  columns: Partial<Record<Column, string>>,
  line: number,
): ManifestRow | Manifest['errors'][number] {
  const cell = (column: Column) => {
    const key = columns[column];
    return key !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
  };
  const image = text(cell('image'));
  if (image === null) return { line, image, message: 'the image is missing' };
  const label = text(cell('label'));
  if (label === null) return { line, image, message: 'the label is missing' };
  const box = readBox(cell);
  if (typeof box === 'string') return { line, image, message: box };
  const splitName = text(cell('split'));
  const split = splitName === null ? null : parseSplitName(splitName);
  if (split === undefined)
    return { line, image, message: `unknown split "${splitName}"; expected one of train, val, test` };
  // Next to x and y, width and height are those of the box.
  const [width, height] = isEmpty(cell('x')) ? [parseCell(cell('width')), parseCell(cell('height'))] : [];
  return {
    line,
    image,
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

/** Iterates over the records and their lines; `values` is undefined for invalid JSON. */
function* recordsOf(content: string, where: string): Generator<{ line: number; values: unknown }> {
  if (isJsonLines(where)) {
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
    const [header = ''] = content.split(/\r\n|\r|\n/);
    records = parseCsv(content, {
      columns: true,
      delimiter: detectDelimiter(header),
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    throw new UserError(`the file is not valid CSV: ${error instanceof Error ? error.message : String(error)}`, {
      where,
      remedy: 'Fix the line, or save the file again as CSV with a header line.',
    });
  }
  const schema = z.object({ record: z.unknown(), info: z.looseObject({ lines: z.number() }) });
  for (const item of Array.isArray(records) ? records : []) {
    const { record, info } = schema.parse(item);
    yield { line: info.lines, values: record };
  }
}

/**
 * Parses a manifest. CSV needs a header line; the delimiter is `,`, `;` or a tab.
 *
 * @param where Name of the file in messages; its extension selects CSV or JSONL.
 * @throws UserError when the CSV is invalid, or lacks a column for the image or the label.
 *
 * @example
 * parseManifest('image,label\na.png,cat\n', 'samples.csv').rows[0]?.label // 'cat'
 */
export function parseManifest(content: string, where: string): Manifest {
  const manifest: Manifest = { rows: [], errors: [] };
  let shared: Partial<Record<Column, string>> | undefined;
  for (const { line, values } of recordsOf(content, where)) {
    if (values === null || typeof values !== 'object' || Array.isArray(values)) {
      manifest.errors.push({ line, image: null, message: 'the line is not a JSON object' });
      continue;
    }
    const record = values as Record<string, unknown>;
    const columns: Partial<Record<Column, string>> =
      isJsonLines(where) || shared === undefined ? findColumns(Object.keys(record)) : shared;
    shared = columns;
    const missing = (['image', 'label'] as const).find((column) => columns[column] === undefined);
    if (!isJsonLines(where) && missing !== undefined)
      throw new UserError(`the column of the ${missing} is missing`, {
        where,
        remedy: `Name the column ${missing}.`,
      });
    const row = readRow(record, columns, line);
    if ('message' in row) manifest.errors.push(row);
    else manifest.rows.push(row);
  }
  return manifest;
}
