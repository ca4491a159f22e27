// The objectives of a study: validation metrics and model sizes with their directions. Free of heavy imports for the command line.
import { EVALUATION_METRIC_NAMES, EVALUATION_METRICS, type EvaluationMetric } from '../../evaluation/metrics.ts';
import type { RepeatedMetrics } from '../../repeats/index.ts';
import { mean, median } from '../../statistics/index.ts';
import type { Aggregate } from './aggregates.ts';

interface Objective {
  direction: 'min' | 'max';
  /** Whether it measures the size of the model, not its quality. */
  isSize: boolean;
  help: string;
}

type ObjectiveMetric = Exclude<EvaluationMetric, 'wrong' | 'macroAuc'>;
type MetricObjective = `val${Capitalize<ObjectiveMetric>}`;

const objectiveOf = (metric: ObjectiveMetric): MetricObjective =>
  `val${metric.charAt(0).toUpperCase()}${metric.slice(1)}` as MetricObjective;

/** The metrics that can be objectives, the default first. Not `wrong`, which equals accuracy, nor `macroAuc`, which can be undefined. */
const OBJECTIVE_METRICS = [...new Set<EvaluationMetric>(['loss', ...EVALUATION_METRIC_NAMES])].filter(
  (metric): metric is ObjectiveMetric => metric !== 'wrong' && metric !== 'macroAuc',
);

const size = (help: string): Objective => ({ direction: 'min', isSize: true, help });

const SIZES = {
  parameters: size('number of parameters'),
  multiplyAdds: size('multiply-adds per image'),
  modelBytes: size('size of the weights in bytes'),
  inferenceMs: size('median time per prediction on one thread; varies between measurements'),
} as const;

/** The name of an objective. */
export type ObjectiveName = MetricObjective | keyof typeof SIZES;

/** The objectives by name, with direction and help text. */
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
/** Whether an objective measures the size of the model, not its quality. */
export const isSize = (name: ObjectiveName): boolean => OBJECTIVES[name].isSize;

/** Converts an objective to a cost: negated if the objective is maximized. */
export const toCost = (name: ObjectiveName, value: number): number => (isMaximized(name) ? -value : value);
/** Converts all objectives of a trial to costs. */
export const toCosts = (objectives: readonly ObjectiveName[], values: readonly number[]): number[] =>
  objectives.map((name, index) => toCost(name, values[index] ?? Number.NaN));

/** The validation metrics of a trial by objective name. */
export function valMetrics(metrics: RepeatedMetrics): Record<MetricObjective, number> {
  return Object.fromEntries(OBJECTIVE_METRICS.map((metric) => [objectiveOf(metric), metrics[metric]])) as Record<
    MetricObjective,
    number
  >;
}

function aggregateValues(values: readonly number[], aggregate: Aggregate, maximize: boolean): number {
  if (aggregate === 'mean') return mean(values);
  if (aggregate === 'median') return median(values);
  return maximize ? Math.min(...values) : Math.max(...values);
}

/** Computes the objectives of a trial in the order of the study, not negated. */
export function objectivesOf(
  { objectives, aggregate }: { objectives: readonly ObjectiveName[]; aggregate: Aggregate },
  { parameters, multiplyAdds }: { parameters: number; multiplyAdds: number },
  executions: readonly { metrics: Readonly<Record<string, number>> }[],
): number[] {
  return objectives.map((name) => {
    if (name === 'parameters') return parameters;
    if (name === 'multiplyAdds') return multiplyAdds;
    if (name === 'modelBytes') return parameters * 4;
    return aggregateValues(
      executions.map(({ metrics }) => metrics[name] ?? Number.NaN),
      aggregate,
      isMaximized(name),
    );
  });
}
