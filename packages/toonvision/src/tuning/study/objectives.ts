// What a study makes small or large: validation metrics and the size of the model.
import type { RepeatedMetrics } from '../../repeats/index.ts';
import type { Aggregate, Execution, StudySettings } from './studyRecord.ts';

/** What a search can have as objectives. */
export const OBJECTIVE_NAMES = [
  'valLoss',
  'valAccuracy',
  'valMacroPrecision',
  'valMacroRecall',
  'valMacroF1',
  'valBrier',
  'valEce',
  'parameters',
  'multiplyAdds',
  'modelBytes',
  'inferenceMs',
] as const;
/** The name of an objective. */
export type ObjectiveName = (typeof OBJECTIVE_NAMES)[number];

const LARGE_IS_GOOD: ReadonlySet<string> = new Set([
  'valAccuracy',
  'valMacroPrecision',
  'valMacroRecall',
  'valMacroF1',
]);
const COSTS: ReadonlySet<string> = new Set(['parameters', 'multiplyAdds', 'modelBytes', 'inferenceMs']);

/** Whether more of an objective is better. */
export const isMaximized = (name: ObjectiveName): boolean => LARGE_IS_GOOD.has(name);
/** What a model costs, not how good it is. */
export const isSize = (name: ObjectiveName): boolean => COSTS.has(name);

/** The validation metrics of a trial by objective name. */
export function valMetrics({ loss, accuracy, macroPrecision, macroRecall, macroF1, brier, ece }: RepeatedMetrics) {
  return {
    valLoss: loss,
    valAccuracy: accuracy,
    valMacroPrecision: macroPrecision,
    valMacroRecall: macroRecall,
    valMacroF1: macroF1,
    valBrier: brier,
    valEce: ece,
  };
}

function aggregated(values: readonly number[], aggregate: Aggregate, maximize: boolean): number {
  const sorted = values.toSorted((a, b) => a - b);
  if (aggregate === 'mean') return values.reduce((sum, value) => sum + value, 0) / values.length;
  if (aggregate === 'worst') return (maximize ? sorted[0] : sorted.at(-1)) ?? Number.NaN;
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The objectives of a trial, in order, as they are. */
export function objectivesOf(
  { objectives, aggregate }: Pick<StudySettings, 'objectives' | 'aggregate'>,
  { parameters, multiplyAdds }: { parameters: number; multiplyAdds: number },
  executions: readonly Pick<Execution, 'metrics'>[],
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

/** The same turned so that small is good, for samplers. */
export function turned(objectives: readonly ObjectiveName[], values: readonly number[]): number[] {
  return values.map((value, index) => (isMaximized(objectives[index] ?? 'valLoss') ? -value : value));
}
