// Threads that train trials side by side; each can be watched and stopped.
import { startThreadPool, threadProgram } from '../../threads/index.ts';
import type { TrialAnswer, TrialJob, TrialStart } from './trialWorker.ts';

/** Threads that train trials side by side. */
export interface TrialPool {
  /**
   * Trains the trial in the place `slot`, from where its runs in the folder `runs` are, with the configuration and data of
   * the folder `project`.
   *
   * @returns undefined where it was stopped: its runs can be gone on with
   */
  train(job: TrialJob): Promise<TrialAnswer>;
  /** Epochs that the trial in a place has done, and that all have. */
  epochs(slot?: number): number;
  /** Asks one, or all, for a clean end. */
  stop(slot?: number): void;
  /** The trial in a place may have so many threads; a place that nothing else will take lets the others have its own. */
  grant(slot: number, threads: number): void;
  end(): Promise<void>;
}

/** Starts threads that train `slots` trials side by side, each with so many `threads` of its own. */
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
