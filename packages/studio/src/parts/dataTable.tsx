// A table of rows: columns with a title and a renderer, optionally sortable with the order kept in the address.
import type { ComponentChildren } from 'preact';
import { route, setQuery } from '../router.ts';
import { Scroll } from './scroll.tsx';

export interface Column<Row> {
  /** Unique; the name of the order when the column is sortable. */
  key: string;
  title: ComponentChildren;
  /** Numbers are aligned right. */
  align?: 'right';
  isRowHeader?: boolean;
  isSortable?: boolean;
  render: (row: Row, index: number) => ComponentChildren;
  /** Shown on hover. */
  hint?: (row: Row) => string;
  /** Class of a cell, besides its alignment. */
  cellClass?: (row: Row) => string;
}

export interface TableSort {
  by: string;
  descending: boolean;
}

/** The order in the address (`sort`, `down`), for tables with sortable columns. */
export function readSort(keys: readonly string[], fallback: TableSort): TableSort {
  const { query } = route.value;
  const by = keys.find((key) => key === query.get('sort')) ?? fallback.by;
  const down = query.get('down');
  return { by, descending: down === null ? by === fallback.by && fallback.descending : down === '1' };
}

const sortBy = (key: string, { by, descending }: TableSort): void =>
  setQuery({ sort: key, down: key === by && !descending ? '1' : '0' });

interface DataTableProps<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row, index: number) => string | number;
  /** Attributes of a row. */
  rowProps?: (row: Row) => Record<string, unknown>;
  sort?: TableSort;
  /** Makes a table without links scrollable by keys, under this name. */
  label?: string;
  class?: string;
  /** Rows below the body. */
  foot?: ComponentChildren;
}

export function DataTable<Row>({ columns, rows, rowKey, rowProps, sort, label, foot, ...rest }: DataTableProps<Row>) {
  const table = (
    <table class={rest.class ?? ''}>
      <thead>
        <tr>
          {columns.map((column) => (
            <ColumnHeader key={column.key} column={column} sort={sort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={rowKey(row, index)} {...rowProps?.(row)}>
            {columns.map(({ key, align, isRowHeader, render, hint, cellClass }) => {
              const content = render(row, index);
              const classes = [align, cellClass?.(row)].filter(Boolean).join(' ');
              return isRowHeader === true ? (
                <th key={key} scope="row" class={classes}>
                  {content}
                </th>
              ) : (
                <td key={key} class={classes} title={hint?.(row)}>
                  {content}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
      {foot !== undefined && <tfoot>{foot}</tfoot>}
    </table>
  );
  return label === undefined ? <div class="scroll">{table}</div> : <Scroll label={label}>{table}</Scroll>;
}

function ColumnHeader<Row>({ column, sort }: { column: Column<Row>; sort: TableSort | undefined }) {
  const { key, title, align, isSortable } = column;
  const direction = sort?.by !== key ? undefined : sort.descending ? 'descending' : 'ascending';
  if (title === '') return <td />;
  return (
    <th scope="col" class={align} aria-sort={direction}>
      {isSortable === true && sort !== undefined ? (
        <button type="button" onClick={() => sortBy(key, sort)}>
          {title}
          {direction !== undefined && <span aria-hidden="true">{sort.descending ? ' ↓' : ' ↑'}</span>}
        </button>
      ) : (
        title
      )}
    </th>
  );
}
