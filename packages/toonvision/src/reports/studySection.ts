// Report section on hyperparameter search: the study the run comes from, or the newest one for the same target.
import { html } from 'hono/html';
import { compactNumber, count } from '../format/index.ts';
import type { Run } from '../training/index.ts';
import { bestTrial, finishedTrials, paretoFront, type StudyRecord, type Trial } from '../tuning/index.ts';
import { type Cell, type Markup, table } from './table.ts';

/** Renders a summary sentence and the table of the Pareto front. */
export function studySection(
  { record, trials }: { record: StudyRecord; trials: readonly Trial[] },
  { record: run }: Run,
): Markup {
  const { settings, name } = record;
  const finished = finishedTrials(trials);
  const front = paretoFront(settings, trials);
  const best = bestTrial(settings, trials);
  const trialNumber = run.study?.name === name ? run.study.trial : undefined;
  const failed = trials.filter(({ state }) => state === 'failed').length;
  const atBudget = finished.filter(({ result }) => result.executions.some(({ cutShort }) => cutShort)).length;
  const rows = front.map(({ number, result, suggestion }): Cell[] => [
    `${number}${number === best?.number ? ' *' : ''}`,
    ...result.objectives.map((value) => String(Number(value.toPrecision(4)))),
    count(result.parameters),
    compactNumber(result.multiplyAdds),
    Object.entries(suggestion.values)
      .map(([key, value]) => `${key} ${value}`)
      .join(', '),
  ]);
  return html`<p>${trialNumber === undefined ? 'Most recent study of the same target:' : `The architecture is trial ${trialNumber} of the study`} ${name}: ${finished.length} trials of ${settings.sampler} search in ${settings.space}, at most ${settings.epochs} epochs each${failed > 0 ? `; ${failed} failed` : ''}${atBudget > 0 ? `; ${atBudget} were still improving at their last epoch` : ''}. Results are for the validation split, which the search has optimized.</p>
    <h3>Pareto front</h3>
    ${table(['trial', ...settings.objectives, 'parameters', 'multiply-adds', 'hyperparameters'], rows)}
    <p class="muted">* Recommended trial: the smallest model within one standard error of the best.</p>`;
}
