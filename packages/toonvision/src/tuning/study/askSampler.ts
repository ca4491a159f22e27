// Connects a study to its sampler: the next suggestion as a function of the trials so far.
import { UserError } from '../../errors/index.ts';
import { type Answer, type EndedTrial, makeSampler, type Suggestion } from '../samplers/index.ts';
import type { Space, Values } from '../space/index.ts';
import { toCosts } from './objectives.ts';
import type { StudyRecord, StudySettings, Trial } from './studyRecord.ts';

function endedTrials({ objectives, epochs }: StudySettings, all: readonly Trial[]): EndedTrial[] {
  return all.flatMap(({ number, state, suggestion, result }) =>
    state === 'running'
      ? []
      : [
          {
            number,
            values: suggestion.values,
            epochs: suggestion.epochs ?? epochs,
            rung: suggestion.rung,
            bracket: suggestion.bracket,
            objectives: result === undefined ? null : toCosts(objectives, result.objectives),
          },
        ],
  );
}

/**
 * Creates a function from all trials so far, in order, to the next answer of the sampler: a point, wait, or exhausted.
 */
export function askSampler(
  settings: StudySettings,
  space: Space,
  isPossible: (values: Values) => boolean,
): (all: readonly Trial[]) => Answer {
  const sampler = makeSampler(settings.sampler, {
    ...{ lag: settings.lag, minEpochs: settings.minEpochs, maxEpochs: settings.epochs, factor: settings.factor },
    enqueued: settings.enqueued,
  });
  return (all) =>
    sampler.suggest({
      ...{ space, seed: settings.seed, number: all.length, told: endedTrials(settings, all), isPossible },
      asked: all.map(({ suggestion }) => suggestion),
    });
}

/** Whether `limit` consecutive trials have failed. */
export function failedInARow(all: readonly Trial[], limit: number): boolean {
  let streak = 0;
  for (const { state } of all) {
    if (state === 'failed') streak += 1;
    else if (state === 'finished') streak = 0;
    if (streak >= limit) return true;
  }
  return false;
}

/**
 * Stops a study whose trials keep failing.
 *
 * @throws UserError with the last error if `limit` consecutive trials have failed
 */
export function throwOnRepeatedFailures(record: StudyRecord, all: readonly Trial[], limit: number): void {
  if (!failedInARow(all, limit)) return;
  const last = all.filter(({ state }) => state === 'failed').at(-1);
  throw new UserError(`${limit} consecutive trials failed; last error: ${last?.error}`, {
    where: `study ${record.name}, trial ${last?.number}`,
    remedy: 'Fix the cause and start a new study.',
  });
}

/** Creates a trial in the state `running`. */
export function newTrial(number: number, suggestion: Suggestion): Trial {
  return {
    ...{ number, state: 'running', suggestion, result: undefined, error: undefined },
    ...{ attempts: 0, worker: 0, startedAt: new Date().toISOString(), endedAt: undefined },
  };
}

/** Progress of a study: epochs done, `now` of them by running trials, and the estimated total. */
export function studyProgress(all: readonly Trial[], now: number, wanted: number, limit: number): [number, number] {
  const epochsOf = ({ result }: Trial) => result?.executions.reduce((sum, { epochs }) => sum + epochs, 0) ?? 0;
  const ended = all.filter(({ state }) => state === 'finished');
  const done = ended.reduce((sum, trial) => sum + epochsOf(trial), 0);
  const perTrial = ended.length === 0 ? limit : done / ended.length;
  return [done + now, Math.max(done + now + 1, Math.round(perTrial * wanted))];
}
