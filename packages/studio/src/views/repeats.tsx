// Repeats, one configuration over several seeds: seed variance, best and worst run, common errors, and a comparison.
import { useState } from 'preact/hooks';
import { type RepeatsView as Answer, type JobView, send } from '../api.ts';
import { formatCount, formatDecimal, formatDuration, formatPercent, plural } from '../format.ts';
import { className } from '../parts/classColors.ts';
import { ConfusionMatrix } from '../parts/confusionMatrix.tsx';
import { DataTable } from '../parts/dataTable.tsx';
import { Fact } from '../parts/fact.tsx';
import { ImageTile } from '../parts/imageTile.tsx';
import { PageHeader } from '../parts/pageHeader.tsx';
import { RepeatsProgress } from '../parts/repeatsProgress.tsx';
import { StatusTag, StopButton } from '../parts/runActions.tsx';
import { Show } from '../parts/states.tsx';
import { startJob } from '../parts/toasts.tsx';
import { route } from '../router.ts';
import { useLoad } from '../useLoad.ts';
import { RepeatsComparison } from './repeatsComparison.tsx';
import { RepeatsVariation } from './repeatsVariation.tsx';

/** Samples rendered at a time. */
const PAGE_SIZE = 36;

export function RepeatsView() {
  const name = route.value.path[1] ?? '';
  const loaded = useLoad<Answer>(`repeats/${encodeURIComponent(name)}`, ['repeats', 'job']);
  const view = loaded.value;
  return (
    <>
      <PageHeader
        title={name}
        parent={{ address: '/runs', name: 'Runs' }}
        note={view !== undefined && <StatusTag status={view.status} />}
      >
        {view !== undefined && <Actions view={view} />}
      </PageHeader>
      <Show of={loaded}>{(repeats) => <Repeats view={repeats} />}</Show>
    </>
  );
}

function Actions({ view: { name, status } }: { view: Answer }) {
  const jobs = useLoad<JobView[]>('jobs', ['job', 'repeats']);
  const job = jobs.value?.find(({ repeats, status: jobStatus }) => repeats === name && jobStatus === 'running');
  if (job !== undefined) return <StopButton job={job} />;
  if (status !== 'interrupted' && status !== 'failed') return null;
  const path = `repeats/${encodeURIComponent(name)}/resume`;
  return (
    <button type="button" class="main" onClick={() => void startJob(() => send<JobView>('POST', path))}>
      Resume
    </button>
  );
}

function describeSettings({ settings }: Answer): string {
  const given = Object.entries(settings).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    if (typeof value !== 'object') return [`${name} ${String(value)}`];
    return [
      `${name} ${Object.entries(value)
        .map(([key, nested]) => (key === 'name' ? String(nested) : `${key} ${String(nested)}`))
        .join(', ')}`,
    ];
  });
  return given.length === 0 ? 'default settings' : given.join('; ');
}

function Repeats({ view }: { view: Answer }) {
  const { model, target, runs, seeds, finished, command } = view;
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  return (
    <>
      <section class="panel">
        <dl class="facts">
          <DistributionFact name="Test errors" distribution={view.testWrong} format={(value) => value.toFixed(1)} />
          <DistributionFact name="Test accuracy" distribution={view.testAccuracy} format={formatPercent} />
          <DistributionFact name="Validation accuracy" distribution={view.valAccuracy} format={formatPercent} />
          <Fact name="Runs">
            {finished} of {seeds}
          </Fact>
          <Fact name="Parameters">{formatCount(view.parameters)}</Fact>
          <Fact name="Training time">{formatDuration(seconds)}</Fact>
        </dl>
        <p class="muted small below-image">
          {model} on {target} with {describeSettings(view)}. Values are means, with the range over all seeds.
        </p>
        {command !== null && (
          <details class="below-image">
            <summary class="muted small">Command</summary>
            <pre>
              <code>{command}</code>
            </pre>
          </details>
        )}
        {view.status === 'running' && <RepeatsProgress name={view.name} />}
      </section>
      <RepeatsVariation view={view} />
      <RunsTable view={view} />
      <BestAndWorst view={view} />
      <CommonErrors view={view} />
      <RepeatsComparison view={view} />
    </>
  );
}

