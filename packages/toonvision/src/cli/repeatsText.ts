// Repeats and comparisons of them as text for the terminal.

import { EVALUATION_METRIC_NAMES, EVALUATION_METRICS, formatMetric } from '../evaluation/metrics.ts';
import { percent } from '../format/index.ts';
import type { MetricComparison, RepeatedRun, RepeatsComparison, RepeatsRecord } from '../repeats/index.ts';
import { textTable } from './textTable.ts';

/** `seed 3: 31 epochs, best 26, val accuracy 90.2%, test 18 of 173 wrong, 89.6%`. */
export function repeatedRunLine({ seed, epochs, bestEpoch, val, test }: RepeatedRun): string {
  return [
    `seed ${seed}: ${epochs} epochs, best ${bestEpoch}`,
    ...(val === undefined ? [] : [`val accuracy ${percent(val.accuracy)}`]),
    ...(test === undefined ? [] : [`test ${test.wrong} of ${test.samples} wrong, ${percent(test.accuracy)}`]),
  ].join(', ');
}

/** What is loaded when it is needed. */
type Rooms = Pick<typeof import('../repeats/index.ts'), 'bestAndWorst'> &
  Pick<typeof import('../evaluation/index.ts'), 'formatConfusionMatrix'>;

/** The distributions, best and worst run with their matrices, and the samples that are wrong most often. */
export function repeatsLines(
  room: Rooms,
  record: RepeatsRecord,
  bold: (text: string) => string = (text) => text,
): string[] {
  const lines: string[] = [];
  const finished = record.runs.filter(({ status }) => status === 'finished');
  for (const split of ['test', 'val'] as const) {
    const table = record.metrics[split];
    const rows = EVALUATION_METRIC_NAMES.flatMap((metric) => {
      const found = table[metric];
      if (found === undefined) return [];
      const { mean, sd, min, median, max } = found;
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
  const extremes = room.bestAndWorst(finished);
  if (wrong !== undefined && extremes !== undefined) {
    lines.push(`${wrong.min} to ${wrong.max} wrong; best run ${extremes.best.run}, worst run ${extremes.worst.run}.`);
    const labels = record.classes.map((label) => record.classNames[label] ?? label);
    for (const [title, run] of [
      ['Best', extremes.best],
      ['Worst', extremes.worst],
    ] as const) {
      if (run.test === undefined || labels.length > 12) continue;
      lines.push('', `${title} run, ${run.test.wrong} of ${run.test.samples} wrong; rows true, columns predicted`);
      lines.push(room.formatConfusionMatrix(run.test.confusion, { classes: labels }));
    }
  }
  const often = record.samples.slice(0, 8);
  if (often.length > 0) {
    const name = (label: string) => record.classNames[label] ?? label;
    lines.push('', bold(`Wrong most often (${record.samples.length} samples are wrong at least once)`));
    lines.push(
      textTable(
        ['runs', 'sample', 'true', 'taken for'],
        often.map(({ wrong: times, id, true: truth, guesses }) => [
          `${times} of ${finished.length}`,
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
  if (pValue === null) return 'one seed says nothing';
  if (!distinguishable) return 'not distinguishable';
  return difference < 0 === (better === 'lower') ? 'better' : 'worse';
}

/** The comparison as a table and a sentence. */
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
    bold(`${b} against ${a} on ${split}, ${seeds.length} paired seeds`),
    textTable(['', a, b, 'difference', `${level * 100}% interval`, 'p', b], rows, { right: [1, 2, 3, 4, 5] }),
    '',
  ];
  const [wrong] = metrics;
  if (wrong !== undefined && wrong.interval !== null) {
    const fewer = Math.abs(wrong.difference).toFixed(1);
    const { low, high } = wrong.interval;
    lines.push(
      wrong.distinguishable
        ? `${b} has ${fewer} ${wrong.difference < 0 ? 'fewer' : 'more'} wrong samples in the mean, between ${formatMetric('wrong', low)} and ${formatMetric('wrong', high)}: more than the luck of the seed.`
        : `The difference of ${formatMetric('wrong', wrong.difference)} wrong samples lies within the luck of the seed: between ${formatMetric('wrong', low)} and ${formatMetric('wrong', high)}.`,
    );
  }
  return lines;
}
