// Precision, recall and F1 of each class: of all samples with intervals, or of those of one street.
import type { EvaluationView } from '../api.ts';
import { decimal, percent, whole } from '../format.ts';
import { Scroll } from '../parts/scroll.tsx';
import { navigate, place, withQuery } from '../router.ts';
import { ClassName } from './dataset.tsx';

const between = ({ low, high }: { low: number; high: number }): string =>
  `${(low * 100).toFixed(0)}–${percent(high, 0)}`;

export function ClassReport({ view }: { view: EvaluationView }) {
  const { streets, evaluation } = view;
  const asked = place.value.query.get('street');
  const street = streets.find((one) => one.street === asked);
  const report = street?.report ?? evaluation.report;
  const { accuracy, macroAverage, weightedAverage, support } = report;
  const averages = [
    ['macro', macroAverage],
    ['weighted', weightedAverage],
  ] as const;
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>
          Classes <span class="soft small">{street === undefined ? 'with 95% intervals' : `on ${street.street}`}</span>
        </h2>
        {streets.length > 0 && (
          <label class="field inline">
            Street
            <select onChange={(event) => navigate(withQuery({ street: event.currentTarget.value }), { replace: true })}>
              <option value="">all</option>
              {streets.map((one) => (
                <option key={one.street} value={one.street} selected={one === street}>
                  {one.street}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <Scroll label="Report of the classes">
        <table>
          <thead>
            <tr>
              <th scope="col">Class</th>
              {['Precision', 'Recall', 'F1', 'Samples'].map((title) => (
                <th key={title} scope="col" class="right">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.classes.map((one, index) => {
              const whole95 = street === undefined ? evaluation.perClass[index] : undefined;
              const none = one.support === 0;
              return (
                <tr key={one.name} class={none ? 'soft' : ''}>
                  <th scope="row">
                    <ClassName name={one.name} />
                  </th>
                  <td class="right">
                    {percent(none && one.precision === 0 ? null : one.precision, 0)}
                    {whole95 !== undefined && <div class="soft small">{between(whole95.precisionInterval)}</div>}
                  </td>
                  <td class="right">
                    {percent(none ? null : one.recall, 0)}
                    {whole95 !== undefined && <div class="soft small">{between(whole95.recallInterval)}</div>}
                  </td>
                  <td class="right">{decimal(none ? null : one.f1, 2)}</td>
                  <td class="right">{whole(one.support)}</td>
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            {averages.map(([name, scores]) => (
              <tr key={name} class="soft">
                <th scope="row">{name} average</th>
                <td class="right">{percent(scores.precision, 0)}</td>
                <td class="right">{percent(scores.recall, 0)}</td>
                <td class="right">{decimal(scores.f1, 2)}</td>
                <td class="right" />
              </tr>
            ))}
            <tr>
              <th scope="row">accuracy</th>
              <td class="right" colSpan={3}>
                {percent(accuracy)}
              </td>
              <td class="right">{whole(support)}</td>
            </tr>
          </tfoot>
        </table>
      </Scroll>
    </section>
  );
}
