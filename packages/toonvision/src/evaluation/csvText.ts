// Rows as comma-separated values: what a spreadsheet or a data frame reads.

/** A value of a CSV table; nothing where there is none. */
export type CsvCell = string | number | boolean | null | undefined;

/**
 * RFC 4180 with `\n` line ends: a cell with a comma, a quote or a line break is quoted; numbers have all their digits;
 * null and undefined are empty.
 *
 * @example
 * csvText(['street', 'wrong'], [['Daisy, Gardens', 3]]); // 'street,wrong\n"Daisy, Gardens",3\n'
 */
export function csvText(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cellText).join(',')}\n`).join('');
}

function cellText(cell: CsvCell): string {
  const text = cell === null || cell === undefined ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
