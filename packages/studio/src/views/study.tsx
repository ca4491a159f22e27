// One study: trials as they come, parallel coordinates and front linked with the table, charts, narrowing, going on.
import { useState } from 'preact/hooks';
import { type StudyView as Answer, type JobView, type StudyTrial, send } from '../api.ts';
import { decimal, duration, percent, plural, short, when, whole } from '../format.ts';
import { FrontPlot } from '../parts/frontPlot.tsx';
import { type Axis, type Brushes, ParallelAxes, passes } from '../parts/parallelAxes.tsx';
import { attempt, toast } from '../parts/toasts.tsx';
import { Empty, Show } from '../parts/words.tsx';
import { navigate, place, withQuery } from '../router.ts';
import { theme } from '../theme.ts';
import { useLoad } from '../useLoad.ts';

const CHARTS: readonly (readonly [string, string])[] = [
  ['history', 'Trials in their order, and the best so far'],
  ['importance', 'What matters, as far as so few trials tell'],
  ['slices', 'Each hyperparameter by itself'],
  ['workers', 'Which worker trained what when'],
];

export function StudyView() {
  const name = place.value.path[1] ?? '';
  const loaded = useLoad<Answer>(`studies/${encodeURIComponent(name)}`, ['study', 'job']);
  const jobs = useLoad<JobView[]>('jobs', ['job']);
  const job = jobs.value?.find(({ study, status }) => study === name && status === 'running');
  const last = jobs.value?.find(({ study }) => study === name);
  // One that was just begun has no record before its data are ready.
  const isComing = loaded.value === undefined && job !== undefined;
  return (
    <>
      <div class="head">
        <h1>{name}</h1>
        <div class="spread">
          {job !== undefined && (
            <button type="button" onClick={() => void attempt(() => send<JobView>('DELETE', `jobs/${job.id}`))}>
              Stop
            </button>
          )}
          <a class="button" href="/studies">
            All studies
          </a>
        </div>
      </div>
      {isComing && (
        <p class="soft" role="status">
          The data are being prepared …
        </p>
      )}
      {!isComing && <Show of={loaded}>{(view) => <Study view={view} going={job !== undefined} />}</Show>}
      {last !== undefined && (
        <section class="panel" data-job={last.id}>
          <details open={last.status === 'failed'}>
            <summary class="soft small">
              <span class={`tag ${last.status}`}>{last.status}</span> {last.command}
            </summary>
            <pre>
              <code>{last.output.join('\n')}</code>
            </pre>
          </details>
        </section>
      )}
    </>
  );
}

/** The brushes as they stand in the address, `0:0.2-0.5,3:0-1`, so that a copied link has them. */
function brushesOf(text: string | null): Brushes {
  const found = new Map<number, readonly [number, number]>();
  for (const part of (text ?? '').split(',')) {
    const [, axis, low, high] = /^(\d+):([\d.]+)-([\d.]+)$/.exec(part) ?? [];
    if (axis !== undefined) found.set(Number(axis), [Number(low), Number(high)]);
  }
  return found;
}

function brushText(brushes: Brushes): string {
  return [...brushes].map(([axis, [low, high]]) => `${axis}:${low.toFixed(3)}-${high.toFixed(3)}`).join(',');
}

/** An axis of numbers of the trials; null places for those that have none. */
function numberAxis(name: string, values: readonly (number | null)[], isLog: boolean) {
  const of = (value: number) => (isLog ? Math.log(value) : value);
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const [low, high] = known.length === 0 ? [0, 1] : [Math.min(...known), Math.max(...known)];
  const place = (value: number | null): number | null =>
    value === null || !Number.isFinite(value)
      ? null
      : high === low
        ? 0.5
        : (of(value) - of(low)) / (of(high) - of(low));
  const text = (value: number) => (isLog ? short(value) : String(Number(value.toPrecision(3))));
  const ticks =
    known.length === 0 ? [] : [...new Set([low, high])].map((one) => ({ at: place(one) ?? 0, text: text(one) }));
  return { axis: { name, ticks } satisfies Axis, places: values.map(place) };
}

