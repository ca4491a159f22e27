// Text output of repeats and their comparison.

import { EVALUATION_METRIC_NAMES, EVALUATION_METRICS, formatMetric } from '../evaluation/metrics.ts';
import { percent, plural } from '../format/index.ts';
import type { MetricComparison, RepeatedRun, RepeatsComparison, RepeatsRecord } from '../repeats/index.ts';
import { textTable } from './textTable.ts';

/** `seed 3: 31 epochs, best 26, val accuracy 90.2%, test 18 of 173 wrong, 89.6%`. */
export function repeatedRunLine({ seed, epochs, bestEpoch, val, test }: RepeatedRun): string {
  return [
    `seed ${seed}: ${plural(epochs, 'epoch')}, best ${bestEpoch}`,
    ...(val === undefined ? [] : [`val accuracy ${percent(val.accuracy)}`]),
    ...(test === undefined ? [] : [`test ${test.wrong} of ${test.samples} wrong, ${percent(test.accuracy)}`]),
  ].join(', ');
}

/** Functions of modules that are loaded on demand. */
type Modules = Pick<typeof import('../repeats/index.ts'), 'bestAndWorst'> &
  Pick<typeof import('../evaluation/index.ts'), 'formatConfusionMatrix'>;

/** Distributions of metrics, matrices of the best and worst run, and the samples that are wrong most often. */
export function repeatsLines(
  modules: Modules,
  record: RepeatsRecord,
  bold: (text: string) => string = (text) => text,
): string[] {
  const lines: string[] = [];
  const finished = record.runs.filter(({ status }) => status === 'finished');
  for (const split of ['test', 'val'] as const) {
    const table = record.metrics[split];
    const rows = EVALUATION_METRIC_NAMES.flatMap((metric) => {
      const summary = table[metric];
      if (summary === undefined) return [];
      const { mean, sd, min, median, max } = summary;
      return [
        [EVALUATION_METRICS[metric].title, ...[mean, sd, min, median, max].map((value) => formatMetric(metric, value))],
      ];
    });
    if (rows.length === 0) continue;
    const [samples] = finished.flatMap((run) => run[split]?.samples ?? []);
    const title = `${split === 'test' ? 'Test' : 'Validation'}: ${finished.length} runs on ${samples} samples`;
    lines.push(bold(title));
    lines.push(textTable(['', 'mean', 'sd', 'min', 'median', 'max'], rows, { right: [1, 2, 3, 4, 5] }), '');
  }
  const wrong = record.metrics.test.wrong;
  const extremes = modules.bestAndWorst(finished);
  if (wrong !== undefined && extremes !== undefined) {
    lines.push(`${wrong.min} to ${wrong.max} wrong; best run ${extremes.best.run}, worst run ${extremes.worst.run}.`);
    const labels = record.classes.map((label) => record.classNames[label] ?? label);
    for (const [title, run] of [
      ['Best', extremes.best],
      ['Worst', extremes.worst],
    ] as const) {
      if (run.test === undefined || labels.length > 12) continue;
      lines.push('', `${title} run, ${run.test.wrong} of ${run.test.samples} wrong; rows true, columns predicted`);
      lines.push(modules.formatConfusionMatrix(run.test.confusion, { classes: labels }));
    }
  }
  const often = record.samples.slice(0, 8);
  if (often.length > 0) {
    const name = (label: string) => record.classNames[label] ?? label;
    lines.push('', bold(`Wrong most often (${record.samples.length} samples are wrong at least once)`));
    lines.push(
      textTable(
        ['runs', 'sample', 'true', 'predicted'],
        often.map(({ wrong: wrongRuns, id, true: truth, guesses }) => [
          `${wrongRuns} of ${finished.length}`,
          id,
          name(truth),
          Object.entries(guesses)
            .sort(([, a], [, b]) => b - a)
            .map(([label, count]) => `${name(label)} ${count}`)
            .join(', '),
        ]),
      ),
      '',
    );
  }
  return lines;
}

function verdict({ distinguishable, difference, better, pValue }: MetricComparison): string {
  if (pValue === null) return 'at least 2 seeds needed';
  if (!distinguishable) return 'not significant';
  return difference < 0 === (better === 'lower') ? 'better' : 'worse';
}

/** The text of a comparison: a table and a conclusion. */
export function comparisonLines(
  { a, b, split, seeds, level, metrics }: RepeatsComparison,
  bold: (text: string) => string = (text) => text,
): string[] {
  const rows = metrics.map((row) => [
    EVALUATION_METRICS[row.metric].title,
    formatMetric(row.metric, row.a.mean),
    formatMetric(row.metric, row.b.mean),
    `${row.difference > 0 ? '+' : ''}${formatMetric(row.metric, row.difference)}`,
    row.interval === null
      ? ''
      : `[${formatMetric(row.metric, row.interval.low)}, ${formatMetric(row.metric, row.interval.high)}]`,
    row.pValue === null ? '' : row.pValue < 0.001 ? '<0.001' : row.pValue.toFixed(3),
    verdict(row),
  ]);
  const lines = [
    bold(`${b} vs. ${a} on ${split}, ${seeds.length} paired seeds`),
    textTable(['', a, b, 'difference', `${level * 100}% CI`, 'p', b], rows, { right: [1, 2, 3, 4, 5] }),
    '',
  ];
  const [wrong] = metrics;
  if (wrong !== undefined && wrong.interval !== null) {
    const difference = Math.abs(wrong.difference).toFixed(1);
    const { low, high } = wrong.interval;
    const interval = `${level * 100}% CI ${formatMetric('wrong', low)} to ${formatMetric('wrong', high)}`;
    lines.push(
      wrong.distinguishable
        ? `On average, ${b} has ${difference} ${wrong.difference < 0 ? 'fewer' : 'more'} wrong samples (${interval}), more than seed variance explains.`
        : `The difference of ${formatMetric('wrong', wrong.difference)} wrong samples (${interval}) is within seed variance.`,
    );
  }
  return lines;
}
