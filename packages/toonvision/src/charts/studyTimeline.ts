// When each trial was trained, and by which worker.
import { type ChartOptions, type ChartSpec, SCHEMA, titleOf } from './chartSpec.ts';
import { inkOf, themeConfig } from './theme.ts';

/** A trial as a bar in time. */
export interface TimelineTrial {
  trial: number;
  worker: number;
  /** Minutes since the study began. */
  start: number;
  end: number;
  failed: boolean;
}

/**
 * A row a worker, a bar a trial with its number; failed ones in red.
 *
 * @example
 * studyTimeline([{ trial: 0, worker: 0, start: 0, end: 2.5, failed: false }], { title: 'Workers' });
 */
export function studyTimeline(trials: readonly TimelineTrial[], options: ChartOptions): ChartSpec {
  const theme = options.theme ?? 'light';
  const ink = inkOf(theme);
  const values = trials.map((one) => ({ ...one, name: `worker ${one.worker + 1}`, middle: (one.start + one.end) / 2 }));
  const y = { field: 'name', type: 'nominal', title: null, axis: { ticks: false, domain: false } } as const;
  return {
    $schema: SCHEMA,
    config: themeConfig(theme),
    title: titleOf(options),
    width: 520,
    height: { step: 30 },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: 20, stroke: ink.paper, strokeWidth: 1 },
        encoding: {
          y,
          x: { field: 'start', type: 'quantitative', title: 'minutes' },
          x2: { field: 'end' },
          color: {
            field: 'failed',
            type: 'nominal',
            legend: null,
            scale: { domain: [false, true], range: [ink.parts[1], ink.goal] },
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 9, color: ink.text },
        encoding: { y, x: { field: 'middle', type: 'quantitative' }, text: { field: 'trial' } },
      },
    ],
  };
}