function DistributionFact({
  name,
  distribution,
  format,
}: {
  name: string;
  distribution: Answer['testWrong'];
  format: (value: number) => string;
}) {
  if (distribution === null) return <Fact name={name}>–</Fact>;
  const { mean, min, max, values } = distribution;
  return (
    <Fact name={name} note={values.length > 1 && `${format(min)} to ${format(max)}`}>
      {format(mean)}
    </Fact>
  );
}

function RunsTable({ view: { runs, extremes } }: { view: Answer }) {
  return (
    <section class="panel">
      <h2>Runs</h2>
      <DataTable
        class="runs"
        rows={runs}
        rowKey={({ run }) => run}
        columns={[
          {
            key: 'run',
            title: 'Run',
            isRowHeader: true,
            render: ({ run, status }) => (
              <>
                <a href={`/runs/${encodeURIComponent(run)}`}>{run}</a>
                {status !== 'finished' && <StatusTag status={status} />}
                {run === extremes?.best && <span class="tag best">best</span>}
                {run === extremes?.worst && run !== extremes.best && <span class="tag bad">worst</span>}
              </>
            ),
          },
          { key: 'seed', title: 'Seed', align: 'right', render: ({ seed }) => seed },
          {
            key: 'bestEpoch',
            title: 'Best epoch',
            align: 'right',
            render: ({ bestEpoch, epochs }) => `${bestEpoch} / ${epochs}`,
          },
          { key: 'valLoss', title: 'Val loss', align: 'right', render: ({ val }) => formatDecimal(val?.loss) },
          {
            key: 'valAccuracy',
            title: 'Val accuracy',
            align: 'right',
            render: ({ val }) => formatPercent(val?.accuracy),
          },
          { key: 'testLoss', title: 'Test loss', align: 'right', render: ({ test }) => formatDecimal(test?.loss) },
          {
            key: 'testAccuracy',
            title: 'Test accuracy',
            align: 'right',
            render: ({ test }) => formatPercent(test?.accuracy),
          },
          {
            key: 'testWrong',
            title: 'Test errors',
            align: 'right',
            render: ({ test }) => (test === undefined ? '–' : `${test.wrong} of ${test.samples}`),
          },
        ]}
      />
    </section>
  );
}

/** The confusion matrices of the best and the worst run. */
function BestAndWorst({ view: { runs, classes, extremes } }: { view: Answer }) {
  if (extremes === null || extremes.best === extremes.worst) return null;
  return (
    <div class="grid">
      {(['best', 'worst'] as const).map((kind) => {
        const run = runs.find(({ run: name }) => name === extremes[kind]);
        if (run?.test === undefined) return null;
        return (
          <section key={kind} class="panel">
            <h2>
              {kind === 'best' ? 'Best' : 'Worst'} run{' '}
              <span class="muted small">
                <a href={`/runs/${encodeURIComponent(run.run)}?tab=test`}>{run.run}</a>, {run.test.wrong} of{' '}
                {run.test.samples} wrong
              </span>
            </h2>
            <ConfusionMatrix
              classes={classes}
              counts={run.test.confusion}
              label={`Confusion matrix of the ${kind} run on test`}
            />
          </section>
        );
      })}
    </div>
  );
}

function CommonErrors({ view: { samples, finished } }: { view: Answer }) {
  const [rendered, setRendered] = useState(PAGE_SIZE);
  if (samples.length === 0) return null;
  return (
    <section class="panel">
      <h2>
        Most often misclassified{' '}
        <span class="muted small">{plural(samples.length, 'test sample')} wrong in at least one run</span>
      </h2>
      <div class="strip">
        {samples.slice(0, rendered).map(({ id, thumbnail, true: truth, wrong, guesses }) => {
          const predicted = Object.entries(guesses)
            .sort(([, a], [, b]) => b - a)
            .map(([label, count]) => `${className(label)} ${count}`)
            .join(', ');
          return (
            <ImageTile
              key={id}
              address={`/samples/${encodeURIComponent(id)}`}
              {...{ thumbnail, title: `${id}\npredicted: ${predicted}` }}
              name={
                <>
                  {className(truth)} <span class="error-count number">{`${wrong} of ${finished}`}</span>
                </>
              }
              note={predicted}
            />
          );
        })}
      </div>
      {samples.length > rendered && (
        <button type="button" onClick={() => setRendered(rendered + PAGE_SIZE)}>
          Show {formatCount(samples.length - rendered)} more
        </button>
      )}
    </section>
  );
}