function Study({ view, going }: { view: Answer; going: boolean }) {
  const { trials, objectives, best } = view;
  const [marked, setMarked] = useState<number | undefined>(undefined);
  const here = place.value.query;
  const size = here.get('size') === 'multiplyAdds' ? 'multiplyAdds' : 'parameters';
  const brushes = brushesOf(here.get('brush'));
  const finished = trials.filter((trial) => trial.objectives !== null);
  const metric = objectives[0] ?? { name: 'valLoss', maximize: false };
  const qualityOf = (trial: StudyTrial): number => trial.objectives?.[0] ?? Number.NaN;
  const own = [
    ...(objectives.some(({ name }) => name === 'parameters')
      ? []
      : [
          numberAxis(
            'parameters',
            finished.map(({ parameters }) => parameters),
            true,
          ),
        ]),
    ...objectives.map(({ name }, at) =>
      numberAxis(
        name,
        finished.map((trial) => trial.objectives?.[at] ?? null),
        ['parameters', 'multiplyAdds', 'modelBytes'].includes(name),
      ),
    ),
  ];
  const qualities = own.at(-objectives.length)?.places ?? [];
  const lines = finished.map((trial, at) => ({
    number: trial.number,
    places: [...trial.places, ...own.map(({ places }) => places[at] ?? null)],
    good: metric.maximize ? (qualities[at] ?? 0) : 1 - (qualities[at] ?? 1),
    isOnFront: trial.isOnFront,
  }));
  const chosen = new Set(lines.filter((line) => passes(line, brushes)).map(({ number }) => number));
  const brush = (axis: number, range: readonly [number, number] | undefined): void => {
    const next = new Map(brushes);
    if (range === undefined) next.delete(axis);
    else next.set(axis, range);
    navigate(withQuery({ brush: brushText(next) }), { replace: true });
  };
  const smallest = trials.find(({ number }) => number === best);
  return (
    <>
      <section class="panel">
        <dl class="facts">
          <div>
            <dt>Trials</dt>
            <dd>
              {whole(finished.length)}{' '}
              <small>
                {trials.filter(({ state }) => state === 'running').length > 0 &&
                  `${trials.filter(({ state }) => state === 'running').length} under way`}
              </small>
            </dd>
          </div>
          <div>
            <dt>On the front</dt>
            <dd>{trials.filter(({ isOnFront }) => isOnFront).length}</dd>
          </div>
          {smallest !== undefined && (
            <div>
              <dt>Smallest within one standard error of the best</dt>
              <dd>
                trial {smallest.number}{' '}
                <small>
                  {metric.name} {decimal(qualityOf(smallest), 4)}, {whole(smallest.parameters)} parameters
                </small>
              </dd>
            </div>
          )}
          <div>
            <dt>Search</dt>
            <dd>
              <small>
                {view.sampler} of {view.space}, for {view.target}, at most {view.epochs} epochs, begun{' '}
                {when(view.createdAt)}
              </small>
            </dd>
          </div>
        </dl>
        <p class="soft small">
          Numbers are of validation, which the search has seen. Before anything is claimed:{' '}
          <code>toonvision study confirm {view.name}</code>
        </p>
        {!going && <GoOn name={view.name} trials={trials.length} />}
      </section>
      {finished.length === 0 ? (
        <Empty title={going ? 'The first trials are under way' : 'No trial has finished'} />
      ) : (
        <>
          <section class="panel">
            <div class="panel-head">
              <h2>Every trial</h2>
              <span class="soft small">
                {brushes.size === 0 ? (
                  'drag along an axis to choose trials'
                ) : (
                  <>
                    {plural(chosen.size, 'trial')} of {finished.length}{' '}
                    <button type="button" onClick={() => navigate(withQuery({ brush: undefined }), { replace: true })}>
                      All
                    </button>
                  </>
                )}
              </span>
            </div>
            <ParallelAxes
              axes={[...view.axes, ...own.map(({ axis }) => axis)]}
              {...{ lines, brushes, marked }}
              onBrush={brush}
              onMark={setMarked}
            />
          </section>
          <div class="grid">
            <section class="panel">
              <div class="panel-head">
                <h2>Pareto front</h2>
                <div class="tabs small-tabs">
                  {(['parameters', 'multiplyAdds'] as const).map((one) => (
                    <a key={one} href={withQuery({ size: one })} aria-current={one === size ? 'page' : undefined}>
                      {one === 'parameters' ? 'Parameters' : 'Multiply-adds'}
                    </a>
                  ))}
                </div>
              </div>
              <FrontPlot
                points={finished.map((trial) => ({
                  number: trial.number,
                  size: trial[size] ?? 0,
                  value: qualityOf(trial),
                  isOnFront: trial.isOnFront,
                  isIn: chosen.has(trial.number),
                }))}
                size={size === 'parameters' ? 'parameters' : 'multiply-adds'}
                metric={metric.name}
                marked={marked}
                onMark={setMarked}
              />
            </section>
            <Narrow view={view} />
          </div>
          <TrialTable view={view} chosen={brushes.size === 0 ? undefined : chosen} marked={marked} onMark={setMarked} />
          <div class="grid">
            {CHARTS.filter(([name]) => view.charts[name] !== undefined).map(([name, title]) => (
              <section key={name} class="panel">
                <h2>{title}</h2>
                <img
                  class="drawn"
                  src={`${view.charts[name]}?theme=${theme.value}&of=${finished.length}`}
                  alt={title}
                  loading="lazy"
                />
              </section>
            ))}
          </div>
        </>
      )}
    </>
  );
}

function GoOn({ name, trials }: { name: string; trials: number }) {
  const [many, setMany] = useState('');
  return (
    <form
      class="row"
      onSubmit={async (event) => {
        event.preventDefault();
        const path = `studies/${encodeURIComponent(name)}/resume`;
        const job = await attempt(() => send<JobView>('POST', path, { trials: Number(many || trials) }));
        if (job !== undefined) toast(`Started: ${job.command}`);
      }}
    >
      <label class="field inline">
        Trials in all
        <input
          type="number"
          min={trials}
          step={1}
          value={many}
          placeholder={String(trials)}
          onInput={(event) => setMany(event.currentTarget.value)}
        />
      </label>
      <button type="submit">Go on</button>
    </form>
  );
}

