// The form that starts training, and the jobs it has started.
import type { JobView, RunRow } from '../api.ts';
import { formatDate } from '../format.ts';
import { project } from '../parts/classColors.ts';
import { LiveRun } from '../parts/curves.tsx';
import { JobOutput } from '../parts/jobOutput.tsx';
import { PageHeader } from '../parts/pageHeader.tsx';
import { RepeatsProgress } from '../parts/repeatsProgress.tsx';
import { StatusTag, StopButton } from '../parts/runActions.tsx';
import { Empty, Pending } from '../parts/states.tsx';
import { useLoad } from '../useLoad.ts';
import { TrainForm } from './trainForm.tsx';

export function TrainView() {
  const jobs = useLoad<JobView[]>('jobs', ['job', 'run', 'repeats']);
  const runs = useLoad<RunRow[]>('runs', ['job', 'run']);
  const current = project.value;
  if (current === undefined) return null;
  const isReady = current.steps.find(({ name }) => name === 'split')?.done === true;
  return (
    <>
      <PageHeader title="Train" />
      {isReady ? <TrainForm current={current} onStart={jobs.reload} /> : <Empty title="Not ready to train" steps />}
      {jobs.value
        ?.filter(({ study }) => study === null)
        .map((job) => (
          <Job key={job.id} job={job} hasRun={runs.value?.some(({ name }) => name === job.run) === true} />
        ))}
    </>
  );
}

function addressOf({ run, repeats }: JobView, hasRun: boolean): string | undefined {
  if (repeats !== null) return `/repeats/${encodeURIComponent(repeats)}`;
  return run !== null && hasRun ? `/runs/${encodeURIComponent(run)}` : undefined;
}

/** @param hasRun whether the run has a folder yet */
function Job({ job, hasRun }: { job: JobView; hasRun: boolean }) {
  const { id, run, repeats, status, startedAt } = job;
  const isActive = status === 'running' || status === 'starting';
  const title = run ?? repeats ?? `Job ${id}`;
  const address = addressOf(job, hasRun);
  return (
    <section class="panel" data-job={id}>
      <div class="panel-head">
        <h2>
          {address === undefined ? title : <a href={address}>{title}</a>} <StatusTag status={status} />{' '}
          <span class="muted small">{formatDate(startedAt)}</span>
        </h2>
        {isActive && <StopButton job={job} />}
      </div>
      {isActive && run !== null && hasRun && <LiveRun name={run} />}
      {isActive && repeats !== null && <RepeatsProgress name={repeats} />}
      {isActive && repeats === null && !hasRun && <Pending>Preparing the data…</Pending>}
      <JobOutput job={job} />
    </section>
  );
}
