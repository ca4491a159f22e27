// A confusion matrix to look at: rows true, columns predicted, each cell shaded by its share of the row.
import { percent } from '../format.ts';
import { classColour, className } from './classColour.ts';
import { Scroll } from './scroll.tsx';

export function ConfusionCounts({
  classes,
  counts,
  says,
}: {
  classes: readonly string[];
  counts: readonly (readonly number[])[];
  /** What it is of, for those who do not see it. */
  says: string;
}) {
  return (
    <Scroll label={says}>
      <table class="heat counts">
        <caption class="hidden">{says}; rows are true, columns predicted</caption>
        <thead>
          <tr>
            <td />
            {classes.map((name) => (
              <th key={name} scope="col">
                {className(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {classes.map((row, y) => {
            const own = counts[y] ?? [];
            const all = own.reduce((sum, count) => sum + count, 0);
            return (
              <tr key={row}>
                <th scope="row">
                  <span class="dot" style={{ background: classColour(row) }} /> {className(row)}
                </th>
                {classes.map((column, x) => {
                  const count = own[x] ?? 0;
                  const share = all === 0 ? 0 : count / all;
                  return (
                    <td key={column}>
                      <span
                        class={x === y ? 'right' : ''}
                        style={{ background: `rgba(var(--heat), ${count === 0 ? 0.03 : 0.06 + 0.42 * share})` }}
                        title={`True ${className(row)}, predicted ${className(column)}: ${count}, ${percent(share, 0)} of the row`}
                      >
                        {count === 0 ? '·' : count}
                      </span>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}
