// Steps through pages of a list: previous and next, with the range that is shown.
import { formatCount } from '../format.ts';

export function Pager({
  offset,
  size,
  total,
  noun,
  onChange,
}: {
  offset: number;
  /** Rows per page. */
  size: number;
  total: number;
  /** In the plural, for the names of the buttons. */
  noun: string;
  onChange: (offset: number) => void;
}) {
  return (
    <div class="row">
      <button type="button" disabled={offset === 0} onClick={() => onChange(Math.max(0, offset - size))}>
        ←<span class="hidden">Previous {noun}</span>
      </button>
      <span class="muted number small">
        {total === 0
          ? 'None'
          : `${formatCount(offset + 1)}–${formatCount(Math.min(total, offset + size))} of ${formatCount(total)}`}
      </span>
      <button type="button" disabled={offset + size >= total} onClick={() => onChange(offset + size)}>
        →<span class="hidden">Next {noun}</span>
      </button>
    </div>
  );
}
