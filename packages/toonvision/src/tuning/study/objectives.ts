// The objectives of a study: validation metrics and model size, with their directions; light, so the command line can import it.
import { EVALUATION_METRIC_NAMES, EVALUATION_METRICS, type EvaluationMetric } from '../../evaluation/metrics.ts';
import type { RepeatedMetrics } from '../../repeats/index.ts';
import { mean, median } from '../../statistics/index.ts';
import type { Aggregate } from './aggregates.ts';

interface Objective {
  direction: 'min' | 'max';
  /** A cost of the model, not a measure of its quality. */
  isSize: boolean;
  help: string;
}

type ObjectiveMetric = Exclude<EvaluationMetric, 'wrong' | 'macroAuc'>;
type MetricObjective = `val${Capitalize<ObjectiveMetric>}`;

const objectiveOf = (metric: ObjectiveMetric): MetricObjective =>
  `val${metric.charAt(0).toUpperCase()}${metric.slice(1)}` as MetricObjective;

/** The metrics that can be objectives, the default first: `wrong` is accuracy, and `macroAuc` is not always defined. */
const OBJECTIVE_METRICS = [...new Set<EvaluationMetric>(['loss', ...EVALUATION_METRIC_NAMES])].filter(
  (metric): metric is ObjectiveMetric => metric !== 'wrong' && metric !== 'macroAuc',
);

const size = (help: string): Objective => ({ direction: 'min', isSize: true, help });

const SIZES = {
  parameters: size('parameters of the model'),
  multiplyAdds: size('multiply-adds of the model'),
  modelBytes: size('bytes of the weights'),
  inferenceMs: size('median time of one prediction on one thread; measured, so it varies'),
} as const;

/** The name of an objective. */
export type ObjectiveName = MetricObjective | keyof typeof SIZES;

/** The objectives by name, with direction and a line of help. */
export const OBJECTIVES: Readonly<Record<ObjectiveName, Objective>> = {
  ...(Object.fromEntries(
    OBJECTIVE_METRICS.map((metric): [MetricObjective, Objective] => {
      const { direction, title } = EVALUATION_METRICS[metric];
      return [objectiveOf(metric), { direction, isSize: false, help: `${title} on the validation split` }];
    }),
  ) as Record<MetricObjective, Objective>),
  ...SIZES,
};

/** The names of all objectives. */
export const OBJECTIVE_NAMES = Object.keys(OBJECTIVES) as ObjectiveName[];

/** Whether an objective is maximized. */
export const isMaximized = (name: ObjectiveName): boolean => OBJECTIVES[name].direction === 'max';
/** Whether an objective is a cost of the model, not a measure of its quality. */
export const isSize = (name: ObjectiveName): boolean => OBJECTIVES[name].isSize;

/** An objective as a value to minimize: negated where the objective is maximized. */
export const toCost = (name: ObjectiveName, value: number): number => (isMaximized(name) ? -value : value);
/** All objectives of a trial as values to minimize, for samplers and fronts. */
export const toCosts = (objectives: readonly ObjectiveName[], values: readonly number[]): number[] =>
  objectives.map((name, index) => toCost(name, values[index] ?? Number.NaN));

/** The validation metrics of a trial by objective name. */
export function valMetrics(metrics: RepeatedMetrics): Record<MetricObjective, number> {
  return Object.fromEntries(OBJECTIVE_METRICS.map((metric) => [objectiveOf(metric), metrics[metric]])) as Record<
    MetricObjective,
    number
  >;
}

function aggregated(values: readonly number[], aggregate: Aggregate, maximize: boolean): number {
  if (aggregate === 'mean') return mean(values);
  if (aggregate === 'median') return median(values);
  return maximize ? Math.min(...values) : Math.max(...values);
}

/** The objectives of a trial, in order, as they are. */
export function objectivesOf(
  { objectives, aggregate }: { objectives: readonly ObjectiveName[]; aggregate: Aggregate },
  { parameters, multiplyAdds }: { parameters: number; multiplyAdds: number },
  executions: readonly { metrics: Readonly<Record<string, number>> }[],
): number[] {
  return objectives.map((name) => {
    if (name === 'parameters') return parameters;
    if (name === 'multiplyAdds') return multiplyAdds;
    if (name === 'modelBytes') return parameters * 4;
    return aggregated(
      executions.map(({ metrics }) => metrics[name] ?? Number.NaN),
      aggregate,
      isMaximized(name),
    );
  });
}
