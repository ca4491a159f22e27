// One study: its trials in linked parallel coordinates, Pareto plot and table, its charts, and a narrowed space.
import { useState } from 'preact/hooks';
import { type StudyView as Answer, type JobView, type StudyTrial, send } from '../api.ts';
import { formatCount, formatDate, formatDecimal, plural } from '../format.ts';
import { Fact } from '../parts/fact.tsx';
import { JobOutput } from '../parts/jobOutput.tsx';
import { PageHeader } from '../parts/pageHeader.tsx';
import { isSelected, ParallelAxes } from '../parts/parallelAxes.tsx';
import { ParetoPlot } from '../parts/paretoPlot.tsx';
import { StatusTag, StopButton } from '../parts/runActions.tsx';
import { Empty, Pending, Show } from '../parts/states.tsx';
import { startJob } from '../parts/toasts.tsx';
import { route, setQuery, withQuery } from '../router.ts';
import { theme } from '../theme.ts';
import { useLoad } from '../useLoad.ts';
import { NarrowedSpace } from './narrowedSpace.tsx';
import { formatBrushes, objectiveOf, parseBrushes, studyLines } from './studyLines.ts';
import { TrialTable } from './trialTable.tsx';

const CHARTS: readonly (readonly [name: string, title: string])[] = [
  ['history', 'Optimization history'],
  ['importance', 'Hyperparameter importance'],
  ['slices', 'Objective by hyperparameter'],
  ['workers', 'Worker timeline'],
];

const SIZES = [
  ['parameters', 'Parameters'],
  ['multiplyAdds', 'Multiply-adds'],
] as const;

export function StudyView() {
  const name = route.value.path[1] ?? '';
  const loaded = useLoad<Answer>(`studies/${encodeURIComponent(name)}`, ['study', 'job']);
  const jobs = useLoad<JobView[]>('jobs', ['job']);
  const job = jobs.value?.find(({ study, status }) => study === name && status === 'running');
  const latestJob = jobs.value?.find(({ study }) => study === name);
  // A study that was just started has no record before its data is ready.
  const isStarting = loaded.value === undefined && job !== undefined;
  return (
    <>
      <PageHeader title={name} parent={{ address: '/studies', name: 'Studies' }}>
        {job !== undefined && <StopButton job={job} />}
      </PageHeader>
      {isStarting ? (
        <Pending>Preparing the data…</Pending>
      ) : (
        <Show of={loaded}>{(view) => <Study view={view} isRunning={job !== undefined} />}</Show>
      )}
      {latestJob !== undefined && (
        <section class="panel" data-job={latestJob.id}>
          <StatusTag status={latestJob.status} />
          <JobOutput job={latestJob} />
        </section>
      )}
    </>
  );
}

