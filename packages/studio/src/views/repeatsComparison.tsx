// Two groups of repeats against each other, seed by seed: what differs by more than the luck of the seed.
import { EVALUATION_METRICS, formatMetric } from 'toonvision/page';
import type { RepeatsComparisonView as Answer, RepeatsView } from '../api.ts';
import { Show } from '../parts/words.tsx';
import { navigate, place, withQuery } from '../router.ts';
import { theme } from '../theme.ts';
import { useLoad } from '../useLoad.ts';

export function RepeatsComparison({ view }: { view: RepeatsView }) {
  const { name, others } = view;
  const chosen = place.value.query.get('with');
  const other = others.find((one) => one === chosen);
  if (others.length === 0)
    return (
      <section class="panel">
        <h2>Compare</h2>
        <p class="soft">
          There are no other repeats of the same classes yet. <a href="/train">Train some</a> with the same seeds and
          another model or setting.
        </p>
      </section>
    );
  return (
    <section class="panel" id="compare">
      <div class="panel-head">
        <h2>Compare</h2>
        <label class="field inline">
          with
          <select
            onChange={(event) => navigate(withQuery({ with: event.currentTarget.value }), { replace: true })}
            value={other ?? ''}
          >
            <option value="">choose …</option>
            {others.map((one) => (
              <option key={one} value={one} selected={one === other}>
                {one}
              </option>
            ))}
          </select>
        </label>
      </div>
      {other === undefined ? (
        <p class="soft">Seed by seed, with an interval of the mean difference.</p>
      ) : (
        <Against name={name} other={other} split={view.metrics.test.length === 0 ? 'val' : 'test'} />
      )}
    </section>
  );
}

function Against({ name, other, split }: { name: string; other: string; split: 'val' | 'test' }) {
  const asked = place.value.query.get('split') === 'val' ? 'val' : split;
  const loaded = useLoad<Answer>(
    `repeats/${encodeURIComponent(name)}/against/${encodeURIComponent(other)}?split=${asked}`,
    ['repeats'],
  );
  return (
    <Show of={loaded}>
      {(view) =>
        'missing' in view ? <p class="soft">{view.missing}</p> : <Compared name={name} other={other} view={view} />
      }
    </Show>
  );
}

type Compared = Exclude<Answer, { missing: string }>;
type Row = Compared['metrics'][number];

const signed = (metric: Row['metric'], value: number): string =>
  `${value < 0 ? '−' : '+'}${formatMetric(metric, Math.abs(value))}`;

function verdict({ distinguishable, difference, better, pValue }: Row): { text: string; tone: string } {
  if (pValue === null) return { text: 'one seed says nothing', tone: 'soft' };
  if (!distinguishable) return { text: 'within luck', tone: 'soft' };
  const isBetter = difference < 0 === (better === 'lower');
  return { text: isBetter ? 'better' : 'worse', tone: isBetter ? 'good' : 'bad' };
}

function Compared({ name, other, view }: { name: string; other: string; view: Compared }) {
  const { metrics, seeds, level, split, charts } = view;
  const asked = place.value.query.get('metric');
  const chosen = metrics.find(({ metric }) => metric === asked) ?? metrics[0];
  const [wrong] = metrics;
  return (
    <>
      {wrong !== undefined && (
        <p class="verdict">
          On {split === 'val' ? 'validation' : 'test'} <strong>{other}</strong> has{' '}
          {formatMetric('wrong', Math.abs(wrong.difference))} {wrong.difference <= 0 ? 'fewer' : 'more'} wrong samples
          than <strong>{name}</strong> in the mean of {seeds.length} paired seeds
          {wrong.interval !== null &&
            `; ${level * 100}% interval ${signed('wrong', wrong.interval.low)} to ${signed('wrong', wrong.interval.high)}`}
          .{' '}
          {wrong.interval === null
            ? 'One seed says nothing.'
            : wrong.distinguishable
              ? 'That is more than the luck of the seed.'
              : 'That lies within the luck of the seed.'}
        </p>
      )}
      <div class="scroll">
        <table class="runs">
          <thead>
            <tr>
              <th scope="col">Metric</th>
              {[name, other, 'Difference', `${level * 100}% interval`, 'p'].map((title) => (
                <th key={title} scope="col" class="right">
                  {title}
                </th>
              ))}
              <th scope="col">{other} is</th>
            </tr>
          </thead>
          <tbody>
            {metrics.map((row) => {
              const { metric, a, b, difference, interval, pValue } = row;
              const { text, tone } = verdict(row);
              return (
                <tr key={metric} class={metric === chosen?.metric ? 'marked' : ''}>
                  <th scope="row">
                    <a href={withQuery({ metric })}>{EVALUATION_METRICS[metric].title}</a>
                  </th>
                  <td class="right">{formatMetric(metric, a.mean)}</td>
                  <td class="right">{formatMetric(metric, b.mean)}</td>
                  <td class="right">{signed(metric, difference)}</td>
                  <td class="right">
                    {interval === null ? '–' : `${signed(metric, interval.low)} to ${signed(metric, interval.high)}`}
                  </td>
                  <td class="right">{pValue === null ? '–' : pValue < 0.001 ? '< 0.001' : pValue.toFixed(3)}</td>
                  <td class={tone}>{text}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {chosen !== undefined && (
        <img
          class="drawn beside-table"
          src={`${charts[chosen.metric]}&theme=${theme.value}`}
          alt={`${EVALUATION_METRICS[chosen.metric].title} of both, a point a run`}
        />
      )}
    </>
  );
}
