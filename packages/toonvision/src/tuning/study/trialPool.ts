// Thread pool that trains trials in parallel, with progress and cancellation per slot.
import { startThreadPool, threadProgram } from '../../threads/index.ts';
import type { TrialAnswer, TrialJob, TrialStart } from './trialWorker.ts';

/** Thread pool that trains trials in parallel. */
export interface TrialPool {
  /**
   * Trains or resumes a trial in slot `job.slot`, with runs in `job.runs` and the configuration and data of `job.project`.
   *
   * @returns undefined if it was stopped; its runs can be resumed
   */
  train(job: TrialJob): Promise<TrialAnswer>;
  /** Epochs done by the trial in a slot, or by all running trials. */
  epochs(slot?: number): number;
  /** Stops the trial in a slot, or all trials, cleanly. */
  stop(slot?: number): void;
  /** Sets the number of threads of the trial in a slot, for example when other slots are idle. */
  grant(slot: number, threads: number): void;
  end(): Promise<void>;
}

/** Starts a pool of `slots` threads; each trains one trial at a time with `threads` engine threads. */
export function startTrialPool(options: { slots: number; threads: number; command?: string }): TrialPool {
  const { slots, threads, command } = options;
  const shared = new Int32Array(new SharedArrayBuffer(4 * (1 + 3 * slots)));
  shared.fill(threads, 1 + 2 * slots);
  const start: TrialStart = { threads, command, shared, slots };
  const program = threadProgram('./trialWorker', import.meta.url);
  let pool: ReturnType<typeof startThreadPool<TrialJob, TrialAnswer>> | undefined;
  return {
    async train(job) {
      pool ??= startThreadPool<TrialJob, TrialAnswer>(program, { threads: slots, start });
      Atomics.store(shared, 1 + job.slot, 0);
      Atomics.store(shared, 1 + slots + job.slot, 0);
      try {
        return await pool.run(job);
      } finally {
        Atomics.store(shared, 1 + job.slot, 0);
      }
    },
    epochs: (slot) =>
      slot === undefined
        ? shared.subarray(1, 1 + slots).reduce((sum, epochs) => sum + epochs, 0)
        : Atomics.load(shared, 1 + slot),
    stop: (slot) => {
      Atomics.store(shared, slot === undefined ? 0 : 1 + slots + slot, 1);
    },
    grant: (slot, granted) => {
      Atomics.store(shared, 1 + 2 * slots + slot, granted);
    },
    end: async () => pool?.end(),
  };
}
