// What a study asks its sampler next, from the trials so far; the same wherever its trials are kept and trained.
import { UserError } from '../../errors/index.ts';
import { type Answer, makeSampler, type Suggestion, type ToldTrial } from '../samplers/index.ts';
import type { Space, Values } from '../space/index.ts';
import { toCosts } from './objectives.ts';
import type { StudyRecord, StudySettings, Trial } from './studyRecord.ts';

function told({ objectives, epochs }: StudySettings, all: readonly Trial[]): ToldTrial[] {
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
 * A function from all trials so far, in order, to what comes next: a point, that it must wait, or that there is none left.
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
      ...{ space, seed: settings.seed, number: all.length, told: told(settings, all), isPossible },
      asked: all.map(({ suggestion }) => suggestion),
    });
}

/** Whether so many trials have failed one after the other. */
export function failedInARow(all: readonly Trial[], limit: number): boolean {
  let row = 0;
  for (const { state } of all) {
    if (state === 'failed') row += 1;
    else if (state === 'finished') row = 0;
    if (row >= limit) return true;
  }
  return false;
}

/**
 * Ends a study whose trials only fail.
 *
 * @throws UserError with the last error, where so many trials have failed one after the other
 */
export function refuseFailures(record: StudyRecord, all: readonly Trial[], limit: number): void {
  if (!failedInARow(all, limit)) return;
  const last = all.filter(({ state }) => state === 'failed').at(-1);
  throw new UserError(`${limit} trials failed one after the other; the last: ${last?.error}`, {
    where: `study ${record.name}, trial ${last?.number}`,
    remedy: 'Mend the cause and begin a study of another name.',
  });
}

/** A trial that begins. */
export function newTrial(number: number, suggestion: Suggestion): Trial {
  return {
    ...{ number, state: 'running', suggestion, result: undefined, error: undefined },
    ...{ attempts: 0, worker: 0, startedAt: new Date().toISOString(), endedAt: undefined },
  };
}

/** Epochs done, `now` of them by trials under way, and about how many there will be: for a line of progress. */
export function studyProgress(all: readonly Trial[], now: number, wanted: number, limit: number): [number, number] {
  const epochsOf = ({ result }: Trial) => result?.executions.reduce((sum, { epochs }) => sum + epochs, 0) ?? 0;
  const ended = all.filter(({ state }) => state === 'finished');
  const done = ended.reduce((sum, trial) => sum + epochsOf(trial), 0);
  const usual = ended.length === 0 ? limit : done / ended.length;
  return [done + now, Math.max(done + now + 1, Math.round(usual * wanted))];
}
