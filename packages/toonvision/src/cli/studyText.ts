// Text output of `tune` and `study show`: lines and tables of trials.

import { compactNumber, count, duration } from '../format/index.ts';
import { mean } from '../statistics/index.ts';
import type { FinishedTrial, StudyRecord, Trial } from '../tuning/index.ts';
import { textTable } from './textTable.ts';

const formatValues = (values: Trial['suggestion']['values']): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

function metricText(name: string, value: number | undefined): string {
  if (value === undefined) return '';
  if (name === 'parameters' || name === 'modelBytes') return count(value);
  if (name === 'multiplyAdds') return compactNumber(value);
  if (name === 'inferenceMs') return `${value.toFixed(2)} ms`;
  return value.toFixed(4);
}

/** A line for a trial that has ended. */
export function trialLine(trial: Trial, { settings }: StudyRecord): string {
  const { number, result, suggestion, error } = trial;
  const head = `trial ${String(number).padStart(3)}`;
  if (result === undefined) return `${head}  failed: ${(error ?? '').split('\n')[0]}`;
  const objectives = settings.objectives
    .map((name, index) => `${name} ${metricText(name, result.objectives[index])}`)
    .join('  ');
  const accuracy = mean(result.executions.map(({ metrics }) => metrics.valAccuracy ?? Number.NaN));
  const size = `${count(result.parameters)} parameters  ${compactNumber(result.multiplyAdds)}`;
  const epochs = result.executions.map((execution) => `${execution.bestEpoch} of ${execution.epochs}`).join(', ');
  const notes = result.executions.some(({ cutShort }) => cutShort) ? ', still improving' : '';
  const from = suggestion.fromTrial === undefined ? '' : ` (continues trial ${suggestion.fromTrial})`;
  return `${head}  ${objectives}  accuracy ${accuracy.toFixed(4)}  ${size}  epochs ${epochs}${notes}${from}`;
}

/** A table of trials with their metrics and points. */
export function trialTable(trials: readonly FinishedTrial[], record: StudyRecord, best?: FinishedTrial): string {
  const { objectives } = record.settings;
  const names = [...new Set([...objectives, 'parameters', 'multiplyAdds'] as const)];
  const rows = trials.map((trial) => {
    const { result, number, suggestion } = trial;
    const measureOf = (name: (typeof names)[number]) => {
      const index = objectives.indexOf(name);
      return index >= 0 ? result.objectives[index] : name === 'parameters' ? result.parameters : result.multiplyAdds;
    };
    return [
      `${number}${number === best?.number ? ' *' : ''}`,
      ...names.map((name) => metricText(name, measureOf(name))),
      mean(result.executions.map(({ metrics }) => metrics.valAccuracy ?? Number.NaN)).toFixed(4),
      duration(result.executions.reduce((sum, { seconds }) => sum + seconds, 0)),
      formatValues(suggestion.values),
    ];
  });
  return textTable(['trial', ...names, 'accuracy', 'time', 'point'], rows, {
    right: names.map((_, index) => index + 1).concat(names.length + 1, names.length + 2),
  });
}
