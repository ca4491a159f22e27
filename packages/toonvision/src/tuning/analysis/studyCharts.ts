// The charts of a study as specifications, with alternative texts.

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

/** A chart of a study, drawn on demand. */
export interface StudyChart {
  /** File name without extension. */
  name: string;
  /** Alternative text. */
  alt: string;
  draw: (theme: ChartTheme) => ChartSpec;
}

/** Hyperparameters that can have more than one value. */
export const variedHyperparameters = ({ hyperparameters }: Pick<StudyRecord, 'hyperparameters'>): Hyperparameter[] =>
  hyperparameters.filter((hyperparameter) => (gridOf(hyperparameter)?.length ?? 2) > 1);

/** Importance of each hyperparameter for the first objective; empty with fewer than 8 trials. */
export function studyImportances(record: StudyRecord, trials: readonly Trial[]): Importance[] {
  const finite = finishedTrials(trials).filter(({ result }) => Number.isFinite(result.objectives[0]));
  if (finite.length < 8) return [];
  const varied = variedHyperparameters(record);
  const rows = finite.map(({ suggestion }) =>
    varied.map((hyperparameter) => {
      const value = suggestion.values[hyperparameter.name];
      return value === undefined ? -1 : toUnit(hyperparameter, value);
    }),
  );
  return importance(
    varied.map((hyperparameter) => hyperparameter.name),
    rows,
    finite.map(({ result }) => result.objectives[0] ?? 0),
  );
}

/** Maximum number of values labeled on an axis; with more values only the first and the last are labeled. */
const MAX_TICKS = 8;

/** The axis of a hyperparameter with the position of each value, 0 to 1. */
export function parallelAxis(hyperparameter: Hyperparameter): ParallelAxis {
  const grid = gridOf(hyperparameter, 2) ?? [];
  const shown = grid.length <= MAX_TICKS ? grid : grid.filter((_, index) => index === 0 || index === grid.length - 1);
  return {
    name: hyperparameter.name,
    ticks: shown.map((value) => ({ position: toUnit(hyperparameter, value), text: String(value) })),
  };
}

/** Position of a trial on the axis, 0 to 1; null if the hyperparameter is inactive. */
export function parallelPlace(
  hyperparameter: Hyperparameter,
  { suggestion: { values } }: Pick<Trial, 'suggestion'>,
): number | null {
  const value = values[hyperparameter.name];
  return value === undefined || !isActive(hyperparameter, values) ? null : toUnit(hyperparameter, value);
}

function sliceOf(
  hyperparameter: Hyperparameter,
  trials: readonly FinishedTrial[],
  isOnFront: (trial: Trial) => boolean,
): StudySlice {
  const isNumber = hyperparameter.kind === 'int' || hyperparameter.kind === 'float';
  return {
    name: hyperparameter.name,
    scale: isNumber ? (hyperparameter.sampling === 'log' ? 'log' : 'linear') : 'categorical',
    points: trials.flatMap((trial) => {
      const value = trial.suggestion.values[hyperparameter.name];
      if (value === undefined || !isActive(hyperparameter, trial.suggestion.values)) return [];
      const setting = typeof value === 'number' && isNumber ? value : String(value);
      return [{ setting, value: trial.result.objectives[0] ?? Number.NaN, isOnFront: isOnFront(trial) }];
    }),
  };
}

/**
 * Lists the charts of a study: history, Pareto fronts by parameters and by multiply-adds, parallel coordinates, slices,
 * importance (with at least 8 trials), and workers.
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
  const startTime = Math.min(...trials.map(({ startedAt }) => Date.parse(startedAt)));
  const minutes = (date: string) => (Date.parse(date) - startTime) / 60_000;
  const gains = studyImportances(record, trials);
  const varied = variedHyperparameters(record);
  const qualityOf = ({ result }: FinishedTrial) => result.objectives[0] ?? Number.NaN;
  const sizes = { parameters: 'parameters', multiplyAdds: 'multiply-adds' } as const;
  return [
    {
      name: 'history',
      alt: `${metric} of ${finished.length} trials in order, with the best value so far.`,
      draw: (theme) =>
        studyHistory(
          finished.map((trial) => ({ trial: trial.number, value: qualityOf(trial) })),
          { title: 'Trials', subtitle, metric, maximize, theme },
        ),
    },
    ...(['parameters', 'multiplyAdds'] as const).map((size) => ({
      name: `front-${size}`,
      alt: `${metric} of each trial against its ${sizes[size]}; ${front.size} trials are on the Pareto front.`,
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
      alt: `Parallel coordinates of ${varied.length} hyperparameters and ${metric}, one line per trial.`,
      draw: (theme) =>
        studyParallel(
          varied.map(parallelAxis),
          finished.map((trial) => ({
            trial: String(trial.number),
            positions: varied.map((hyperparameter) => parallelPlace(hyperparameter, trial)),
            value: qualityOf(trial),
            isOnFront: isOnFront(trial),
          })),
          {
            title: 'Parallel coordinates',
            subtitle: `${subtitle}; thick lines: Pareto front`,
            metric,
            maximize,
            theme,
          },
        ),
    },
    {
      name: 'slices',
      alt: `${metric} of the trials against each hyperparameter.`,
      draw: (theme) =>
        studySlices(
          varied.map((hyperparameter) => sliceOf(hyperparameter, finished, isOnFront)),
          { title: 'Objective by hyperparameter', subtitle: `${subtitle}; filled: Pareto front`, metric, theme },
        ),
    },
    ...(gains.length === 0
      ? []
      : [
          {
            name: 'importance',
            alt: `Most important hyperparameters: ${gains
              .slice(0, 3)
              .map(({ name, gain }) => `${name} ${percent(gain, 0)}`)
              .join(', ')}.`,
            draw: (theme: ChartTheme) =>
              studyImportance(gains, {
                title: 'Hyperparameter importance',
                subtitle: `${subtitle}; unreliable with few trials`,
                theme,
              }),
          },
        ]),
    {
      name: 'workers',
      alt: 'Timeline of the trials of each worker.',
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
          { title: 'Worker timeline', subtitle, theme },
        ),
    },
  ];
}
