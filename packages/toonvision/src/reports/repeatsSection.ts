// Of a report: how much runs of the same configuration differ.
import { html } from 'hono/html';
import { EVALUATION_METRIC_NAMES, EVALUATION_METRICS, formatMetric } from '../evaluation/index.ts';
import { bestAndWorst, type RepeatsRecord } from '../repeats/index.ts';
import { type Cell, type Markup, table } from './table.ts';

/** The sentence, the table of distributions, and the samples that are wrong most often. */
export function repeatsSection({ name, runs, metrics, samples, classNames }: RepeatsRecord, run: string): Markup {
  const finished = runs.filter(({ status }) => status === 'finished');
  const extremes = bestAndWorst(finished);
  const { wrong } = metrics.test;
  const isOwn = runs.some((one) => one.run === run);
  const label = (one: string) => classNames[one] ?? one;
  const rows = EVALUATION_METRIC_NAMES.flatMap((metric): Cell[][] => {
    const found = metrics.test[metric];
    if (found === undefined) return [];
    const { mean, sd, min, median, max } = found;
    return [
      [EVALUATION_METRICS[metric].title, ...[mean, sd, min, median, max].map((value) => formatMetric(metric, value))],
    ];
  });
  return html`<p>${isOwn ? 'This run is one of' : 'The same architecture was trained as'} the ${finished.length} runs ${name}, which differ in their seed alone${wrong === undefined || extremes === undefined ? '' : `: ${wrong.min} to ${wrong.max} wrong, ${wrong.mean.toFixed(1)} in the mean; the best is ${extremes.best.run}, the worst ${extremes.worst.run}`}.</p>
    ${rows.length === 0 ? '' : table(['test', 'mean', 'sd', 'min', 'median', 'max'], rows)}
    ${
      samples.length === 0
        ? ''
        : html`<h3>Wrong in most runs</h3>${table(
            ['sample', 'true', 'runs wrong', 'taken for'],
            samples.slice(0, 12).map(({ id, true: truth, wrong: times, guesses }) => [
              id,
              label(truth),
              times,
              Object.entries(guesses)
                .sort(([, a], [, b]) => b - a)
                .map(([guess, count]) => `${label(guess)} ${count}`)
                .join(', '),
            ]),
          )}`
    }`;
}