function Study({ view, isRunning }: { view: Answer; isRunning: boolean }) {
  const finished = view.trials.filter(({ objectives }) => objectives !== null);
  return (
    <>
      <Summary view={view} finished={finished.length} isRunning={isRunning} />
      {finished.length === 0 ? (
        <Empty title={isRunning ? 'Running the first trials' : 'No finished trials yet'} />
      ) : (
        <>
          <LinkedTrials view={view} />
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

const describeTrial = (trial: StudyTrial, { objectives }: Answer): string =>
  `${objectives[0]?.name} ${formatDecimal(objectiveOf(trial), 4)}, ${formatCount(trial.parameters)} parameters`;

function Summary({ view, finished, isRunning }: { view: Answer; finished: number; isRunning: boolean }) {
  const { trials, best, name } = view;
  const running = trials.filter(({ state }) => state === 'running').length;
  const recommended = trials.find(({ number }) => number === best);
  return (
    <section class="panel">
      <dl class="facts">
        <Fact name="Trials" note={running > 0 && `${running} running`}>
          {formatCount(finished)}
        </Fact>
        <Fact name="On the Pareto front">{trials.filter(({ isOnFront }) => isOnFront).length}</Fact>
        {recommended !== undefined && (
          <Fact name="Recommended trial" note={describeTrial(recommended, view)}>
            <span title="The smallest model within one standard error of the best">{recommended.number}</span>
          </Fact>
        )}
        <div>
          <dt>Search</dt>
          <dd>
            <small>
              {view.sampler} sampler, {view.space} space, target {view.target}, up to {view.epochs} epochs per trial,
              started {formatDate(view.createdAt)}
            </small>
          </dd>
        </div>
      </dl>
      <p class="muted small below-image">
        These scores are on the validation split, which the search has optimized. To confirm a trial, run{' '}
        <code>toonvision study confirm {name}</code>.
      </p>
      {!isRunning && <ResumeForm name={name} trials={trials.length} />}
    </section>
  );
}

/** Parallel coordinates, Pareto plot and table of the same trials: brushing and hovering one affects all. */
function LinkedTrials({ view }: { view: Answer }) {
  const [marked, setMarked] = useState<number | undefined>(undefined);
  const parameters = route.value.query;
  const size = parameters.get('size') === 'multiplyAdds' ? 'multiplyAdds' : 'parameters';
  const brushes = parseBrushes(parameters.get('brush'));
  const { finished, axes, lines } = studyLines(view);
  const selected = new Set(lines.filter((line) => isSelected(line, brushes)).map(({ number }) => number));
  const setBrush = (axis: number, range: readonly [number, number] | undefined): void => {
    const next = new Map(brushes);
    if (range === undefined) next.delete(axis);
    else next.set(axis, range);
    setQuery({ brush: formatBrushes(next) });
  };
  return (
    <>
      <section class="panel">
        <div class="panel-head">
          <h2>Parallel coordinates</h2>
          <span class="muted small">
            {brushes.size === 0 ? (
              'Drag along an axis to select trials'
            ) : (
              <>
                {selected.size} of {plural(finished.length, 'trial')}{' '}
                <button type="button" onClick={() => setQuery({ brush: undefined })}>
                  Clear selection
                </button>
              </>
            )}
          </span>
        </div>
        <ParallelAxes {...{ axes, lines, brushes, marked }} onBrush={setBrush} onMark={setMarked} />
      </section>
      <div class="grid">
        <section class="panel">
          <div class="panel-head">
            <h2>Pareto front</h2>
            <div class="tabs small-tabs">
              {SIZES.map(([name, title]) => (
                <a key={name} href={withQuery({ size: name })} aria-current={name === size ? 'page' : undefined}>
                  {title}
                </a>
              ))}
            </div>
          </div>
          <ParetoPlot
            points={finished.map((trial) => ({
              number: trial.number,
              size: trial[size] ?? 0,
              value: objectiveOf(trial),
              isOnFront: trial.isOnFront,
              isSelected: selected.has(trial.number),
            }))}
            size={size === 'parameters' ? 'parameters' : 'multiply-adds'}
            metric={view.objectives[0]?.name ?? 'valLoss'}
            marked={marked}
            onMark={setMarked}
          />
        </section>
        <NarrowedSpace view={view} />
      </div>
      <TrialTable view={view} selected={brushes.size === 0 ? undefined : selected} marked={marked} onMark={setMarked} />
    </>
  );
}

function ResumeForm({ name, trials }: { name: string; trials: number }) {
  const [total, setTotal] = useState('');
  return (
    <form
      class="row below-image"
      onSubmit={(event) => {
        event.preventDefault();
        const path = `studies/${encodeURIComponent(name)}/resume`;
        void startJob(() => send<JobView>('POST', path, { trials: Number(total || trials) }));
      }}
    >
      <label class="field inline">
        Total number of trials
        <input
          type="number"
          min={trials}
          step={1}
          value={total}
          placeholder={String(trials)}
          onInput={(event) => setTotal(event.currentTarget.value)}
        />
      </label>
      <button type="submit">Resume</button>
    </form>
  );
}
