// Starts training from a form, and shows what is going on.
import { type JobView, type RunRow, send } from '../api.ts';
import { when } from '../format.ts';
import { project } from '../parts/classColour.ts';
import { LiveRun } from '../parts/curves.tsx';
import { GoingRepeats } from '../parts/goingRepeats.tsx';
import { attempt } from '../parts/toasts.tsx';
import { Empty } from '../parts/words.tsx';
import { useLoad } from '../useLoad.ts';
import { TrainForm } from './trainForm.tsx';

export function TrainView() {
  const jobs = useLoad<JobView[]>('jobs', ['job', 'run', 'repeats']);
  const runs = useLoad<RunRow[]>('runs', ['job', 'run']);
  const known = project.value;
  if (known === undefined) return null;
  const ready = known.steps.find(({ name }) => name === 'split')?.done === true;
  return (
    <>
      <div class="head">
        <h1>Train</h1>
      </div>
      {!ready && <Empty title="Not ready to train" steps />}
      {ready && <TrainForm known={known} onStart={jobs.reload} />}
      {jobs.value
        ?.filter(({ study }) => study === null)
        .map((job) => (
          <Job key={job.id} job={job} begun={runs.value?.some(({ name }) => name === job.run) === true} />
        ))}
    </>
  );
}

/** @param begun whether the run has a folder yet */
function Job({ job, begun }: { job: JobView; begun: boolean }) {
  const { id, run, repeats, command, status, startedAt, output } = job;
  const going = status === 'running' || status === 'starting';
  const title = run ?? repeats ?? `Job ${id}`;
  const address =
    repeats !== null
      ? `/repeats/${encodeURIComponent(repeats)}`
      : run !== null && begun
        ? `/runs/${encodeURIComponent(run)}`
        : undefined;
  return (
    <section class="panel" data-job={id}>
      <div class="panel-head">
        <h2>
          {address === undefined ? title : <a href={address}>{title}</a>} <span class={`tag ${status}`}>{status}</span>{' '}
          <span class="soft small">{when(startedAt)}</span>
        </h2>
        {going && (
          <button type="button" onClick={() => void attempt(() => send<JobView>('DELETE', `jobs/${id}`))}>
            Stop, keep the best
          </button>
        )}
      </div>
      {going && run !== null && begun && <LiveRun name={run} />}
      {going && repeats !== null && <GoingRepeats name={repeats} />}
      {going && repeats === null && !begun && <p class="soft">The data are being prepared …</p>}
      <details open={status === 'failed'}>
        <summary class="soft small">{command}</summary>
        <pre>
          <code>{output.join('\n')}</code>
        </pre>
      </details>
    </section>
  );
}
