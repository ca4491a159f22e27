// Comparison of two groups of repeats, paired by seed: which differences are larger than seed variance.
import { EVALUATION_METRICS, formatMetric } from 'toonvision/page';
import type { RepeatsComparisonView as Answer, RepeatsView } from '../api.ts';
import { formatPercent } from '../format.ts';
import { type Column, DataTable } from '../parts/dataTable.tsx';
import { optionsOf, SelectField } from '../parts/selectField.tsx';
import { Show } from '../parts/states.tsx';
import { route, setQuery, withQuery } from '../router.ts';
import { theme } from '../theme.ts';
import { useLoad } from '../useLoad.ts';

export function RepeatsComparison({ view }: { view: RepeatsView }) {
  const { name, others } = view;
  const other = others.find((candidate) => candidate === route.value.query.get('with'));
  if (others.length === 0)
    return (
      <section class="panel">
        <h2>Compare</h2>
        <p class="muted">
          No other repeats have the same classes. <a href="/train">Train another configuration</a> with the same seeds.
        </p>
      </section>
    );
  return (
    <section class="panel" id="compare">
      <div class="panel-head">
        <h2>Compare</h2>
        <SelectField
          label="with"
          value={other ?? ''}
          anyText="Select repeats"
          options={optionsOf(others)}
          onChange={(chosen) => setQuery({ with: chosen })}
          inline
        />
      </div>
      {other === undefined ? (
        <p class="muted">Runs are paired by seed; each mean difference has a confidence interval.</p>
      ) : (
        <LoadedComparison name={name} other={other} split={view.metrics.test.length === 0 ? 'val' : 'test'} />
      )}
    </section>
  );
}

function LoadedComparison({ name, other, split }: { name: string; other: string; split: 'val' | 'test' }) {
  const chosen = route.value.query.get('split') === 'val' ? 'val' : split;
  const loaded = useLoad<Answer>(
    `repeats/${encodeURIComponent(name)}/against/${encodeURIComponent(other)}?split=${chosen}`,
    ['repeats'],
  );
  return (
    <Show of={loaded}>
      {(view) =>
        'missing' in view ? <p class="muted">{view.missing}</p> : <Comparison name={name} other={other} view={view} />
      }
    </Show>
  );
}

type PairedView = Exclude<Answer, { missing: string }>;
type Row = PairedView['metrics'][number];

const formatSigned = (metric: Row['metric'], value: number): string =>
  `${value < 0 ? '−' : '+'}${formatMetric(metric, Math.abs(value))}`;

const formatRange = (metric: Row['metric'], { low, high }: { low: number; high: number }): string =>
  `${formatSigned(metric, low)} to ${formatSigned(metric, high)}`;

function verdictOf({ distinguishable, difference, better, pValue }: Row): { text: string; tone: string } {
  if (pValue === null) return { text: 'needs 2 seeds', tone: 'muted' };
  if (!distinguishable) return { text: 'within seed variance', tone: 'muted' };
  const isBetter = difference < 0 === (better === 'lower');
  return { text: isBetter ? 'better' : 'worse', tone: isBetter ? 'good' : 'bad' };
}

function Comparison({ name, other, view }: { name: string; other: string; view: PairedView }) {
  const { metrics, seeds, level, split, charts } = view;
  const chosen = metrics.find(({ metric }) => metric === route.value.query.get('metric')) ?? metrics[0];
  const [errors] = metrics;
  const confidence = formatPercent(level, 0);
  const columns: Column<Row>[] = [
    {
      key: 'metric',
      title: 'Metric',
      isRowHeader: true,
      render: ({ metric }) => <a href={withQuery({ metric })}>{EVALUATION_METRICS[metric].title}</a>,
    },
    { key: 'a', title: name, align: 'right', render: ({ metric, a }) => formatMetric(metric, a.mean) },
    { key: 'b', title: other, align: 'right', render: ({ metric, b }) => formatMetric(metric, b.mean) },
    {
      key: 'difference',
      title: 'Difference',
      align: 'right',
      render: ({ metric, difference }) => formatSigned(metric, difference),
    },
    {
      key: 'interval',
      title: `${confidence} CI`,
      align: 'right',
      render: ({ metric, interval }) => (interval === null ? '–' : formatRange(metric, interval)),
    },
    {
      key: 'p',
      title: 'p',
      align: 'right',
      render: ({ pValue }) => (pValue === null ? '–' : pValue < 0.001 ? '< 0.001' : pValue.toFixed(3)),
    },
    {
      key: 'verdict',
      title: `${other} is`,
      render: (row) => verdictOf(row).text,
      cellClass: (row) => verdictOf(row).tone,
    },
  ];
  return (
    <>
      {errors !== undefined && (
        <p class="verdict">
          On {split === 'val' ? 'validation' : 'test'}, <strong>{other}</strong> makes{' '}
          {formatMetric('wrong', Math.abs(errors.difference))} {errors.difference <= 0 ? 'fewer' : 'more'} errors than{' '}
          <strong>{name}</strong> on average over {seeds.length} paired seeds
          {errors.interval !== null && ` (${confidence} CI ${formatRange('wrong', errors.interval)})`}.{' '}
          {errors.interval === null
            ? 'At least 2 seeds are needed to judge the difference.'
            : errors.distinguishable
              ? 'The difference is larger than seed variance.'
              : 'The difference is within seed variance.'}
        </p>
      )}
      <DataTable
        class="runs"
        columns={columns}
        rows={metrics}
        rowKey={({ metric }) => metric}
        rowProps={({ metric }) => ({ class: metric === chosen?.metric ? 'marked' : '' })}
      />
      {chosen !== undefined && (
        <img
          class="drawn below-table"
          src={`${charts[chosen.metric]}&theme=${theme.value}`}
          alt={`${EVALUATION_METRICS[chosen.metric].title} of both groups, one point per run`}
        />
      )}
    </>
  );
}
