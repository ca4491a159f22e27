// Report section on seed variance: how much runs of the same configuration differ.
import { html } from 'hono/html';
import { EVALUATION_METRIC_NAMES, EVALUATION_METRICS, formatMetric } from '../evaluation/index.ts';
import { bestAndWorst, type RepeatsRecord } from '../repeats/index.ts';
import { type Cell, type Markup, table } from './table.ts';

/** Renders a summary sentence, the distribution of each metric, and the samples that most runs misclassify. */
export function repeatsSection({ name, runs, metrics, samples, classNames }: RepeatsRecord, run: string): Markup {
  const finished = runs.filter(({ status }) => status === 'finished');
  const extremes = bestAndWorst(finished);
  const { wrong } = metrics.test;
  const isIncluded = runs.some((entry) => entry.run === run);
  const displayName = (label: string) => classNames[label] ?? label;
  const rows = EVALUATION_METRIC_NAMES.flatMap((metric): Cell[][] => {
    const distribution = metrics.test[metric];
    if (distribution === undefined) return [];
    const { mean, sd, min, median, max } = distribution;
    return [
      [EVALUATION_METRICS[metric].title, ...[mean, sd, min, median, max].map((value) => formatMetric(metric, value))],
    ];
  });
  return html`<p>${isIncluded ? 'This run is one of' : 'The same architecture was trained in'} the ${finished.length} runs ${name}, which differ only in their seed${wrong === undefined || extremes === undefined ? '' : `: ${wrong.min} to ${wrong.max} errors, ${wrong.mean.toFixed(1)} on average; the best run is ${extremes.best.run}, the worst ${extremes.worst.run}`}.</p>
    ${rows.length === 0 ? '' : table(['test', 'mean', 'SD', 'min', 'median', 'max'], rows)}
    ${
      samples.length === 0
        ? ''
        : html`<h3>Samples misclassified most often</h3>${table(
            ['sample', 'true', 'runs with error', 'predicted'],
            samples.slice(0, 12).map(({ id, true: truth, wrong: times, guesses }) => [
              id,
              displayName(truth),
              times,
              Object.entries(guesses)
                .sort(([, a], [, b]) => b - a)
                .map(([guess, count]) => `${displayName(guess)} ${count}`)
                .join(', '),
            ]),
          )}`
    }`;
}
