// Seed variance: the distribution of each metric over the runs of repeats, as a table and a box plot.
import { EVALUATION_METRICS, formatMetric } from 'toonvision/page';
import type { RepeatsView } from '../api.ts';
import { DataTable } from '../parts/dataTable.tsx';
import { route, withQuery } from '../router.ts';
import { theme } from '../theme.ts';

type Row = RepeatsView['metrics']['test'][number];

const STATISTICS = [
  ['mean', 'Mean'],
  ['sd', 'SD'],
  ['min', 'Min'],
  ['median', 'Median'],
  ['max', 'Max'],
] as const;

export function RepeatsVariation({ view }: { view: RepeatsView }) {
  const { query } = route.value;
  const split = query.get('split') === 'val' || view.metrics.test.length === 0 ? 'val' : 'test';
  const rows = view.metrics[split];
  const chosen = rows.find(({ metric }) => metric === query.get('metric')) ?? rows[0];
  if (chosen === undefined) return null;
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>Seed variance</h2>
        <nav class="tabs small-tabs" aria-label="Split">
          {(['test', 'val'] as const)
            .filter((name) => view.metrics[name].length > 0)
            .map((name) => (
              <a key={name} href={withQuery({ split: name })} aria-current={name === split ? 'page' : undefined}>
                {name === 'test' ? 'Test' : 'Validation'}
              </a>
            ))}
        </nav>
      </div>
      <div class="grid wide-first">
        <DataTable<Row>
          class="runs"
          rows={rows}
          rowKey={({ metric }) => metric}
          rowProps={({ metric }) => ({ class: metric === chosen.metric ? 'marked' : '' })}
          columns={[
            {
              key: 'metric',
              title: 'Metric',
              isRowHeader: true,
              render: ({ metric }) => (
                <a href={withQuery({ metric })} aria-current={metric === chosen.metric ? 'true' : undefined}>
                  {EVALUATION_METRICS[metric].title}
                </a>
              ),
            },
            ...STATISTICS.map(([name, title]) => ({
              key: name,
              title,
              align: 'right' as const,
              render: ({ metric, distribution }: Row) => formatMetric(metric, distribution[name]),
            })),
          ]}
        />
        <img
          class="drawn"
          src={`${chosen.chart}&theme=${theme.value}&of=${view.finished}`}
          alt={`Box plot of ${EVALUATION_METRICS[chosen.metric].title}, one point per run`}
        />
      </div>
    </section>
  );
}
