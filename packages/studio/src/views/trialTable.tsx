// The trials of a study as a sortable table.
import type { StudyTrial, StudyView } from '../api.ts';
import { formatCompact, formatCount, formatDecimal, formatDuration, formatPercent } from '../format.ts';
import { type Column, DataTable, readSort } from '../parts/dataTable.tsx';

interface TrialColumn extends Column<StudyTrial> {
  /** The number to sort by; missing ones come last. */
  value?: (trial: StudyTrial) => number | null | undefined;
}

function formatObjective(name: string, value: number | undefined): string {
  if (name === 'parameters' || name === 'modelBytes') return formatCount(value);
  return name === 'multiplyAdds' ? formatCompact(value) : formatDecimal(value, 4);
}

function columnsOf({ objectives, axes, best }: StudyView): TrialColumn[] {
  const number = (
    key: string,
    value: (trial: StudyTrial) => number | null | undefined,
    render: (trial: StudyTrial) => string,
    title = key,
  ): TrialColumn => ({ key, title, align: 'right', isSortable: true, value, render });
  return [
    {
      key: 'trial',
      title: 'Trial',
      align: 'right',
      isRowHeader: true,
      isSortable: true,
      value: (trial) => trial.number,
      render: (trial) => (
        <>
          {trial.number}
          {trial.isOnFront && <span title="on the Pareto front"> ●</span>}
          {trial.number === best && <span title="recommended trial"> *</span>}
          {trial.state !== 'finished' && <span class={`tag ${trial.state}`}>{trial.state}</span>}
        </>
      ),
    },
    ...objectives.map(({ name }, index) =>
      number(
        name,
        (trial) => trial.objectives?.[index],
        (trial) => {
          if (trial.objectives !== null) return formatObjective(name, trial.objectives[index]);
          return index === 0 ? (trial.error ?? '') : '';
        },
      ),
    ),
    number(
      'accuracy',
      ({ accuracy }) => accuracy,
      ({ accuracy }) => formatPercent(accuracy),
      'Accuracy',
    ),
    number(
      'parameters',
      ({ parameters }) => parameters,
      ({ parameters }) => formatCount(parameters),
      'Parameters',
    ),
    number(
      'multiplyAdds',
      ({ multiplyAdds }) => multiplyAdds,
      ({ multiplyAdds }) => formatCompact(multiplyAdds),
      'Multiply-adds',
    ),
    {
      key: 'epochs',
      title: 'Best epoch',
      align: 'right',
      hint: ({ cutShort }) => (cutShort ? 'still improving at its last epoch' : ''),
      render: ({ epochs, bestEpoch, cutShort }) =>
        epochs === null ? '–' : `${bestEpoch} / ${epochs}${cutShort ? ' !' : ''}`,
    },
    { key: 'time', title: 'Time', align: 'right', render: ({ seconds }) => formatDuration(seconds) },
    ...axes.map(
      ({ name }): TrialColumn => ({
        key: `value:${name}`,
        title: name,
        align: 'right',
        render: ({ values }) => String(values[name] ?? ''),
      }),
    ),
  ];
}

export function TrialTable({
  view,
  selected,
  marked,
  onMark,
}: {
  view: StudyView;
  /** Numbers of the trials to show; undefined shows all. */
  selected: ReadonlySet<number> | undefined;
  marked: number | undefined;
  onMark: (trial: number | undefined) => void;
}) {
  // `parameters` and others may be objectives as well; the first column stays.
  const columns = columnsOf(view).filter(
    ({ key }, index, all) => all.findIndex((column) => column.key === key) === index,
  );
  const sortable = columns.filter(({ isSortable }) => isSortable === true);
  const sort = readSort(
    sortable.map(({ key }) => key),
    { by: 'trial', descending: false },
  );
  const sortValue = sortable.find(({ key }) => key === sort.by)?.value ?? (({ number }: StudyTrial) => number);
  const rows = view.trials
    .filter(({ number }) => selected?.has(number) ?? true)
    .toSorted((a, b) => {
      const [x, y] = [sortValue(a) ?? null, sortValue(b) ?? null];
      if (x === null || y === null) return Number(x === null) - Number(y === null);
      return sort.descending ? y - x : x - y;
    });
  return (
    <section class="panel">
      <h2>Trials</h2>
      <DataTable
        class="runs trials"
        columns={columns}
        rows={rows}
        rowKey={({ number }) => number}
        rowProps={({ number }) => ({
          'data-trial': number,
          class: number === marked ? 'marked' : '',
          onPointerEnter: () => onMark(number),
          onPointerLeave: () => onMark(undefined),
        })}
        sort={sort}
      />
      <p class="muted small below-image">
        ● on the Pareto front; * recommended trial, the smallest within one standard error of the best; ! still
        improving at its last epoch
      </p>
    </section>
  );
}
