// Timeline of a study: when each trial was trained, and by which worker.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** A trial in the timeline. */
export interface TimelineTrial {
  trial: number;
  /** 0-based. */
  worker: number;
  /** In minutes since the study started. */
  start: number;
  /** In minutes since the study started. */
  end: number;
  failed: boolean;
}

/**
 * One row per worker with one bar per trial, labeled with its number. Failed trials are red.
 *
 * @example
 * studyTimeline([{ trial: 0, worker: 0, start: 0, end: 2.5, failed: false }], { title: 'Workers' });
 */
export function studyTimeline(trials: readonly TimelineTrial[], options: ChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const values = trials.map((trial) => ({
    ...trial,
    name: `worker ${trial.worker + 1}`,
    middle: (trial.start + trial.end) / 2,
  }));
  const y = { field: 'name', type: 'nominal', title: null, axis: { ticks: false, domain: false } } as const;
  return baseSpec(options, {
    width: 520,
    height: { step: 30 },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: 20, stroke: colors.background, strokeWidth: 1 },
        encoding: {
          y,
          x: { field: 'start', type: 'quantitative', title: 'minutes' },
          x2: { field: 'end' },
          color: {
            field: 'failed',
            type: 'nominal',
            legend: null,
            scale: { domain: [false, true], range: [colors.splits[1], colors.goal] },
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 9, color: colors.text },
        encoding: { y, x: { field: 'middle', type: 'quantitative' }, text: { field: 'trial' } },
      },
    ],
  });
}
