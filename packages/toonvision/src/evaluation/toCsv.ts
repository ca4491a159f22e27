// Tables as comma-separated values (RFC 4180).

/** A cell of a CSV table; null and undefined are empty. */
export type CsvCell = string | number | boolean | null | undefined;

/**
 * Formats rows as CSV with `\n` line ends. Cells with a comma, a quote or a line break are quoted; numbers keep all
 * their digits.
 *
 * @example
 * toCsv(['street', 'wrong'], [['Daisy, Gardens', 3]]); // 'street,wrong\n"Daisy, Gardens",3\n'
 */
export function toCsv(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(toCell).join(',')}\n`).join('');
}

function toCell(cell: CsvCell): string {
  const text = cell === null || cell === undefined ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
