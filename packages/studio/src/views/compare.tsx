// Runs beside each other: numbers, curves over one another, settings that differ, the paired difference.
import type { ComparisonView } from '../api.ts';
import { decimal, percent, short, whole } from '../format.ts';
import { className, seriesColours } from '../parts/classColour.ts';
import { curveOf, LineChart } from '../parts/lineChart.tsx';
import { Empty, Show } from '../parts/words.tsx';
import { place } from '../router.ts';
import { useLoad } from '../useLoad.ts';

export function CompareView() {
  const runs = place.value.query.get('runs') ?? '';
  const loaded = useLoad<ComparisonView>(runs === '' ? null : `compare?runs=${encodeURIComponent(runs)}`, ['run']);
  return (
    <>
      <div class="head">
        <h1>
          <a class="crumb" href="/runs">
            Runs /
          </a>{' '}
          Compare
        </h1>
      </div>
      {runs === '' ? (
        <Empty title="No runs are chosen">
          <p>
            Choose two or more in the <a href="/runs">table of runs</a>.
          </p>
        </Empty>
      ) : (
        <Show of={loaded}>{(view) => <Comparison view={view} />}</Show>
      )}
    </>
  );
}

const points = (value: number): string => `${value >= 0 ? '+' : '−'}${Math.abs(value * 100).toFixed(1)}`;

function Verdict({ view }: { view: ComparisonView }) {
  const { paired, runs } = view;
  if ('missing' in paired) return <p class="soft">{paired.missing}</p>;
  const [first = '', second = ''] = runs.map(({ name }) => name);
  const { split, samples, onlyFirst, onlySecond, difference, interval, pValue, differing } = paired;
  const sure = interval.low > 0 || interval.high < 0;
  return (
    <>
      <p class="verdict">
        On the same {whole(samples)} {split} samples <strong>{second}</strong> has{' '}
        {Math.abs(difference * 100).toFixed(1)} points {difference < 0 ? 'less' : 'more'} accuracy than{' '}
        <strong>{first}</strong>; 95% interval {points(interval.low)} to {points(interval.high)}, McNemar p{' '}
        {pValue < 0.001 ? '< 0.001' : `= ${pValue.toPrecision(2)}`}.{' '}
        {sure ? 'That is more than luck would give.' : 'That may be luck.'}
      </p>
      <p class="soft">
        Only {first} was right {onlyFirst} times, only {second} {onlySecond} times.
      </p>
      {differing.length > 0 && (
        <details>
          <summary>The samples that one of them got right</summary>
          <div class="strip">
            {differing.slice(0, 60).map(({ id, true: truth, first: a, second: b }) => (
              <a key={id} class="tile" href={`/samples/${encodeURIComponent(id)}`} title={id}>
                <span class="shot">
                  <img src={`/api/thumbnail?sample=${encodeURIComponent(id)}`} alt="" loading="lazy" />
                </span>
                <span class="name">{className(truth)}</span>
                <span class="below">
                  {className(a)} | {className(b)}
                </span>
              </a>
            ))}
          </div>
        </details>
      )}
    </>
  );
}

function Comparison({ view }: { view: ComparisonView }) {
  const { runs, settings, curves } = view;
  const colours = seriesColours();
  const series = (field: string) =>
    curves.map(({ run, history }, index) => ({
      name: run,
      colour: colours[index % colours.length] ?? 'var(--accent)',
      points: curveOf(history, field),
    }));
  return (
    <>
      <section class="panel">
        <h2>Difference</h2>
        <Verdict view={view} />
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Run</th>
                {['Val loss', 'Val accuracy', 'Test accuracy', 'Parameters', 'Multiply-adds'].map((title) => (
                  <th key={title} scope="col" class="right">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {runs.map((run, index) => (
                <tr key={run.name}>
                  <th scope="row">
                    <span class="dot" style={{ background: colours[index % colours.length] }} />
                    <a href={`/runs/${encodeURIComponent(run.name)}`}>{run.name}</a>
                  </th>
                  <td class="right">{decimal(run.valLoss)}</td>
                  <td class="right">{percent(run.valAccuracy)}</td>
                  <td class="right">{percent(run.testAccuracy)}</td>
                  <td class="right">{whole(run.parameters)}</td>
                  <td class="right">{short(run.multiplyAdds)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section class="panel">
        <h2>Curves</h2>
        <div class="grid">
          <LineChart title="Validation loss" low={0} series={series('valLoss')} />
          <LineChart title="Validation accuracy" low={0} high={1} series={series('valAccuracy')} />
        </div>
      </section>
      <section class="panel">
        <h2>What differs</h2>
        {settings.length === 0 ? (
          <p class="soft">Nothing: the same settings, data, versions and machine.</p>
        ) : (
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Setting</th>
                  {runs.map(({ name }) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {settings.map(({ field, values }) => (
                  <tr key={field}>
                    <th scope="row">{field}</th>
                    {values.map((value, index) => (
                      <td key={runs[index]?.name}>
                        <code>{value.length > 40 ? `${value.slice(0, 40)}…` : value}</code>
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
    </>
  );
}
