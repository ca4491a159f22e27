// The evaluation of a run on one split: metrics, confusion matrix, classes, predictions, calibration and charts.
import { useState } from 'preact/hooks';
import { EVALUATION_METRICS, type EvaluationMetric, formatMetrics } from 'toonvision/page';
import type { EvaluationView as Answer } from '../api.ts';
import { formatCount, formatDecimal, formatInterval, formatPercent } from '../format.ts';
import { className } from '../parts/classColors.ts';
import { ConfusionMatrix } from '../parts/confusionMatrix.tsx';
import { DataTable } from '../parts/dataTable.tsx';
import { Fact } from '../parts/fact.tsx';
import { Show } from '../parts/states.tsx';
import { samplesAddress } from '../sampleFilters.ts';
import { theme } from '../theme.ts';
import { useLoad } from '../useLoad.ts';
import { Calibration } from './calibration.tsx';
import { ClassReport } from './classReport.tsx';
import type { EvaluatedSplit } from './evaluatedSplit.ts';
import { LeastConfident } from './leastConfident.tsx';
import { PredictionList } from './predictionList.tsx';

const CHARTS: readonly (readonly [name: string, title: string])[] = [
  ['report', 'Precision, recall and F1 per class'],
  ['roc', 'ROC curves (one-vs-rest)'],
  ['precisionRecall', 'Precision-recall curves (one-vs-rest)'],
];

export function EvaluationTab(props: EvaluatedSplit) {
  const { run, split } = props;
  const loaded = useLoad<Answer>(`runs/${encodeURIComponent(run)}/evaluation/${split}`, ['run']);
  return <Show of={loaded}>{(view) => <Evaluation {...props} view={view} />}</Show>;
}

function Evaluation({ run, split, view }: EvaluatedSplit & { view: Answer }) {
  const { classes, confusion } = view.evaluation;
  return (
    <>
      {view.outdated.map((reason) => (
        <div key={reason} class="error" role="alert">
          <strong>Outdated evaluation</strong>
          {reason}
        </div>
      ))}
      <Metrics view={view} />
      <div class="grid">
        <section class="panel">
          <h2>
            Confusion matrix{' '}
            <span class="muted small">
              rows are true classes, columns predicted ones; select a cell to see its samples
            </span>
          </h2>
          <ConfusionMatrix
            classes={classes}
            counts={confusion}
            label={`Confusion matrix of ${run} on ${split}`}
            addressOf={(truth, predicted) => samplesAddress({ run, split, true: truth, predicted })}
          />
        </section>
        <ClassReport view={view} />
      </div>
      <PredictionList {...{ run, split, classes }} />
      <LeastConfident {...{ run, split, classes }} />
      <Breakdowns view={view} />
      <Calibration view={view} />
      <Charts view={view} />
    </>
  );
}

function Metrics({ view: { evaluation } }: { view: Answer }) {
  const { accuracyInterval, bootstrap, majority, metrics, samples } = evaluation;
  const { low, high } = bootstrap.macroF1;
  const notes: { [Name in EvaluationMetric]?: string } = {
    accuracy: `95% CI ${formatInterval(accuracyInterval)}`,
    macroF1: `95% CI ${formatDecimal(low, 2)}–${formatDecimal(high, 2)}, bootstrapped by ${bootstrap.by}`,
    wrong: `of ${formatCount(samples)}`,
  };
  return (
    <section class="panel">
      <dl class="facts">
        {formatMetrics(metrics).map(({ name, title, text }) => (
          <Fact key={name} name={title} hint={EVALUATION_METRICS[name].summary} note={notes[name]}>
            {name === 'accuracy' ? formatPercent(metrics.accuracy) : text}
          </Fact>
        ))}
        <Fact name={`Baseline: always ${className(majority.name)}`}>{formatPercent(majority.accuracy)}</Fact>
      </dl>
    </section>
  );
}

function Breakdowns({ view }: { view: Answer }) {
  return (
    <div class="grid">
      {view.evaluation.breakdowns.map(({ attribute, rows }) => (
        <details key={attribute} class="panel" open={attribute === 'street'}>
          <summary>By {attribute}</summary>
          <DataTable
            label={`By ${attribute}`}
            rows={rows}
            rowKey={({ value }) => value}
            columns={[
              {
                key: 'value',
                title: <span class="first-large">{attribute}</span>,
                isRowHeader: true,
                render: ({ value }) => value,
              },
              {
                key: 'accuracy',
                title: 'Accuracy',
                align: 'right',
                render: ({ accuracy, interval }) => (
                  <>
                    {formatPercent(accuracy)} <span class="muted small">{formatInterval(interval)}</span>
                  </>
                ),
              },
              {
                key: 'wrong',
                title: 'Wrong',
                align: 'right',
                render: ({ wrong, support }) => (
                  <>
                    {wrong} <span class="muted small">of {support}</span>
                  </>
                ),
              },
              {
                key: 'mistake',
                title: 'Top error',
                cellClass: () => 'muted small',
                render: ({ mistake }) =>
                  mistake !== null &&
                  `${className(mistake.true)} as ${className(mistake.predicted)} (${mistake.count})`,
              },
            ]}
          />
        </details>
      ))}
    </div>
  );
}

function Charts({ view }: { view: Answer }) {
  const [opened, setOpened] = useState<readonly string[]>([]);
  return (
    <div class="grid">
      {CHARTS.map(([name, title]) => (
        <details
          key={name}
          class="panel"
          open={opened.includes(name)}
          onToggle={(event) => {
            // The server draws a chart when it is opened for the first time.
            if (event.currentTarget.open && !opened.includes(name)) setOpened([...opened, name]);
          }}
        >
          <summary>{title}</summary>
          {opened.includes(name) && (
            <img class="drawn" src={`${view.charts[name]}?theme=${theme.value}`} alt={title} loading="lazy" />
          )}
        </details>
      ))}
    </div>
  );
}
