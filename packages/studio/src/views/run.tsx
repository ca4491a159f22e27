// One run: how it went, how good it is, which samples it gets wrong and where it looks.
import { useState } from 'preact/hooks';
import { type RunView as Answer, type JobView, send } from '../api.ts';
import { decimal, duration, percent, plural, short, when, whole } from '../format.ts';
import { LiveProgress, RunCurves } from '../parts/curves.tsx';
import { attempt, toast } from '../parts/toasts.tsx';
import { ValidationConfusion } from '../parts/validationConfusion.tsx';
import { Empty, Show } from '../parts/words.tsx';
import { place } from '../router.ts';
import { useLoad } from '../useLoad.ts';
import { EvaluationTab } from './evaluation.tsx';
import { goOn } from './runs.tsx';

const TABS = [
  ['overview', 'Overview'],
  ['val', 'Validation'],
  ['test', 'Test'],
  ['settings', 'Settings'],
] as const;

export function RunView() {
  const name = place.value.path[1] ?? '';
  const loaded = useLoad<Answer>(`runs/${encodeURIComponent(name)}`, ['run']);
  const tab = place.value.query.get('tab') ?? 'overview';
  const { value } = loaded;
  return (
    <>
      <div class="head">
        <h1>
          <a class="crumb" href="/runs">
            Runs /
          </a>{' '}
          {name}
        </h1>
        {value !== undefined && <span class={`tag ${value.status}`}>{value.status}</span>}
        {value !== undefined && <Actions run={value} />}
      </div>
      <nav class="tabs" aria-label="Parts of the run">
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
        {(run) => {
          if (tab === 'val' || tab === 'test') return <Evaluated run={run} split={tab} />;
          if (tab === 'settings') return <Settings run={run} />;
          return <Overview run={run} />;
        }}
      </Show>
    </>
  );
}

function Actions({ run }: { run: Answer }) {
  const jobs = useLoad<JobView[]>('jobs', ['job', 'run']);
  const job = jobs.value?.find((one) => one.run === run.name && one.status === 'running');
  const name = encodeURIComponent(run.name);
  return (
    <div class="spread">
      {job !== undefined && (
        <button type="button" onClick={() => void attempt(() => send('DELETE', `jobs/${job.id}`))}>
          Stop, keep the best
        </button>
      )}
      {run.status === 'interrupted' && job === undefined && (
        <button type="button" class="main" onClick={() => void goOn(run.name)}>
          Go on with it
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
    </div>
  );
}

function Overview({ run }: { run: Answer }) {
  return (
    <>
      <section class="panel">
        <dl class="facts">
          <Fact name="Validation accuracy" value={percent(run.valAccuracy)} />
          <Fact name="Validation loss" value={decimal(run.valLoss)} />
          <Fact
            name="Test accuracy"
            value={percent(run.testAccuracy)}
            more={run.testWrong === null ? 'sealed' : `${run.testWrong} of ${run.testCount} wrong`}
          />
          <Fact
            name="Best epoch"
            value={run.bestEpoch === null ? '–' : String(run.bestEpoch)}
            more={`of ${run.history.length}`}
          />
          <Fact name="Parameters" value={whole(run.parameters)} />
          <Fact name="Multiply-adds" value={short(run.multiplyAdds)} />
          <Fact
            name="Time"
            value={duration(run.seconds)}
            more={run.imagesPerSecond === null ? '' : `${whole(run.imagesPerSecond)} images/s`}
          />
        </dl>
        {run.status === 'running' && (
          <div class="going">
            <LiveProgress name={run.name} />
          </div>
        )}
        <p class="soft small below-picture">
          {run.model} on {run.target}, seed {run.seed}; {whole(run.data.train)} samples to train, {whole(run.data.val)}{' '}
          to validate, {whole(run.data.test)} to test; begun {when(run.startedAt)}.{' '}
          {run.stopReason !== null && run.status !== 'running' && `Stopped: ${run.stopReason}.`}
          {run.repeats !== null && (
            <>
              {' '}
              One of the repeats <a href={`/repeats/${encodeURIComponent(run.repeats)}`}>{run.repeats}</a>.
            </>
          )}
        </p>
        {run.error !== null && (
          <div class="fault" role="alert">
            <strong>It failed</strong>
            {run.error}
          </div>
        )}
      </section>
      <section class="panel">
        <h2>Curves</h2>
        <RunCurves history={run.history} />
      </section>
      {run.history.length > 0 && <Validation run={run} />}
    </>
  );
}

/** After each epoch, as the run kept it; nothing where it kept none. */
function Validation({ run }: { run: Answer }) {
  return (
    <section class="panel when-filled">
      <ValidationConfusion run={run.name} />
    </section>
  );
}

function Fact({ name, value, more = '' }: { name: string; value: string; more?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {more !== '' && <small> {more}</small>}
      </dd>
    </div>
  );
}

/** The evaluation, or the step that makes one. */
function Evaluated({ run, split }: { run: Answer; split: 'val' | 'test' }) {
  const [busy, setBusy] = useState(false);
  if (run.evaluated.includes(split)) return <EvaluationTab key={`${run.name}/${split}`} run={run.name} split={split} />;
  const evaluate = async (): Promise<void> => {
    setBusy(true);
    const path = `runs/${encodeURIComponent(run.name)}/evaluation/${split}`;
    const made = await attempt(() => send('POST', path, { reason: 'studio' }));
    setBusy(false);
    if (made !== undefined) toast(`Evaluated on ${split}.`);
  };
  if (run.epochs === null) return <Empty title="Not yet">It can be evaluated when the training has ended.</Empty>;
  return (
    <section class="panel empty">
      <h2>{split === 'val' ? 'Not evaluated on validation yet' : 'The test split is sealed'}</h2>
      <p>
        {split === 'val'
          ? 'The validation samples chose the best epoch, so they flatter a little.'
          : 'Open it once, at the end: whoever chooses by it fools himself. Each opening is logged.'}
      </p>
      <button type="button" class="main" disabled={busy} onClick={() => void evaluate()}>
        {busy ? 'Evaluating …' : split === 'val' ? 'Evaluate' : `Open the ${plural(run.data.test, 'test sample')}`}
      </button>
    </section>
  );
}

const plain = (value: unknown): string => {
  if (value === null || value === undefined) return '–';
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(6))) : String(value);
};

/** Leaves of nested settings as dotted names. */
function leaves(value: unknown, path = ''): [string, string][] {
  if (Array.isArray(value)) return [[path, value.map(plain).join(', ')]];
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, one]) => leaves(one, path === '' ? key : `${path}.${key}`));
  return [[path, plain(value)]];
}

function Settings({ run }: { run: Answer }) {
  const tables: [string, [string, string][]][] = [
    ['Settings', leaves(run.config)],
    ['Machine', leaves(run.machine)],
    ['Versions', leaves(run.versions)],
  ];
  return (
    <>
      {run.command !== null && (
        <section class="panel">
          <h2>Command</h2>
          <pre>
            <code>{run.command}</code>
          </pre>
        </section>
      )}
      <div class="grid">
        {tables.map(([title, rows]) => (
          <section key={title} class="panel">
            <h2>{title}</h2>
            <table class="settings">
              <tbody>
                {rows.map(([name, value]) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>{value}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ))}
      </div>
    </>
  );
}
