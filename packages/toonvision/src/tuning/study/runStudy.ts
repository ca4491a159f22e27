// Runs a study on this machine, or goes on with one: has trials trained side by side, keeps everything in its database.
import { availableParallelism } from 'node:os';
import { withDefaults } from '../../settings/index.ts';
import type { Answer } from '../samplers/index.ts';
import { failedInARow, newTrial, refuseFailures, studyProgress } from './askSampler.ts';
import { objectivesOf } from './objectives.ts';
import { checkSameStudy, type PreparedStudy, prepareStudy, type StudyEnd, type TuneOptions } from './prepareStudy.ts';
import { studyDatabase, trialProject } from './studyFolder.ts';
import { takeStudyLock } from './studyLock.ts';
import type { Trial } from './studyRecord.ts';
import { STUDY_RUN_SETTINGS } from './studySettings.ts';
import { openStudyStore, type StudyStore } from './studyStore.ts';
import { startTrialPool } from './trialPool.ts';

/** A trial that begins is not held up by what comes after it. */
const THINK_AFTER_MS = 200;

/**
 * Runs a study until it has its number of trials. Its trials are the same for any number of workers; it can be interrupted or
 * killed at any moment, and going on gives the study that an uninterrupted run gives: trials under way go on from their last
 * epoch.
 *
 * @throws UserError for a name, space, objective or limit that is no good (exit code 2), a study whose space, settings or data
 *   have changed (saying what), another process that works on it, or too many failures in a row
 *
 * @example
 * const { trials, record } = await tuneStudy({ project, name: 'small', trials: 20, maxParameters: 6000 });
 * bestTrial(record.settings, trials)?.suggestion.values; // { conv_1_filters: 8, ... }
 */
export async function tuneStudy(options: TuneOptions): Promise<StudyEnd> {
  const { project, name, signal } = options;
  const prepared = await prepareStudy(options);
  const path = studyDatabase(project, name);
  const store = await openStudyStore(path);
  try {
    const release = await takeStudyLock(path, name);
    try {
      const before = await store.record();
      if (before === undefined) await store.create(prepared.record);
      else checkSameStudy(before, prepared.record);
      const record = before ?? prepared.record;
      return await runTrials(options, { ...prepared, record }, store, signal);
    } finally {
      await release();
    }
  } finally {
    await store.close();
  }
}

async function runTrials(
  options: TuneOptions,
  { record, next, taskOf }: PreparedStudy,
  store: StudyStore,
  signal: AbortSignal | undefined,
): Promise<StudyEnd> {
  const { settings } = record;
  const { project } = options;
  const { trials: wanted, maxRetries, maxConsecutiveFailures } = withDefaults(STUDY_RUN_SETTINGS, options);
  // More could not be kept busy: a suggestion waits for the trials `lag` before it.
  const workers = Math.max(1, Math.min(options.workers ?? availableParallelism(), wanted));
  const all = await store.trials();
  options.onStart?.(record, all);
  const { threads = Math.max(1, Math.floor(availableParallelism() / workers)) } = options;
  const pool = startTrialPool({ slots: workers, threads, command: options.command });
  const { runs } = trialProject(project, record.name).paths;
  const free = Array.from({ length: workers }, (_, index) => index);
  const underWay = new Map<number, Promise<void>>();
  // Killed or interrupted before: they go on first.
  const waiting = all.filter(({ state }) => state === 'running');
  let exhausted: string | undefined;
  let stopped = false;
  const failures: unknown[] = [];
  const stop = () => {
    stopped = true;
    pool.stop();
  };
  signal?.addEventListener('abort', stop);
  if (signal?.aborted === true) stop();

  const train = async (trial: Trial, slot: number): Promise<void> => {
    for (;;) {
      trial.worker = slot;
      await store.save(trial);
      try {
        const answer = await pool.train({
          task: taskOf(trial),
          project: project.directory,
          runs,
          slot,
          data: record.data,
        });
        if (answer === undefined) return;
        trial.result = { ...answer, objectives: objectivesOf(settings, answer, answer.executions) };
        trial.state = 'finished';
        trial.error = undefined;
      } catch (error) {
        trial.error = error instanceof Error ? error.message : String(error);
        trial.attempts += 1;
        if (trial.attempts <= maxRetries && !stopped) continue;
        trial.state = 'failed';
      }
      trial.endedAt = new Date().toISOString();
      await store.save(trial);
      options.onTrial?.(trial, all, record);
      if (failedInARow(all, maxConsecutiveFailures)) stop();
      return;
    }
  };
  const begin = (trial: Trial) => {
    const slot = free.shift() ?? 0;
    pool.grant(slot, threads);
    underWay.set(
      trial.number,
      train(trial, slot)
        .catch((error: unknown) => {
          failures.push(error);
          stop();
        })
        .finally(() => {
          underWay.delete(trial.number);
          free.push(slot);
        }),
    );
  };
  const clock = setInterval(
    () => options.onProgress?.(...studyProgress(all, pool.epochs(), wanted, settings.epochs)),
    250,
  );
  // What comes next follows from trials that have ended, so it is worked out while others are trained, once they have begun.
  let ahead: { number: number; answer: Answer } | undefined;
  const think = () => {
    if (stopped || exhausted !== undefined || waiting.length > 0 || all.length >= wanted) return;
    try {
      ahead = { number: all.length, answer: next(all) };
    } catch {
      // Asked again when it is due, and told there.
    }
  };
  try {
    for (;;) {
      while (!stopped && underWay.size < workers && exhausted === undefined) {
        const earlier = waiting.shift();
        if (earlier !== undefined) {
          begin(earlier);
          continue;
        }
        if (all.length >= wanted) break;
        const isKnown = ahead?.number === all.length && !('wait' in ahead.answer);
        const answer = ahead !== undefined && isKnown ? ahead.answer : next(all);
        if ('wait' in answer) break;
        if ('exhausted' in answer) {
          exhausted = answer.exhausted;
          break;
        }
        const trial = newTrial(all.length, answer);
        await store.save(trial);
        all.push(trial);
        begin(trial);
      }
      if (underWay.size === 0) break;
      // The last trials have the threads of places that nothing will take any more.
      if (waiting.length === 0 && (all.length >= wanted || exhausted !== undefined))
        for (const number of underWay.keys())
          pool.grant(all[number]?.worker ?? 0, Math.floor((workers * threads) / underWay.size));
      const thinking = setTimeout(think, THINK_AFTER_MS);
      await Promise.race(underWay.values());
      clearTimeout(thinking);
    }
  } finally {
    clearInterval(clock);
    signal?.removeEventListener('abort', stop);
    await Promise.all(underWay.values());
    await pool.end();
  }
  if (failures.length > 0) throw failures[0];
  if (signal?.aborted !== true) refuseFailures(record, all, maxConsecutiveFailures);
  return { record, trials: all, status: signal?.aborted === true ? 'interrupted' : 'finished', exhausted };
}
