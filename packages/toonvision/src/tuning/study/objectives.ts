// The objectives of a study: validation metrics and model size, with their directions; light, so the command line can import it.

import type { RepeatedMetrics } from '../../repeats/index.ts';
import { mean, median } from '../../statistics/index.ts';
import type { Aggregate } from './aggregates.ts';
import type { Execution, StudySettings } from './studyRecord.ts';

interface Objective {
  direction: 'min' | 'max';
  /** A cost of the model, not a measure of its quality. */
  isSize: boolean;
  help: string;
}

const size = (help: string): Objective => ({ direction: 'min', isSize: true, help });
const metric = (direction: Objective['direction'], help: string): Objective => ({ direction, isSize: false, help });

/** The objectives by name, with direction and a line of help. */
export const OBJECTIVES = {
  valLoss: metric('min', 'validation loss'),
  valAccuracy: metric('max', 'validation accuracy'),
  valMacroPrecision: metric('max', 'validation precision, macro'),
  valMacroRecall: metric('max', 'validation recall, macro'),
  valMacroF1: metric('max', 'validation F1, macro'),
  valBrier: metric('min', 'validation Brier score'),
  valEce: metric('min', 'validation calibration error'),
  parameters: size('parameters of the model'),
  multiplyAdds: size('multiply-adds of the model'),
  modelBytes: size('bytes of the weights'),
  inferenceMs: size('median time of one prediction on one thread; measured, so it varies'),
} as const satisfies Record<string, Objective>;
/** The name of an objective. */
export type ObjectiveName = keyof typeof OBJECTIVES;

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
  if (aggregate === 'mean') return mean(values);
  if (aggregate === 'median') return median(values);
  return maximize ? Math.min(...values) : Math.max(...values);
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
