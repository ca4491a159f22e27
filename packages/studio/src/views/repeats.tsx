// Repeats: one configuration over several seeds; how far the runs differ, the best, the worst, what is wrong in all.

import { useState } from 'preact/hooks';
import { EVALUATION_METRICS, formatMetric } from 'toonvision/page';
import { type RepeatsView as Answer, type JobView, send } from '../api.ts';
import { decimal, duration, percent, plural, whole } from '../format.ts';
import { className } from '../parts/classColour.ts';
import { ConfusionCounts } from '../parts/confusionCounts.tsx';
import { GoingRepeats } from '../parts/goingRepeats.tsx';
import { spread } from '../parts/spread.ts';
import { attempt, toast } from '../parts/toasts.tsx';
import { Show } from '../parts/words.tsx';
import { place, withQuery } from '../router.ts';
import { theme } from '../theme.ts';
import { useLoad } from '../useLoad.ts';
import { RepeatsComparison } from './repeatsComparison.tsx';

/** Samples drawn at a time. */
const PAGE = 36;

export function RepeatsView() {
  const name = place.value.path[1] ?? '';
  const loaded = useLoad<Answer>(`repeats/${encodeURIComponent(name)}`, ['repeats', 'job']);
  return (
    <>
      <div class="head">
        <h1>
          <a class="crumb" href="/runs">
            Runs /
          </a>{' '}
          {name}
        </h1>
        {loaded.value !== undefined && <span class={`tag ${loaded.value.status}`}>{loaded.value.status}</span>}
        {loaded.value !== undefined && <Actions view={loaded.value} />}
      </div>
      <Show of={loaded}>{(view) => <Repeats view={view} />}</Show>
    </>
  );
}

function Actions({ view: { name, status } }: { view: Answer }) {
  const jobs = useLoad<JobView[]>('jobs', ['job', 'repeats']);
  const job = jobs.value?.find((one) => one.repeats === name && one.status === 'running');
  const resume = async (): Promise<void> => {
    const started = await attempt(() => send<JobView>('POST', `repeats/${encodeURIComponent(name)}/resume`));
    if (started !== undefined) toast(`Started: ${started.command}`);
  };
  return (
    <div class="spread">
      {job !== undefined && (
        <button type="button" onClick={() => void attempt(() => send('DELETE', `jobs/${job.id}`))}>
          Stop
        </button>
      )}
      {job === undefined && (status === 'interrupted' || status === 'failed') && (
        <button type="button" class="main" onClick={() => void resume()}>
          Go on with them
        </button>
      )}
    </div>
  );
}

function settingsInWords({ settings }: Answer): string {
  const given = Object.entries(settings).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    if (typeof value !== 'object') return [`${name} ${String(value)}`];
    return [
      `${name} ${Object.entries(value)
        .map(([key, one]) => (key === 'name' ? String(one) : `${key} ${String(one)}`))
        .join(', ')}`,
    ];
  });
  return given.length === 0 ? 'all settings as by default' : given.join('; ');
}

function Repeats({ view }: { view: Answer }) {
  const { model, target, runs, seeds, finished, command } = view;
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  return (
    <>
      <section class="panel">
        <dl class="facts">
          <Fact name="Wrong on test" value={spread(view.testWrong, (one) => one.toFixed(1))} />
          <Fact name="Test accuracy" value={spread(view.testAccuracy, (one) => (one * 100).toFixed(1), ' %')} />
          <Fact name="Validation accuracy" value={spread(view.valAccuracy, (one) => (one * 100).toFixed(1), ' %')} />
          <Fact name="Runs" value={`${finished} of ${seeds}`} />
          <Fact name="Parameters" value={whole(view.parameters)} />
          <Fact name="Time" value={duration(seconds)} />
        </dl>
        <p class="soft small below-picture">
          {model} on {target}: {settingsInWords(view)}. A mean, and the smallest and the largest of the seeds.
        </p>
        {command !== null && (
          <details class="below-picture">
            <summary class="soft small">Command</summary>
            <pre>
              <code>{command}</code>
            </pre>
          </details>
        )}
        {view.status === 'running' && <GoingRepeats name={view.name} />}
      </section>
      <Distributions view={view} />
      <Runs view={view} />
      <Extremes view={view} />
      <OftenWrong view={view} />
      <RepeatsComparison view={view} />
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  const [, first = value, rest = ''] = /^(.+?)( \(.+\))?$/.exec(value) ?? [];
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {first}
        {rest !== '' && <small>{rest.replace(/[()]/g, '')}</small>}
      </dd>
    </div>
  );
}

