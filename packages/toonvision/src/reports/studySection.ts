// Of a report: the search that the run's architecture comes from, or the newest one for the same target.

import { html } from 'hono/html';
import { compactNumber, count } from '../format/index.ts';
import type { Run } from '../training/index.ts';
import { bestTrial, finishedTrials, paretoFront, type StudyRecord, type Trial } from '../tuning/index.ts';
import { type Cell, type Markup, table } from './table.ts';

/** The sentence, and the table of the front. */
export function studySection(
  { record, trials }: { record: StudyRecord; trials: readonly Trial[] },
  { record: run }: Run,
): Markup {
  const { settings, name } = record;
  const finished = finishedTrials(trials);
  const front = paretoFront(settings, trials);
  const best = bestTrial(settings, trials);
  const own = run.study?.name === name ? run.study.trial : undefined;
  const failed = trials.filter(({ state }) => state === 'failed').length;
  const short = finished.filter(({ result }) => result.executions.some(({ cutShort }) => cutShort)).length;
  const rows = front.map(({ number, result, suggestion }): Cell[] => [
    `${number}${number === best?.number ? ' *' : ''}`,
    ...result.objectives.map((value) => String(Number(value.toPrecision(4)))),
    count(result.parameters),
    compactNumber(result.multiplyAdds),
    Object.entries(suggestion.values)
      .map(([key, value]) => `${key} ${value}`)
      .join(', '),
  ]);
  return html`<p>${own === undefined ? 'For the same target there was the study' : `The architecture is trial ${own} of the study`} ${name}: ${finished.length} trials by ${settings.sampler} search of ${settings.space}, at most ${settings.epochs} epochs each${failed > 0 ? `; ${failed} failed` : ''}${short > 0 ? `; ${short} were still improving at their last epoch` : ''}. Its numbers are of the validation split, which the search has seen.</p>
    <h3>Pareto front</h3>
    ${table(['trial', ...settings.objectives, 'parameters', 'multiply-adds', 'point'], rows)}
    <p class="muted">* the smallest model within one standard error of the best.</p>`;
}
