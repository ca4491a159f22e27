// Starts training from a form, and shows what is going on.
import { useState } from 'preact/hooks';
import { type JobView, type RunRow, send, type TrainRequest } from '../api.ts';
import { when } from '../format.ts';
import { project } from '../parts/classColour.ts';
import { LiveRun } from '../parts/curves.tsx';
import { attempt, toast } from '../parts/toasts.tsx';
import { Empty } from '../parts/words.tsx';
import { useLoad } from '../useLoad.ts';

/** Fields of numbers: what they are called, what holds when they are empty, the least and the step. */
const NUMBERS = [
  ['seed', 'Seed', '0', 0, 1],
  ['epochs', 'Epochs at most', '100', 1, 1],
  ['batchSize', 'Batch', '64', 1, 1],
  ['learningRate', 'Learning rate', '0.001', 0.000001, 'any'],
  ['patience', 'Patience', 'as configured', 1, 1],
  ['repeats', 'Repeats', 'one run', 2, 1],
] as const;
const CHOICES = [
  ['optimizer', 'Optimizer'],
  ['schedule', 'Schedule'],
  ['loss', 'Loss'],
  ['classWeight', 'Class weights'],
  ['sampling', 'Sampling'],
] as const;

/** The request of a filled form; what is empty is as the configuration says. */
function requestOf(form: FormData): TrainRequest {
  const text = (name: string): string => String(form.get(name) ?? '').trim();
  const filled = [...NUMBERS.map(([name]) => name)].flatMap((name) =>
    text(name) === '' ? [] : [[name, Number(text(name))] as const],
  );
  const words = ['target', 'name', ...CHOICES.map(([name]) => name)].flatMap((name) =>
    text(name) === '' ? [] : [[name, text(name)] as const],
  );
  return { model: text('model'), ...Object.fromEntries(words), ...Object.fromEntries(filled) };
}

export function TrainView() {
  const jobs = useLoad<JobView[]>('jobs', ['job', 'run']);
  const runs = useLoad<RunRow[]>('runs', ['job', 'run']);
  const [busy, setBusy] = useState(false);
  const known = project.value;
  if (known === undefined) return null;
  const ready = known.steps.find(({ name }) => name === 'split')?.done === true;
  const start = async (form: HTMLFormElement): Promise<void> => {
    setBusy(true);
    const job = await attempt(() => send<JobView>('POST', 'jobs', requestOf(new FormData(form))));
    if (job !== undefined) toast(`Started: ${job.command}`);
    setBusy(false);
    jobs.reload();
  };
  return (
    <>
      <div class="head">
        <h1>Train</h1>
      </div>
      {!ready && <Empty title="Not ready to train" steps />}
      {ready && (
        <form
          class="panel"
          onSubmit={(event) => {
            event.preventDefault();
            void start(event.currentTarget);
          }}
        >
          <div class="fields">
            <label class="field">
              Model
              <select name="model">
                {known.models.map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
            <label class="field">
              What to tell apart
              <select name="target" defaultValue={known.target}>
                {known.targets.map(({ name, classes }) => (
                  <option key={name} value={name} selected={name === known.target}>
                    {name} ({classes.length})
                  </option>
                ))}
              </select>
            </label>
            <label class="field">
              Name
              <input name="name" placeholder="by model and target" pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,99}" />
            </label>
            {NUMBERS.map(([name, says, holds, least, step]) => (
              <label key={name} class="field">
                {says}
                <input name={name} type="number" min={least} step={step} placeholder={holds} />
              </label>
            ))}
            {CHOICES.map(([name, says]) => (
              <label key={name} class="field">
                {says}
                <select name={name}>
                  <option value="">as configured</option>
                  {known.choices[name].map((one) => (
                    <option key={one} value={one}>
                      {one}
                    </option>
                  ))}
                </select>
              </label>
            ))}
          </div>
          <div class="row">
            <button type="submit" class="main" disabled={busy}>
              Start training
            </button>
            <span class="soft small">
              It runs on {known.cores} cores in a process of its own, and goes on when the studio ends. Repeats open the
              test split.
            </span>
          </div>
        </form>
      )}
      {jobs.value?.map((job) => (
        <Job key={job.id} job={job} begun={runs.value?.some(({ name }) => name === job.run) === true} />
      ))}
    </>
  );
}

/** @param begun whether the run has a folder yet */
function Job({ job, begun }: { job: JobView; begun: boolean }) {
  const { id, run, command, status, startedAt, output } = job;
  const going = status === 'running' || status === 'starting';
  return (
    <section class="panel" data-job={id}>
      <div class="panel-head">
        <h2>
          {run === null || !begun ? (run ?? `Job ${id}`) : <a href={`/runs/${encodeURIComponent(run)}`}>{run}</a>}{' '}
          <span class={`tag ${status}`}>{status}</span> <span class="soft small">{when(startedAt)}</span>
        </h2>
        {going && (
          <button type="button" onClick={() => void attempt(() => send<JobView>('DELETE', `jobs/${id}`))}>
            Stop, keep the best
          </button>
        )}
      </div>
      {run !== null && begun && going && <LiveRun name={run} />}
      {!begun && going && <p class="soft">The data are being prepared …</p>}
      <details open={status === 'failed'}>
        <summary class="soft small">{command}</summary>
        <pre>
          <code>{output.join('\n')}</code>
        </pre>
      </details>
    </section>
  );
}
