// Precision, recall and F1 per class: for the whole split with intervals, or for one street.
import type { EvaluationView } from '../api.ts';
import { formatCount, formatDecimal, formatInterval, formatPercent } from '../format.ts';
import { ClassName } from '../parts/className.tsx';
import { type Column, DataTable } from '../parts/dataTable.tsx';
import { optionsOf, SelectField } from '../parts/selectField.tsx';
import { route, setQuery } from '../router.ts';

type Row = EvaluationView['evaluation']['report']['classes'][number];

export function ClassReport({ view: { streets, evaluation } }: { view: EvaluationView }) {
  const street = streets.find(({ street: name }) => name === route.value.query.get('street'));
  const { classes, accuracy, macroAverage, weightedAverage, support } = street?.report ?? evaluation.report;
  const withInterval = (value: string, interval: { low: number; high: number } | undefined) => (
    <>
      {value}
      {interval !== undefined && street === undefined && <div class="muted small">{formatInterval(interval, 0)}</div>}
    </>
  );
  const columns: Column<Row>[] = [
    { key: 'class', title: 'Class', isRowHeader: true, render: ({ name }) => <ClassName name={name} /> },
    {
      key: 'precision',
      title: 'Precision',
      align: 'right',
      render: (row, index) =>
        withInterval(
          formatPercent(row.support === 0 && row.precision === 0 ? null : row.precision, 0),
          evaluation.perClass[index]?.precisionInterval,
        ),
    },
    {
      key: 'recall',
      title: 'Recall',
      align: 'right',
      render: (row, index) =>
        withInterval(
          formatPercent(row.support === 0 ? null : row.recall, 0),
          evaluation.perClass[index]?.recallInterval,
        ),
    },
    {
      key: 'f1',
      title: 'F1',
      align: 'right',
      render: (row) => formatDecimal(row.support === 0 ? null : row.f1, 2),
    },
    { key: 'support', title: 'Samples', align: 'right', render: (row) => formatCount(row.support) },
  ];
  const averages = [
    ['Macro average', macroAverage],
    ['Weighted average', weightedAverage],
  ] as const;
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>
          Classes <span class="muted small">{street === undefined ? 'with 95% intervals' : `in ${street.street}`}</span>
        </h2>
        {streets.length > 0 && (
          <SelectField
            label="Street"
            value={street?.street ?? ''}
            anyText="All"
            options={optionsOf(streets.map(({ street: name }) => name))}
            onChange={(name) => setQuery({ street: name })}
            inline
          />
        )}
      </div>
      <DataTable
        label="Metrics per class"
        columns={columns}
        rows={classes}
        rowKey={({ name }) => name}
        rowProps={(row) => ({ class: row.support === 0 ? 'muted' : '' })}
        foot={
          <>
            {averages.map(([name, scores]) => (
              <tr key={name} class="muted">
                <th scope="row">{name}</th>
                <td class="right">{formatPercent(scores.precision, 0)}</td>
                <td class="right">{formatPercent(scores.recall, 0)}</td>
                <td class="right">{formatDecimal(scores.f1, 2)}</td>
                <td class="right" />
              </tr>
            ))}
            <tr>
              <th scope="row">Accuracy</th>
              <td class="right" colSpan={3}>
                {formatPercent(accuracy)}
              </td>
              <td class="right">{formatCount(support)}</td>
            </tr>
          </>
        }
      />
    </section>
  );
}
