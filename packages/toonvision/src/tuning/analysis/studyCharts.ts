// The charts of a study, as specifications with the words that say what is on them.

import {
  type ChartSpec,
  type ChartTheme,
  type ParallelAxis,
  type StudySlice,
  studyFront,
  studyHistory,
  studyImportance,
  studyParallel,
  studySlices,
  studyTimeline,
} from '../../charts/index.ts';
import { percent } from '../../format/index.ts';
import { gridOf, type Hyperparameter, isActive, toUnit } from '../space/index.ts';
import {
  type FinishedTrial,
  finishedTrials,
  isMaximized,
  paretoFront,
  type StudyRecord,
  type Trial,
} from '../study/index.ts';
import { type Importance, importance } from './importance.ts';

/** A chart of a study, drawn when it is asked for. */
export interface StudyChart {
  /** File name without extension. */
  name: string;
  /** What a reader who does not see it is told. */
  alt: string;
  draw: (theme: ChartTheme) => ChartSpec;
}

/** Hyperparameters that can have more than one value. */
export const variedHyperparameters = ({ hyperparameters }: Pick<StudyRecord, 'hyperparameters'>): Hyperparameter[] =>
  hyperparameters.filter((one) => (gridOf(one)?.length ?? 2) > 1);

/** What each hyperparameter explains of the first objective of a study's trials; empty with fewer than eight. */
export function studyImportances(record: StudyRecord, trials: readonly Trial[]): Importance[] {
  const known = finishedTrials(trials).filter(({ result }) => Number.isFinite(result.objectives[0]));
  if (known.length < 8) return [];
  const varied = variedHyperparameters(record);
  const rows = known.map(({ suggestion }) =>
    varied.map((one) => {
      const value = suggestion.values[one.name];
      return value === undefined ? -1 : toUnit(one, value);
    }),
  );
  return importance(
    varied.map((one) => one.name),
    rows,
    known.map(({ result }) => result.objectives[0] ?? 0),
  );
}

/** So many values are all written beside their axis; of more the first and the last. */
const MOST_TICKS = 8;

/** The axis of a hyperparameter: where each value lies, 0 to 1. */
export function parallelAxis(one: Hyperparameter): ParallelAxis {
  const grid = gridOf(one, 2) ?? [];
  const shown = grid.length <= MOST_TICKS ? grid : grid.filter((_, at) => at === 0 || at === grid.length - 1);
  return { name: one.name, ticks: shown.map((value) => ({ position: toUnit(one, value), text: String(value) })) };
}

/** Where a trial's point lies on the axis; null where the hyperparameter does not count. */
export function parallelPlace(
  one: Hyperparameter,
  { suggestion: { values } }: Pick<Trial, 'suggestion'>,
): number | null {
  const value = values[one.name];
  return value === undefined || !isActive(one, values) ? null : toUnit(one, value);
}

function sliceOf(
  one: Hyperparameter,
  trials: readonly FinishedTrial[],
  isOnFront: (trial: Trial) => boolean,
): StudySlice {
  const isNumber = one.kind === 'int' || one.kind === 'float';
  return {
    name: one.name,
    scale: isNumber ? (one.sampling === 'log' ? 'log' : 'linear') : 'categorical',
    points: trials.flatMap((trial) => {
      const value = trial.suggestion.values[one.name];
      if (value === undefined || !isActive(one, trial.suggestion.values)) return [];
      const setting = typeof value === 'number' && isNumber ? value : String(value);
      return [{ setting, value: trial.result.objectives[0] ?? Number.NaN, isOnFront: isOnFront(trial) }];
    }),
  };
}

/**
 * History, fronts by parameters and by multiply-adds, parallel coordinates, slices, importance (from eight trials on), workers.
 *
 * @example
 * const { record, trials } = await readStudy(project, 'small');
 * studyCharts(record, trials).map(({ name }) => name); // ['history', 'front-parameters', ...]
 */
export function studyCharts(record: StudyRecord, trials: readonly Trial[]): StudyChart[] {
  const finished = finishedTrials(trials);
  const { objectives, sampler, space } = record.settings;
  const metric = objectives[0] ?? 'valLoss';
  const maximize = isMaximized(metric);
  const front = new Set(paretoFront(record.settings, trials).map(({ number }) => number));
  const isOnFront = ({ number }: Pick<Trial, 'number'>) => front.has(number);
  const subtitle = `${record.name}: ${finished.length} trials, ${sampler} search of ${space.replace(/^.*[/\\]/, '')}`;
  const began = Math.min(...trials.map(({ startedAt }) => Date.parse(startedAt)));
  const minutes = (date: string) => (Date.parse(date) - began) / 60_000;
  const gains = studyImportances(record, trials);
  const varied = variedHyperparameters(record);
  const qualityOf = ({ result }: FinishedTrial) => result.objectives[0] ?? Number.NaN;
  const sizes = { parameters: 'parameters', multiplyAdds: 'multiply-adds' } as const;
  return [
    {
      name: 'history',
      alt: `${metric} of ${finished.length} trials in their order, and the best so far.`,
      draw: (theme) =>
        studyHistory(
          finished.map((trial) => ({ trial: trial.number, value: qualityOf(trial) })),
          { title: 'Trials', subtitle, metric, maximize, theme },
        ),
    },
    ...(['parameters', 'multiplyAdds'] as const).map((size) => ({
      name: `front-${size}`,
      alt: `${metric} of each trial against its ${sizes[size]}; ${front.size} trials are on the front.`,
      draw: (theme: ChartTheme) =>
        studyFront(
          finished.map((trial) => ({
            trial: String(trial.number),
            size: trial.result[size],
            value: qualityOf(trial),
            isOnFront: isOnFront(trial),
          })),
          { title: 'Pareto front', subtitle, size, metric, theme },
        ),
    })),
    {
      name: 'parallel',
      alt: `Each trial as a line over ${varied.length} hyperparameters and its ${metric}.`,
      draw: (theme) =>
        studyParallel(
          varied.map(parallelAxis),
          finished.map((trial) => ({
            trial: String(trial.number),
            positions: varied.map((one) => parallelPlace(one, trial)),
            value: qualityOf(trial),
            isOnFront: isOnFront(trial),
          })),
          { title: 'Every trial', subtitle: `${subtitle}; thick: on the front`, metric, maximize, theme },
        ),
    },
    {
      name: 'slices',
      alt: `${metric} of the trials along each hyperparameter by itself.`,
      draw: (theme) =>
        studySlices(
          varied.map((one) => sliceOf(one, finished, isOnFront)),
          { title: 'Slices', subtitle: `${subtitle}; full: on the front`, metric, theme },
        ),
    },
    ...(gains.length === 0
      ? []
      : [
          {
            name: 'importance',
            alt: `What matters most: ${gains
              .slice(0, 3)
              .map(({ name, gain }) => `${name} ${percent(gain, 0)}`)
              .join(', ')}.`,
            draw: (theme: ChartTheme) =>
              studyImportance(gains, { title: 'What matters', subtitle: `${subtitle}; few trials tell little`, theme }),
          },
        ]),
    {
      name: 'workers',
      alt: 'When which worker trained which trial.',
      draw: (theme) =>
        studyTimeline(
          trials.flatMap(({ number, worker, startedAt, endedAt, state }) =>
            endedAt === undefined
              ? []
              : [
                  {
                    trial: number,
                    worker,
                    start: minutes(startedAt),
                    end: minutes(endedAt),
                    failed: state === 'failed',
                  },
                ],
          ),
          { title: 'Workers', subtitle, theme },
        ),
    },
  ];
}
