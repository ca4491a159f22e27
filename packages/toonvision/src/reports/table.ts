// HTML tables of a report.
import { html } from 'hono/html';

/** Result of `html`, or plain text, which is escaped. */
export type Markup = ReturnType<typeof html> | string;

/** Content of a cell; columns of numbers are right-aligned. */
export type Cell = string | number;

/** Renders a table that scrolls if it is wider than the page. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): Markup {
  const isNumber = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const alignment = (column: number) => (isNumber[column] === true ? 'number' : 'text');
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${head.map((cell, column) => html`<th scope="col" class="${alignment(column)}">${cell}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell, column) => html`<td class="${alignment(column)}">${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
