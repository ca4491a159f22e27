// One run: its learning curves, its evaluations on validation and test, and its settings.
import { useState } from 'preact/hooks';
import { type RunView as Answer, type JobView, send } from '../api.ts';
import {
  formatCompact,
  formatCount,
  formatDate,
  formatDecimal,
  formatDuration,
  formatPercent,
  plural,
} from '../format.ts';
import { LearningCurves, LiveProgress } from '../parts/curves.tsx';
import { Fact } from '../parts/fact.tsx';
import { PageHeader } from '../parts/pageHeader.tsx';
import { resumeRun, StatusTag, StopButton } from '../parts/runActions.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { attempt, toast } from '../parts/toasts.tsx';
import { ValidationConfusion } from '../parts/validationConfusion.tsx';
import { route } from '../router.ts';
import { useLoad } from '../useLoad.ts';
import { EvaluationTab } from './evaluation.tsx';
import { RunSettings } from './runSettings.tsx';

const TABS = [
  ['overview', 'Overview'],
  ['val', 'Validation'],
  ['test', 'Test'],
  ['settings', 'Settings'],
] as const;

export function RunView() {
  const name = route.value.path[1] ?? '';
  const loaded = useLoad<Answer>(`runs/${encodeURIComponent(name)}`, ['run']);
  const tab = route.value.query.get('tab') ?? 'overview';
  const run = loaded.value;
  return (
    <>
      <PageHeader
        title={name}
        parent={{ address: '/runs', name: 'Runs' }}
        note={run !== undefined && <StatusTag status={run.status} />}
      >
        {run !== undefined && <Actions run={run} />}
      </PageHeader>
      <nav class="tabs" aria-label="Sections of the run">
        {TABS.map(([id, title]) => (
          <a
            key={id}
            href={`/runs/${encodeURIComponent(name)}?tab=${id}`}
            aria-current={id === tab ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      <Show of={loaded}>
        {(view) => {
          if (tab === 'val' || tab === 'test') return <Evaluated run={view} split={tab} />;
          if (tab === 'settings') return <RunSettings run={view} />;
          return <Overview run={view} />;
        }}
      </Show>
    </>
  );
}

function Actions({ run }: { run: Answer }) {
  const jobs = useLoad<JobView[]>('jobs', ['job', 'run']);
  const job = jobs.value?.find((candidate) => candidate.run === run.name && candidate.status === 'running');
  const name = encodeURIComponent(run.name);
  return (
    <>
      {job !== undefined && <StopButton job={job} />}
      {run.status === 'interrupted' && job === undefined && (
        <button type="button" class="main" onClick={() => void resumeRun(run.name)}>
          Resume
        </button>
      )}
      {run.hasReport && (
        <a class="button" href={`/api/runs/${name}/report`} target="_blank" rel="noreferrer">
          Report
        </a>
      )}
      {run.epochs !== null && (
        <a class="button" href={`/try?run=${name}`}>
          Try it
        </a>
      )}
    </>
  );
}

function Overview({ run }: { run: Answer }) {
  return (
    <>
      <section class="panel">
        <dl class="facts">
          <Fact name="Validation accuracy">{formatPercent(run.valAccuracy)}</Fact>
          <Fact name="Validation loss">{formatDecimal(run.valLoss)}</Fact>
          <Fact
            name="Test accuracy"
            note={run.testWrong === null ? 'not evaluated' : `${run.testWrong} of ${run.testCount} wrong`}
          >
            {formatPercent(run.testAccuracy)}
          </Fact>
          <Fact name="Best epoch" note={`of ${run.history.length}`}>
            {run.bestEpoch ?? '–'}
          </Fact>
          <Fact name="Parameters">{formatCount(run.parameters)}</Fact>
          <Fact name="Multiply-adds">{formatCompact(run.multiplyAdds)}</Fact>
          <Fact name="Training time">{formatDuration(run.seconds)}</Fact>
        </dl>
        {run.status === 'running' && <LiveProgress name={run.name} />}
        <p class="muted small below-image">
          {run.model} on {run.target}, seed {run.seed}; {formatCount(run.data.train)} training,{' '}
          {formatCount(run.data.val)} validation and {formatCount(run.data.test)} test samples; started{' '}
          {formatDate(run.startedAt)}
          {run.stopReason !== null && run.status !== 'running' && `; stopped (${run.stopReason})`}.
          {run.repeats !== null && (
            <>
              {' '}
              Part of the repeats <a href={`/repeats/${encodeURIComponent(run.repeats)}`}>{run.repeats}</a>.
            </>
          )}
        </p>
        {run.error !== null && (
          <div class="error" role="alert">
            <strong>Training failed</strong>
            {run.error}
          </div>
        )}
      </section>
      <section class="panel">
        <h2>Learning curves</h2>
        <LearningCurves history={run.history} />
      </section>
      {run.history.length > 0 && (
        <section class="panel when-filled">
          <ValidationConfusion run={run.name} />
        </section>
      )}
    </>
  );
}

/** The evaluation on a split, or a button that runs it. */
function Evaluated({ run, split }: { run: Answer; split: 'val' | 'test' }) {
  const [busy, setBusy] = useState(false);
  if (run.evaluated.includes(split)) return <EvaluationTab key={`${run.name}/${split}`} run={run.name} split={split} />;
  const evaluate = async (): Promise<void> => {
    setBusy(true);
    const path = `runs/${encodeURIComponent(run.name)}/evaluation/${split}`;
    const done = await attempt(() => send('POST', path, { reason: 'studio' }));
    setBusy(false);
    if (done !== undefined) toast(`Evaluated on ${split === 'val' ? 'validation' : 'test'}.`);
  };
  if (run.epochs === null) return <Empty title="Not evaluated">You can evaluate the run after its training.</Empty>;
  return (
    <section class="panel empty">
      <h2>{split === 'val' ? 'Not evaluated on the validation split' : 'The test split is sealed'}</h2>
      <p>
        {split === 'val'
          ? 'These samples selected the best epoch, so their scores are slightly optimistic.'
          : 'Evaluate on it once, after all decisions are made: scores that select a model are optimistic. ' +
            'Every evaluation is logged.'}
      </p>
      <button type="button" class="main" disabled={busy} onClick={() => void evaluate()}>
        {busy ? 'Evaluating…' : split === 'val' ? 'Evaluate' : `Evaluate on ${plural(run.data.test, 'test sample')}`}
      </button>
    </section>
  );
}
