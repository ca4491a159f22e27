// Runs or resumes a study on this machine: trains trials in parallel and stores them in the study's database.
import { availableParallelism } from 'node:os';
import { withDefaults } from '../../settings/index.ts';
import type { Answer } from '../samplers/index.ts';
import { failedInARow, newTrial, studyProgress, throwOnRepeatedFailures } from './askSampler.ts';
import { objectivesOf } from './objectives.ts';
import { checkSameStudy, type PreparedStudy, prepareStudy, type StudyEnd, type TuneOptions } from './prepareStudy.ts';
import { studyDatabase, trialProject } from './studyFolder.ts';
import { takeStudyLock } from './studyLock.ts';
import type { Trial } from './studyRecord.ts';
import { STUDY_RUN_SETTINGS } from './studySettings.ts';
import { openStudyStore, type StudyStore } from './studyStore.ts';
import { startTrialPool } from './trialPool.ts';

/** Delay before the next suggestion is computed ahead, so that it does not slow down starting trials. */
const SUGGEST_DELAY_MS = 200;

/**
 * Runs a study until it has its number of trials. The trials are the same for any number of workers. A study can be interrupted
 * or killed at any time; resuming it gives the same trials as an uninterrupted run, with running trials continued from their
 * last epoch.
 *
 * @throws UserError if a name, space, objective or limit is invalid (exit code 2), the space, settings or data have changed,
 *   another process runs the study, or too many consecutive trials fail
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
  const workers = Math.max(1, Math.min(options.workers ?? availableParallelism(), wanted));
  const all = await store.trials();
  options.onStart?.(record, all);
  const { threads = Math.max(1, Math.floor(availableParallelism() / workers)) } = options;
  const pool = startTrialPool({ slots: workers, threads, command: options.command });
  const { runs } = trialProject(project, record.name).paths;
  const free = Array.from({ length: workers }, (_, index) => index);
  const running = new Map<number, Promise<void>>();
  // Trials that were running when the study was interrupted come first.
  const resumable = all.filter(({ state }) => state === 'running');
  let exhausted: string | undefined;
  let stopped = false;
  const failures: unknown[] = [];
  const stop = () => {
    stopped = true;
    pool.stop();
  };
  signal?.addEventListener('abort', stop);
  if (signal?.aborted === true) stop();

  const trainTrial = async (trial: Trial, slot: number): Promise<void> => {
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
  const startTrial = (trial: Trial) => {
    const slot = free.shift() ?? 0;
    pool.grant(slot, threads);
    running.set(
      trial.number,
      trainTrial(trial, slot)
        .catch((error: unknown) => {
          failures.push(error);
          stop();
        })
        .finally(() => {
          running.delete(trial.number);
          free.push(slot);
        }),
    );
  };
  const progressTimer = setInterval(
    () => options.onProgress?.(...studyProgress(all, pool.epochs(), wanted, settings.epochs)),
    250,
  );
  // The next suggestion depends on ended trials only, so it is computed while others are training.
  let ahead: { number: number; answer: Answer } | undefined;
  const suggestAhead = () => {
    if (stopped || exhausted !== undefined || resumable.length > 0 || all.length >= wanted) return;
    try {
      ahead = { number: all.length, answer: next(all) };
    } catch {
      // The sampler is asked again when the suggestion is due; that call reports the error.
    }
  };
  try {
    for (;;) {
      while (!stopped && running.size < workers && exhausted === undefined) {
        const interrupted = resumable.shift();
        if (interrupted !== undefined) {
          startTrial(interrupted);
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
        startTrial(trial);
      }
      if (running.size === 0) break;
      // The last trials also use the threads of idle slots.
      if (resumable.length === 0 && (all.length >= wanted || exhausted !== undefined))
        for (const number of running.keys())
          pool.grant(all[number]?.worker ?? 0, Math.floor((workers * threads) / running.size));
      const suggestTimer = setTimeout(suggestAhead, SUGGEST_DELAY_MS);
      await Promise.race(running.values());
      clearTimeout(suggestTimer);
    }
  } finally {
    clearInterval(progressTimer);
    signal?.removeEventListener('abort', stop);
    await Promise.all(running.values());
    await pool.end();
  }
  if (failures.length > 0) throw failures[0];
  if (signal?.aborted !== true) throwOnRepeatedFailures(record, all, maxConsecutiveFailures);
  return { record, trials: all, status: signal?.aborted === true ? 'interrupted' : 'finished', exhausted };
}
