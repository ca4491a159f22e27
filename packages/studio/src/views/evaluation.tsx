// How good a run is on one split: numbers with intervals, a confusion matrix that opens its samples, charts.

import { useState } from 'preact/hooks';
import { EVALUATION_METRICS, type EvaluationMetric, metricTexts } from 'toonvision/page';
import type { EvaluationView as Answer } from '../api.ts';
import { decimal, percent, whole } from '../format.ts';
import { className } from '../parts/classColour.ts';
import { Scroll } from '../parts/scroll.tsx';
import { Show } from '../parts/words.tsx';
import { navigate, place, withQuery } from '../router.ts';
import { theme } from '../theme.ts';
import { useLoad } from '../useLoad.ts';
import { Calibration } from './calibration.tsx';
import { ChosenSamples } from './chosenSamples.tsx';
import { ClassReport } from './classReport.tsx';
import { ClassName } from './dataset.tsx';
import { LeastSure } from './leastSure.tsx';

const CHARTS: readonly (readonly [string, string])[] = [
  ['report', 'Precision, recall and F1 of each class'],
  ['roc', 'ROC: a class against the rest'],
  ['precisionRecall', 'Precision and recall: a class against the rest'],
];

export function EvaluationTab({ run, split }: { run: string; split: 'val' | 'test' }) {
  const loaded = useLoad<Answer>(`runs/${encodeURIComponent(run)}/evaluation/${split}`, ['run']);
  return <Show of={loaded}>{(view) => <Evaluation run={run} view={view} />}</Show>;
}

const between = ({ low, high }: { low: number; high: number }): string => `${(low * 100).toFixed(1)}–${percent(high)}`;

function Evaluation({ run, view }: { run: string; view: Answer }) {
  const { evaluation, outdated } = view;
  const { bootstrap } = evaluation;
  const notes: { [Name in EvaluationMetric]?: string } = {
    accuracy: `95%: ${between(evaluation.accuracyInterval)}`,
    macroF1: `by ${bootstrap.by}: ${decimal(bootstrap.macroF1.low, 2)} to ${decimal(bootstrap.macroF1.high, 2)}`,
    wrong: `of ${whole(evaluation.samples)}`,
  };
  return (
    <>
      {outdated.map((line) => (
        <div key={line} class="fault" role="alert">
          <strong>Not of this run as it is</strong>
          {line}
        </div>
      ))}
      <section class="panel">
        <dl class="facts">
          {metricTexts(evaluation.metrics).map(({ name, title, text }) => (
            <div key={name}>
              <dt title={EVALUATION_METRICS[name].summary}>{title}</dt>
              <dd>
                {text} {notes[name] !== undefined && <small>{notes[name]}</small>}
              </dd>
            </div>
          ))}
          <div>
            <dt>Always guessing {className(evaluation.majority.name)}</dt>
            <dd>{percent(evaluation.majority.accuracy)}</dd>
          </div>
        </dl>
      </section>
      <div class="grid">
        <Matrix view={view} />
        <ClassReport view={view} />
      </div>
      <ChosenSamples run={run} view={view} />
      <LeastSure view={view} />
      <Breakdowns view={view} />
      <Calibration view={view} />
      <Charts view={view} />
    </>
  );
}

function Matrix({ view }: { view: Answer }) {
  const { classes, confusion, normalised } = view.evaluation;
  const here = place.value.query;
  const [truth, predicted] = [here.get('true'), here.get('predicted')];
  return (
    <section class="panel">
      <h2>
        Confusion <span class="soft small">rows are true, columns predicted; a cell opens its samples</span>
      </h2>
      <div class="scroll">
        <table class="heat matrix">
          <thead>
            <tr>
              <td />
              {classes.map((name) => (
                <th key={name} scope="col">
                  {className(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {classes.map((row, y) => (
              <tr key={row}>
                <th scope="row">
                  <ClassName name={row} />
                </th>
                {classes.map((column, x) => {
                  const count = confusion[y]?.[x] ?? 0;
                  const share = normalised[y]?.[x] ?? 0;
                  const isHere = truth === row && predicted === column;
                  return (
                    <td key={column}>
                      <button
                        type="button"
                        aria-pressed={isHere}
                        style={{ background: `rgba(var(--heat), ${share === 0 ? 0.03 : 0.06 + 0.42 * share})` }}
                        onClick={() =>
                          navigate(
                            withQuery({ true: isHere ? undefined : row, predicted: isHere ? undefined : column }),
                            { replace: true },
                          )
                        }
                      >
                        <span class="hidden">
                          True {className(row)}, predicted {className(column)}:{' '}
                        </span>
                        {count}
                        <small>{percent(share, 0)}</small>
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Breakdowns({ view }: { view: Answer }) {
  return (
    <div class="grid">
      {view.evaluation.breakdowns.map(({ attribute, rows }) => (
        <details key={attribute} class="panel" open={attribute === 'street'}>
          <summary>By {attribute}</summary>
          <Scroll label={`By ${attribute}`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{attribute}</th>
                  <th scope="col" class="right">
                    Accuracy
                  </th>
                  <th scope="col" class="right">
                    Wrong
                  </th>
                  <th scope="col">Most often</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ value, support, wrong, accuracy, interval, mistake }) => (
                  <tr key={value}>
                    <th scope="row">{value}</th>
                    <td class="right">
                      {percent(accuracy)} <span class="soft small">{between(interval)}</span>
                    </td>
                    <td class="right">
                      {wrong} <span class="soft small">of {support}</span>
                    </td>
                    <td class="soft small">
                      {mistake !== null &&
                        `${className(mistake.true)} as ${className(mistake.predicted)} (${mistake.count})`}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
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
            // A chart is drawn by the server when it is first looked at.
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
