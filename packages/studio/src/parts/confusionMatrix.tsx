// A confusion matrix: rows are true classes, columns predicted ones, each cell shaded by its share of the row.
import { formatPercent } from '../format.ts';
import { className } from './classColors.ts';
import { ClassName } from './className.tsx';
import { heatColor } from './heatColor.ts';
import { Scroll } from './scroll.tsx';

export function ConfusionMatrix({
  classes,
  counts,
  label,
  addressOf,
}: {
  classes: readonly string[];
  counts: readonly (readonly number[])[];
  /** What the matrix is about, for screen readers. */
  label: string;
  /** Where a cell leads; without it cells are plain numbers. */
  addressOf?: (truth: string, predicted: string) => string;
}) {
  const table = (
    <table class={addressOf === undefined ? 'heat counts' : 'heat matrix'}>
      <caption class="hidden">{label}; rows are true classes, columns predicted ones</caption>
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
        {classes.map((truth, row) => {
          const total = (counts[row] ?? []).reduce((sum, count) => sum + count, 0);
          return (
            <tr key={truth}>
              <th scope="row">
                <ClassName name={truth} />
              </th>
              {classes.map((predicted, column) => {
                const count = counts[row]?.[column] ?? 0;
                const share = total === 0 ? 0 : count / total;
                const style = { background: heatColor(share) };
                const names = `True ${className(truth)}, predicted ${className(predicted)}`;
                const text = `${names}: ${count}, ${formatPercent(share, 0)} of the row`;
                return (
                  <td key={predicted}>
                    {addressOf === undefined ? (
                      <span class={row === column ? 'diagonal' : ''} style={style} title={text}>
                        {count === 0 ? '·' : count}
                      </span>
                    ) : (
                      <a href={addressOf(truth, predicted)} style={style} title={text}>
                        <span class="hidden">{names}: </span>
                        {count}
                        <small>{formatPercent(share, 0)}</small>
                      </a>
                    )}
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
  // Links can be reached by keys and scroll into view; a plain table must be scrollable itself.
  return addressOf === undefined ? <Scroll label={label}>{table}</Scroll> : <div class="scroll">{table}</div>;
}