function Narrow({ view: { name, narrowing, space } }: { view: Answer }) {
  return (
    <section class="panel">
      <h2>A tighter space</h2>
      {narrowing === null ? (
        <p class="soft">The best trials lie all over the space: nothing to narrow.</p>
      ) : (
        <>
          <ul>
            {narrowing.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
          <pre class="wrap">
            <code>
              toonvision tune --name {name}-2 --space {space} --narrow '{narrowing.text}'
            </code>
          </pre>
          {['article', 'bayesian'].includes(space) && (
            <button
              type="button"
              onClick={async () => {
                const request = { name: `${name}-2`, space, narrow: narrowing.text };
                const job = await attempt(() => send<JobView>('POST', 'studies', request));
                if (job !== undefined) navigate(`/studies/${encodeURIComponent(request.name)}`);
              }}
            >
              Search there
            </button>
          )}
        </>
      )}
    </section>
  );
}

function TrialTable({
  view,
  chosen,
  marked,
  onMark,
}: {
  view: Answer;
  chosen: ReadonlySet<number> | undefined;
  marked: number | undefined;
  onMark: (trial: number | undefined) => void;
}) {
  const { objectives, best } = view;
  const here = place.value.query;
  const columns = ['trial', ...objectives.map(({ name }) => name), 'accuracy', 'parameters', 'multiplyAdds'];
  const by = columns.find((one) => one === here.get('sort')) ?? 'trial';
  const down = here.get('down') === '1';
  const measure = (trial: StudyTrial): number => {
    const at = objectives.findIndex(({ name }) => name === by);
    if (at >= 0) return trial.objectives?.[at] ?? Number.POSITIVE_INFINITY;
    if (by === 'accuracy') return trial.accuracy ?? Number.POSITIVE_INFINITY;
    if (by === 'parameters' || by === 'multiplyAdds') return trial[by] ?? Number.POSITIVE_INFINITY;
    return trial.number;
  };
  const rows = view.trials
    .filter(({ number }) => chosen === undefined || chosen.has(number))
    .toSorted((a, b) => (down ? -1 : 1) * (measure(a) - measure(b)));
  const heading = (one: string) => (
    <th key={one} scope="col" class="right" aria-sort={one === by ? (down ? 'descending' : 'ascending') : undefined}>
      <button
        type="button"
        onClick={() =>
          navigate(withQuery({ sort: one, down: one === by && !down ? '1' : undefined }), { replace: true })
        }
      >
        {one}
        {one === by && <span aria-hidden="true">{down ? ' ↓' : ' ↑'}</span>}
      </button>
    </th>
  );
  return (
    <section class="panel">
      <h2>Trials</h2>
      <div class="scroll">
        <table class="runs trials">
          <thead>
            <tr>
              {columns.map(heading)}
              <th scope="col" class="right">
                epochs
              </th>
              <th scope="col" class="right">
                time
              </th>
              {view.axes.map(({ name }) => (
                <th key={name} scope="col" class="right">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((trial) => (
              <tr
                key={trial.number}
                data-trial={trial.number}
                class={trial.number === marked ? 'marked' : ''}
                onPointerEnter={() => onMark(trial.number)}
                onPointerLeave={() => onMark(undefined)}
              >
                <th scope="row" class="right">
                  {trial.number}
                  {trial.isOnFront && <span title="on the front"> ●</span>}
                  {trial.number === best && <span title="smallest within one standard error of the best"> *</span>}
                  {trial.state !== 'finished' && <span class={`tag ${trial.state}`}>{trial.state}</span>}
                </th>
                {objectives.map(({ name }, at) => (
                  <td key={name} class="right">
                    {trial.objectives === null
                      ? at === 0
                        ? (trial.error ?? '')
                        : ''
                      : shown(name, trial.objectives[at])}
                  </td>
                ))}
                <td class="right">{percent(trial.accuracy)}</td>
                <td class="right">{whole(trial.parameters)}</td>
                <td class="right">{short(trial.multiplyAdds)}</td>
                <td class="right" title={trial.cutShort ? 'still improving at its last epoch' : ''}>
                  {trial.epochs === null ? '–' : `${trial.bestEpoch} / ${trial.epochs}${trial.cutShort ? ' !' : ''}`}
                </td>
                <td class="right">{duration(trial.seconds)}</td>
                {view.axes.map(({ name }) => (
                  <td key={name} class="right">
                    {String(trial.values[name] ?? '')}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="soft small">
        ● on the front; * the smallest within one standard error of the best; ! still improving at its last epoch
      </p>
    </section>
  );
}

const shown = (name: string, value: number | undefined): string =>
  name === 'parameters' || name === 'modelBytes'
    ? whole(value)
    : name === 'multiplyAdds'
      ? short(value)
      : decimal(value, 4);