function Distributions({ view }: { view: Answer }) {
  const here = place.value.query;
  const split = here.get('split') === 'val' || view.metrics.test.length === 0 ? 'val' : 'test';
  const rows = view.metrics[split];
  const chosen = rows.find(({ metric }) => metric === here.get('metric')) ?? rows[0];
  if (chosen === undefined) return null;
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>How far the runs differ</h2>
        <nav class="tabs small-tabs" aria-label="Split">
          {(['test', 'val'] as const)
            .filter((one) => view.metrics[one].length > 0)
            .map((one) => (
              <a key={one} href={withQuery({ split: one })} aria-current={one === split ? 'page' : undefined}>
                {one === 'test' ? 'Test' : 'Validation'}
              </a>
            ))}
        </nav>
      </div>
      <div class="grid">
        <div class="scroll">
          <table class="runs">
            <thead>
              <tr>
                <th scope="col">Metric</th>
                {['Mean', 'SD', 'Min', 'Median', 'Max'].map((title) => (
                  <th key={title} scope="col" class="right">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ metric, distribution }) => (
                <tr key={metric} class={metric === chosen.metric ? 'marked' : ''}>
                  <th scope="row">
                    <a href={withQuery({ metric })} aria-current={metric === chosen.metric ? 'true' : undefined}>
                      {EVALUATION_METRICS[metric].title}
                    </a>
                  </th>
                  {(['mean', 'sd', 'min', 'median', 'max'] as const).map((one) => (
                    <td key={one} class="right">
                      {formatMetric(metric, distribution[one])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <img
          class="drawn"
          src={`${chosen.chart}&theme=${theme.value}&of=${view.finished}`}
          alt={`${EVALUATION_METRICS[chosen.metric].title} of ${plural(chosen.distribution.values.length, 'run')}: a box of the middle half, a point a run`}
        />
      </div>
    </section>
  );
}

function Runs({ view: { runs, extremes } }: { view: Answer }) {
  return (
    <section class="panel">
      <h2>Runs</h2>
      <div class="scroll">
        <table class="runs">
          <thead>
            <tr>
              <th scope="col">Run</th>
              {['Seed', 'Best epoch', 'Val loss', 'Val', 'Test loss', 'Test', 'Wrong'].map((title) => (
                <th key={title} scope="col" class="right">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map(({ run, seed, status, bestEpoch, epochs, val, test }) => (
              <tr key={run}>
                <th scope="row">
                  <a href={`/runs/${encodeURIComponent(run)}`}>{run}</a>
                  {status !== 'finished' && <span class={`tag ${status}`}>{status}</span>}
                  {extremes !== null && run === extremes.best && <span class="tag best">best</span>}
                  {extremes !== null && run === extremes.worst && run !== extremes.best && (
                    <span class="tag bad">worst</span>
                  )}
                </th>
                <td class="right">{seed}</td>
                <td class="right">
                  {bestEpoch} / {epochs}
                </td>
                <td class="right">{decimal(val?.loss)}</td>
                <td class="right">{percent(val?.accuracy)}</td>
                <td class="right">{decimal(test?.loss)}</td>
                <td class="right">{percent(test?.accuracy)}</td>
                <td class="right">{test === undefined ? '–' : `${test.wrong} of ${test.samples}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The matrices of the best and the worst run beside each other. */
function Extremes({ view: { runs, classes, extremes } }: { view: Answer }) {
  if (extremes === null || extremes.best === extremes.worst) return null;
  return (
    <div class="grid">
      {(['best', 'worst'] as const).map((one) => {
        const run = runs.find((each) => each.run === extremes[one]);
        if (run?.test === undefined) return null;
        return (
          <section key={one} class="panel">
            <h2>
              The {one} run{' '}
              <span class="soft small">
                <a href={`/runs/${encodeURIComponent(run.run)}?tab=test`}>{run.run}</a>, {run.test.wrong} of{' '}
                {run.test.samples} wrong
              </span>
            </h2>
            <ConfusionCounts classes={classes} counts={run.test.confusion} says={`The ${one} run on test`} />
          </section>
        );
      })}
    </div>
  );
}

function OftenWrong({ view: { samples, finished } }: { view: Answer }) {
  const [drawn, setDrawn] = useState(PAGE);
  if (samples.length === 0) return null;
  return (
    <section class="panel">
      <h2>
        Wrong most often{' '}
        <span class="soft small">{plural(samples.length, 'test sample')} wrong in one run or more</span>
      </h2>
      <div class="strip">
        {samples.slice(0, drawn).map(({ id, thumbnail, true: truth, wrong, guesses }) => (
          <a key={id} class="tile" href={`/samples/${encodeURIComponent(id)}`} title={id}>
            <span class="shot">
              <img src={thumbnail} alt="" loading="lazy" decoding="async" />
            </span>
            <span class="name">
              {className(truth)} <span class="often number">{`${wrong} of ${finished}`}</span>
            </span>
            <span class="below">
              {Object.entries(guesses)
                .sort(([, a], [, b]) => b - a)
                .map(([label, count]) => `${className(label)} ${count}`)
                .join(', ')}
            </span>
          </a>
        ))}
      </div>
      {samples.length > drawn && (
        <button type="button" onClick={() => setDrawn(drawn + PAGE)}>
          {plural(samples.length - drawn, 'more', 'more')}
        </button>
      )}
    </section>
  );
}
