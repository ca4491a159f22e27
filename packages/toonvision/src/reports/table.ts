// A table of a report.
import { html } from 'hono/html';

/** What `html` gives, or text, which it escapes. */
export type Markup = ReturnType<typeof html> | string;

/** Numbers stand at the right. */
export type Cell = string | number;

/** The table in a box that scrolls where it is wider than the page. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): Markup {
  const isNumber = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const mark = (column: number) => (isNumber[column] === true ? 'number' : 'text');
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${head.map((cell, column) => html`<th scope="col" class="${mark(column)}">${cell}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell, column) => html`<td class="${mark(column)}">${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
