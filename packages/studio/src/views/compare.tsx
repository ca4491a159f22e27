// Comparison of runs: metrics, learning curves, settings that differ, and the paired difference of the first two.
import type { ComparisonView } from '../api.ts';
import { formatCompact, formatCount, formatDecimal, formatPercent, plural } from '../format.ts';
import { className, seriesColors } from '../parts/classColors.ts';
import { DataTable } from '../parts/dataTable.tsx';
import { ImageTile } from '../parts/imageTile.tsx';
import { curveOf, LineChart } from '../parts/lineChart.tsx';
import { PageHeader } from '../parts/pageHeader.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { route } from '../router.ts';
import { useLoad } from '../useLoad.ts';

const MAX_TILES = 60;
const MAX_VALUE_LENGTH = 40;

const colorOf = (index: number): string => {
  const colors = seriesColors();
  return colors[index % colors.length] ?? 'var(--accent)';
};

export function CompareView() {
  const runs = route.value.query.get('runs') ?? '';
  const loaded = useLoad<ComparisonView>(runs === '' ? null : `compare?runs=${encodeURIComponent(runs)}`, ['run']);
  return (
    <>
      <PageHeader title="Compare" parent={{ address: '/runs', name: 'Runs' }} />
      {runs === '' ? (
        <Empty title="No runs selected">
          <p>
            Select two or more in the <a href="/runs">table of runs</a>.
          </p>
        </Empty>
      ) : (
        <Show of={loaded}>{(view) => <Comparison view={view} />}</Show>
      )}
    </>
  );
}

function Comparison({ view }: { view: ComparisonView }) {
  const { runs, settings, curves } = view;
  const series = (field: string) =>
    curves.map(({ run, history }, index) => ({
      name: run,
      color: colorOf(index),
      points: curveOf(history, field),
    }));
  return (
    <>
      <section class="panel">
        <h2>Difference</h2>
        <PairedDifference view={view} />
        <DataTable
          rows={runs}
          rowKey={({ name }) => name}
          columns={[
            {
              key: 'run',
              title: 'Run',
              isRowHeader: true,
              render: ({ name }, index) => (
                <>
                  <span class="dot" style={{ background: colorOf(index) }} />
                  <a href={`/runs/${encodeURIComponent(name)}`}>{name}</a>
                </>
              ),
            },
            { key: 'valLoss', title: 'Val loss', align: 'right', render: ({ valLoss }) => formatDecimal(valLoss) },
            {
              key: 'valAccuracy',
              title: 'Val accuracy',
              align: 'right',
              render: ({ valAccuracy }) => formatPercent(valAccuracy),
            },
            {
              key: 'testAccuracy',
              title: 'Test accuracy',
              align: 'right',
              render: ({ testAccuracy }) => formatPercent(testAccuracy),
            },
            {
              key: 'parameters',
              title: 'Parameters',
              align: 'right',
              render: ({ parameters }) => formatCount(parameters),
            },
            {
              key: 'multiplyAdds',
              title: 'Multiply-adds',
              align: 'right',
              render: ({ multiplyAdds }) => formatCompact(multiplyAdds),
            },
          ]}
        />
      </section>
      <section class="panel">
        <h2>Learning curves</h2>
        <div class="grid">
          <LineChart title="Validation loss" low={0} series={series('valLoss')} />
          <LineChart title="Validation accuracy" low={0} high={1} series={series('valAccuracy')} />
        </div>
      </section>
      <section class="panel">
        <h2>Differing settings</h2>
        {settings.length === 0 ? (
          <p class="muted">None: the runs share their settings, data, versions and machine.</p>
        ) : (
          <DataTable
            label="Differing settings"
            rows={settings}
            rowKey={({ field }) => field}
            columns={[
              { key: 'field', title: 'Setting', isRowHeader: true, render: ({ field }) => field },
              ...runs.map(({ name }, index) => ({
                key: name,
                title: name,
                render: ({ values }: (typeof settings)[number]) => <code>{shorten(values[index] ?? '')}</code>,
              })),
            ]}
          />
        )}
      </section>
    </>
  );
}

const shorten = (text: string): string =>
  text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;

const formatPoints = (value: number): string => `${value >= 0 ? '+' : '−'}${Math.abs(value * 100).toFixed(1)}`;

function verdictOf(excludesZero: boolean, isSignificant: boolean): string {
  if (excludesZero && isSignificant) return 'The difference is larger than chance.';
  if (!excludesZero && !isSignificant) return 'The difference may be due to chance.';
  return 'Interval and test disagree, so the difference may be due to chance.';
}

function PairedDifference({ view: { paired, runs } }: { view: ComparisonView }) {
  if ('missing' in paired) return <p class="muted">{paired.missing}</p>;
  const [first = '', second = ''] = runs.map(({ name }) => name);
  const { split, samples, onlyFirst, onlySecond, difference, interval, pValue, differing } = paired;
  const excludesZero = interval.low > 0 || interval.high < 0;
  return (
    <>
      <p class="verdict">
        On the same {formatCount(samples)} {split} samples, the accuracy of <strong>{second}</strong> is{' '}
        {Math.abs(difference * 100).toFixed(1)} percentage points {difference < 0 ? 'lower' : 'higher'} than that of{' '}
        <strong>{first}</strong> (95% CI {formatPoints(interval.low)} to {formatPoints(interval.high)}, McNemar p{' '}
        {pValue < 0.001 ? '< 0.001' : `= ${pValue.toPrecision(2)}`}). {verdictOf(excludesZero, pValue < 0.05)}
      </p>
      <p class="muted">
        <strong>{first}</strong> alone is correct on {plural(onlyFirst, 'sample')}, <strong>{second}</strong> alone on{' '}
        {onlySecond}.
      </p>
      {differing.length > 0 && (
        <details>
          <summary>Samples that only one of them classifies correctly</summary>
          <div class="strip">
            {differing.slice(0, MAX_TILES).map(({ id, true: truth, first: a, second: b }) => (
              <ImageTile
                key={id}
                address={`/samples/${encodeURIComponent(id)}`}
                thumbnail={`/api/thumbnail?sample=${encodeURIComponent(id)}`}
                title={id}
                name={className(truth)}
                note={`${className(a)} | ${className(b)}`}
              />
            ))}
          </div>
        </details>
      )}
    </>
  );
}
